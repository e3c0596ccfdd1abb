import type { Language } from '@hubward/plugin'

const en = {
  languages: 'Language',
  open: 'Somebody is here to answer.',
  closed: (when: string) =>
    `Nobody is here right now. We are here again: ${when}. Write to us all the same, and the answer appears here.`,
  keeps:
    'Once you have sent a message, your browser keeps a cookie for 90 days, so that you find the conversation here again.',
  keepsNothing:
    'Your browser keeps no cookie for this chat. To find the conversation again, keep its private page.',
  ownPage: 'Open it as a private page',
  leave: 'End it in this browser',
  ended: 'That conversation is no longer in this browser. You can begin a new one.',
  refused: 'There is no chat on this website',
  refusedText: 'You can write to us all the same:',
  refusedForm: 'to our form',
  forOwner: (origin: string) =>
    `For whoever runs ${origin}: this address is not among the websites that may embed the form. Add it in the settings of the Channel at SocialHub.`,
}
type BubbleWords = Readonly<typeof en>

const de: BubbleWords = {
  languages: 'Sprache',
  open: 'Gerade ist jemand da und antwortet.',
  closed: (when) =>
    `Gerade ist niemand da. Wir sind wieder da: ${when}. Schreiben Sie uns trotzdem, die Antwort erscheint hier.`,
  keeps:
    'Sobald Sie eine Nachricht gesendet haben, bewahrt Ihr Browser 90 Tage lang ein Cookie auf, damit Sie die Unterhaltung hier wiederfinden.',
  keepsNothing:
    'Ihr Browser bewahrt für diesen Chat kein Cookie auf. Um die Unterhaltung wiederzufinden, behalten Sie ihre private Seite.',
  ownPage: 'Als private Seite öffnen',
  leave: 'In diesem Browser beenden',
  ended: 'Diese Unterhaltung ist nicht mehr in diesem Browser. Sie können hier eine neue beginnen.',
  refused: 'Auf dieser Website gibt es keinen Chat',
  refusedText: 'Sie können uns trotzdem schreiben:',
  refusedForm: 'zu unserem Formular',
  forOwner: (origin) =>
    `Für alle, die ${origin} betreiben: Diese Adresse gehört nicht zu den Websites, die das Formular einbetten dürfen. Tragen Sie sie bei SocialHub in den Einstellungen des Channels ein.`,
}

const fr: BubbleWords = {
  languages: 'Langue',
  open: 'Quelqu’un est là pour répondre.',
  closed: (when) =>
    `Personne n’est là en ce moment. Nous revenons : ${when}. Écrivez-nous quand même, la réponse paraîtra ici.`,
  keeps:
    'Après l’envoi d’un message, votre navigateur garde un cookie pendant 90 jours, pour que vous retrouviez la conversation ici.',
  keepsNothing:
    'Votre navigateur ne garde aucun cookie pour cette discussion. Pour la retrouver, conservez sa page privée.',
  ownPage: 'L’ouvrir comme page privée',
  leave: 'La terminer dans ce navigateur',
  ended: 'Cette conversation n’est plus dans ce navigateur. Vous pouvez en commencer une nouvelle.',
  refused: 'Il n’y a pas de discussion sur ce site',
  refusedText: 'Vous pouvez tout de même nous écrire :',
  refusedForm: 'vers notre formulaire',
  forOwner: (origin) =>
    `À qui gère ${origin} : cette adresse ne figure pas parmi les sites autorisés à intégrer le formulaire. Ajoutez-la dans les paramètres du canal chez SocialHub.`,
}

/** What only the bubble says; the rest is in `../words`. */
export const BUBBLE_WORDS: Readonly<Record<Language, BubbleWords>> = { en, de, fr }

/** What each language calls itself. */
export const LANGUAGES: Readonly<Record<Language, string>> = {
  de: 'Deutsch',
  en: 'English',
  fr: 'Français',
}
