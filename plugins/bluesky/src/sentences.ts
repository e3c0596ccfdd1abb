import type { LocalizedText } from '@hubward/plugin'

/** What a community manager or a Customer reads when Bluesky refuses something. */
export const SENTENCES = {
  takenDown: {
    en: 'Bluesky has suspended this account. Its owner finds the reason, and how to object, in the Bluesky app.',
    de: 'Bluesky hat dieses Konto gesperrt. Der Grund und der Weg zum Widerspruch stehen in der Bluesky-App.',
    fr: 'Bluesky a suspendu ce compte. Le motif et la voie de recours figurent dans l’application Bluesky.',
  },
  deactivated: {
    en: 'This Bluesky account is deactivated. Reactivate it in the Bluesky app, then reconnect the Channel.',
    de: 'Dieses Bluesky-Konto ist deaktiviert. Reaktivieren Sie es in der Bluesky-App und verbinden Sie den Kanal dann neu.',
    fr: 'Ce compte Bluesky est désactivé. Réactivez-le dans l’application Bluesky, puis reconnectez le canal.',
  },
  blockedBy: {
    en: 'This person has blocked your account on Bluesky, so they can’t be answered.',
    de: 'Diese Person hat Ihr Konto auf Bluesky blockiert und kann daher keine Antwort bekommen.',
    fr: 'Cette personne a bloqué votre compte sur Bluesky : il n’est pas possible de lui répondre.',
  },
  blocking: {
    en: 'Your account blocks this person on Bluesky. Unblock them in the Bluesky app, then try again.',
    de: 'Ihr Konto blockiert diese Person auf Bluesky. Heben Sie das in der Bluesky-App auf und versuchen Sie es noch einmal.',
    fr: 'Votre compte bloque cette personne sur Bluesky. Débloquez-la dans l’application Bluesky, puis réessayez.',
  },
  repliesClosed: {
    en: 'The author of this thread has limited who may reply, and your account is not among them.',
    de: 'Wer in diesem Thread antworten darf, ist eingeschränkt; Ihr Konto gehört nicht dazu.',
    fr: 'L’auteur de ce fil a limité qui peut répondre, et votre compte n’en fait pas partie.',
  },
  postGone: {
    en: 'This post no longer exists on Bluesky.',
    de: 'Diesen Beitrag gibt es auf Bluesky nicht mehr.',
    fr: 'Ce message n’existe plus sur Bluesky.',
  },
  notYours: {
    en: 'Only posts of your own account can be deleted on Bluesky.',
    de: 'Auf Bluesky lassen sich nur Beiträge des eigenen Kontos löschen.',
    fr: 'Sur Bluesky, seuls les messages de votre propre compte peuvent être supprimés.',
  },
  tooLong: {
    en: 'A post on Bluesky holds at most 300 characters. Shorten the text, then try again.',
    de: 'Ein Beitrag auf Bluesky fasst höchstens 300 Zeichen. Kürzen Sie den Text und versuchen Sie es noch einmal.',
    fr: 'Un message sur Bluesky contient au plus 300 caractères. Raccourcissez le texte, puis réessayez.',
  },
  noPicture: {
    en: 'Only pictures (JPEG, PNG, WebP or GIF) can be attached on Bluesky.',
    de: 'Auf Bluesky lassen sich nur Bilder (JPEG, PNG, WebP oder GIF) anhängen.',
    fr: 'Sur Bluesky, seules des images (JPEG, PNG, WebP ou GIF) peuvent être jointes.',
  },
  pictureTooLarge: {
    en: 'This picture is too large for Bluesky: at most 2 MB. Choose a smaller one, then try again.',
    de: 'Dieses Bild ist für Bluesky zu groß: höchstens 2 MB. Wählen Sie ein kleineres und versuchen Sie es noch einmal.',
    fr: 'Cette image est trop volumineuse pour Bluesky : 2 Mo au maximum. Choisissez-en une plus petite, puis réessayez.',
  },
} satisfies Record<string, LocalizedText>
