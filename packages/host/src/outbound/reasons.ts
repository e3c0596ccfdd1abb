import type { CountedAs, Language, LocalizedText } from '@hubward/plugin'

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

/**
 * An operator gave it up before it was published.
 *
 * @param reason as they wrote it.
 */
export function givenUp(reason: string | null): LocalizedText {
  return {
    en: `The people who look after this Channel gave this up; nothing was published.${reason === null ? '' : ` “${reason}”`}`,
    de: `Wer diesen Kanal betreut, hat dies aufgegeben; es wurde nichts veröffentlicht.${reason === null ? '' : ` „${reason}“`}`,
    fr: `Les personnes qui s’occupent de ce canal ont abandonné ceci ; rien n’a été publié.${reason === null ? '' : ` « ${reason} »`}`,
  }
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

/** An action that is for the Channel's own messages. */
export const onlyOwn: LocalizedText = {
  en: 'This is only possible with messages of this Channel’s own.',
  de: 'Dies ist nur bei eigenen Nachrichten dieses Kanals möglich.',
  fr: 'Cela n’est possible qu’avec les propres messages de ce canal.',
}

/** An action that is for what others wrote. */
export const onlyOthers: LocalizedText = {
  en: 'This is not possible with messages of this Channel’s own.',
  de: 'Dies ist bei eigenen Nachrichten dieses Kanals nicht möglich.',
  fr: 'Cela n’est pas possible avec les propres messages de ce canal.',
}

const COUNTED: Readonly<Record<'characters' | 'bytes', LocalizedText>> = {
  characters: { en: 'characters', de: 'Zeichen', fr: 'caractères' },
  bytes: { en: 'bytes', de: 'Byte', fr: 'octets' },
}

export function tooLong(
  length: number,
  longest: number,
  countedAs: CountedAs = 'code-points',
  besideAttachments = false,
): LocalizedText {
  const what = COUNTED[countedAs === 'bytes' ? 'bytes' : 'characters']
  const beside: LocalizedText = besideAttachments
    ? { en: ' next to an attachment', de: ' neben einem Anhang', fr: ' à côté d’une pièce jointe' }
    : { en: '', de: '', fr: '' }
  return {
    en: `The text has ${length} ${what.en}; this Network takes at most ${longest}${beside.en}. Shorten it, then try again.`,
    de: `Der Text hat ${length} ${what.de}; dieses Netzwerk nimmt${beside.de} höchstens ${longest}. Kürzen Sie ihn und versuchen Sie es noch einmal.`,
    fr: `Le texte compte ${length} ${what.fr} ; ce réseau en accepte au plus ${longest}${beside.fr}. Raccourcissez-le, puis réessayez.`,
  }
}

export function tooManyAttachments(count: number, most: number): LocalizedText {
  return {
    en: `The reply has ${count} attachments; this Network takes at most ${most}. Remove some, then try again.`,
    de: `Die Antwort hat ${count} Anhänge; dieses Netzwerk nimmt höchstens ${most}. Entfernen Sie einige und versuchen Sie es noch einmal.`,
    fr: `La réponse a ${count} pièces jointes ; ce réseau en accepte au plus ${most}. Retirez-en, puis réessayez.`,
  }
}

/** @param allowed MIME types; `image/*` stands for all of a kind. */
export function kindRefused(
  name: string,
  mimeType: string,
  allowed: readonly string[],
): LocalizedText {
  const types = allowed.join(', ')
  return {
    en: `“${name}” is of the type ${mimeType}; this Network takes ${types}. Choose another file, then try again.`,
    de: `„${name}“ ist vom Typ ${mimeType}; dieses Netzwerk nimmt ${types}. Wählen Sie eine andere Datei und versuchen Sie es noch einmal.`,
    fr: `« ${name} » est du type ${mimeType} ; ce réseau accepte ${types}. Choisissez un autre fichier, puis réessayez.`,
  }
}

export function attachmentTooLarge(name: string, size: number, largest: number): LocalizedText {
  const is = sizeIn(size, Math.ceil)
  const most = sizeIn(largest, Math.floor)
  return {
    en: `“${name}” has ${is.en}; this Network takes at most ${most.en}. Choose a smaller file, then try again.`,
    de: `„${name}“ hat ${is.de}; dieses Netzwerk nimmt höchstens ${most.de}. Wählen Sie eine kleinere Datei und versuchen Sie es noch einmal.`,
    fr: `« ${name} » fait ${is.fr} ; ce réseau accepte au plus ${most.fr}. Choisissez un fichier plus petit, puis réessayez.`,
  }
}

/** Rounded apart, so that two sizes never read the same when one is too large. */
function sizeIn(bytes: number, round: (value: number) => number): LocalizedText {
  const large = bytes >= 1_000_000
  const value = round((bytes / (large ? 1_000_000 : 1_000)) * 100) / 100
  const say = (language: Language, unit: string) =>
    `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value)} ${unit}`
  const [unit, french] = large ? ['MB', 'Mo'] : ['KB', 'Ko']
  return { en: say('en', unit), de: say('de', unit), fr: say('fr', french) }
}
