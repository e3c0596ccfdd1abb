import type { LocalizedText } from '@hubward/plugin'

/** Sentences of the host's own that a community manager reads when a Ticket Action is reset. */

/** Nobody can tell whether it was published. */
export const uncertain: LocalizedText = {
  en: 'The Network did not say whether this was published. Please look at the conversation on the Network before you try again.',
  de: 'Das Netzwerk hat nicht bestätigt, ob dies veröffentlicht wurde. Bitte sehen Sie sich die Unterhaltung im Netzwerk an, bevor Sie es noch einmal versuchen.',
  fr: 'Le réseau n’a pas indiqué si cela a été publié. Veuillez consulter la conversation sur le réseau avant de réessayer.',
}

/** The same for a button or a deletion. */
export const uncertainAction: LocalizedText = {
  en: 'The Network did not say whether this was done. Please check on the Network before you try again.',
  de: 'Das Netzwerk hat nicht bestätigt, ob dies ausgeführt wurde. Bitte prüfen Sie es im Netzwerk, bevor Sie es noch einmal versuchen.',
  fr: 'Le réseau n’a pas indiqué si cela a été fait. Veuillez vérifier sur le réseau avant de réessayer.',
}

/** Its lifetime is over, and no attempt said why. */
export const tooLate: LocalizedText = {
  en: 'This could not be done in time. Please try again.',
  de: 'Dies konnte nicht rechtzeitig ausgeführt werden. Bitte versuchen Sie es noch einmal.',
  fr: 'Cela n’a pas pu être fait à temps. Veuillez réessayer.',
}

/** The Channel ended, and its account of the Network is another SocialHub Account's now. */
export const connectedElsewhere: LocalizedText = {
  en: 'This Channel has ended: its account of the Network was connected in another SocialHub Account. Nothing was published.',
  de: 'Dieser Kanal ist beendet: Sein Konto im Netzwerk wurde in einem anderen SocialHub-Account verbunden. Es wurde nichts veröffentlicht.',
  fr: 'Ce canal a pris fin : son compte sur le réseau a été connecté dans un autre compte SocialHub. Rien n’a été publié.',
}

/** The Manifest at SocialHub shows an action that the plugin no longer has. */
export const notOffered: LocalizedText = {
  en: 'This action is no longer offered for this Channel.',
  de: 'Diese Aktion wird für diesen Kanal nicht mehr angeboten.',
  fr: 'Cette action n’est plus proposée pour ce canal.',
}

export const optionMissing: LocalizedText = {
  en: 'Please choose one of the options, then try again.',
  de: 'Bitte wählen Sie eine der Optionen und versuchen Sie es dann noch einmal.',
  fr: 'Veuillez choisir une des options, puis réessayez.',
}

export const attachmentsRefused: LocalizedText = {
  en: 'This Network takes no attachments. Remove the attachment, then try again.',
  de: 'Dieses Netzwerk nimmt keine Anhänge an. Entfernen Sie den Anhang und versuchen Sie es noch einmal.',
  fr: 'Ce réseau n’accepte pas de pièces jointes. Retirez la pièce jointe, puis réessayez.',
}

export const textRefused: LocalizedText = {
  en: 'This Network takes no text next to an attachment. Remove one of them, then try again.',
  de: 'Dieses Netzwerk nimmt keinen Text neben einem Anhang an. Entfernen Sie eines von beiden und versuchen Sie es noch einmal.',
  fr: 'Ce réseau n’accepte pas de texte à côté d’une pièce jointe. Retirez l’un des deux, puis réessayez.',
}

export function tooLong(length: number, maxLength: number): LocalizedText {
  return {
    en: `The text has ${length} characters; this Network takes at most ${maxLength}. Shorten it, then try again.`,
    de: `Der Text hat ${length} Zeichen; dieses Netzwerk nimmt höchstens ${maxLength}. Kürzen Sie ihn und versuchen Sie es noch einmal.`,
    fr: `Le texte compte ${length} caractères ; ce réseau en accepte au plus ${maxLength}. Raccourcissez-le, puis réessayez.`,
  }
}
