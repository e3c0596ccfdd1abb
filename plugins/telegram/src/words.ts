import type { Language } from '@hubward/plugin'

/** What is put beside people's own words, so that a Ticket says in plain text what Telegram shows. */
export interface Words {
  readonly voice: string
  readonly videoNote: string
  readonly audio: string
  readonly sticker: string
  readonly location: string
  readonly contact: string
  readonly poll: string
  readonly checklist: string
  readonly forwarded: string
  /** Before the name of a file that bots may not open. */
  readonly tooLarge: string
  /** In place of what bots aren't told, or what this plugin doesn't know. */
  readonly notShown: string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    voice: 'Voice message',
    videoNote: 'Video message',
    audio: 'Audio',
    sticker: 'Sticker',
    location: 'Location',
    contact: 'Contact',
    poll: 'Poll',
    checklist: 'Checklist',
    forwarded: 'Forwarded from',
    tooLarge: 'Larger than 20 MB, only to be seen in Telegram',
    notShown: '(A message that can only be seen in Telegram)',
  },
  de: {
    voice: 'Sprachnachricht',
    videoNote: 'Videonachricht',
    audio: 'Audio',
    sticker: 'Sticker',
    location: 'Standort',
    contact: 'Kontakt',
    poll: 'Umfrage',
    checklist: 'Checkliste',
    forwarded: 'Weitergeleitet von',
    tooLarge: 'Größer als 20 MB, nur in Telegram zu sehen',
    notShown: '(Eine Nachricht, die nur in Telegram zu sehen ist)',
  },
  fr: {
    voice: 'Message vocal',
    videoNote: 'Message vidéo',
    audio: 'Audio',
    sticker: 'Sticker',
    location: 'Position',
    contact: 'Contact',
    poll: 'Sondage',
    checklist: 'Liste de tâches',
    forwarded: 'Transféré de',
    tooLarge: 'Plus de 20 Mo, visible seulement dans Telegram',
    notShown: '(Un message visible seulement dans Telegram)',
  },
}
