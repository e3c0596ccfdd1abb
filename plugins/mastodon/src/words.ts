import type { Language } from '@hubward/plugin'

/** What is put beside people's own words, so that a Ticket says in plain text what a status shows. */
export interface Words {
  readonly contentWarning: string
  readonly imageDescription: string
  readonly mediaDescription: string
  readonly poll: string
  readonly multipleChoice: string
  readonly quotedHidden: string
  /** Before the address of what hangs on a quoted post. */
  readonly image: string
  readonly media: string
  readonly shortened: string
  readonly notShown: string
  /** In place of a text that is empty. */
  readonly withoutText: string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    contentWarning: 'Content warning',
    imageDescription: 'Image description',
    mediaDescription: 'Media description',
    poll: 'Poll',
    multipleChoice: 'several answers possible',
    quotedHidden: 'Quotes a post that can’t be shown here',
    image: 'Image',
    media: 'Media',
    shortened: 'Shortened here; the whole text is on the Network.',
    notShown: 'Media that can’t be shown here',
    withoutText: '(A post without text)',
  },
  de: {
    contentWarning: 'Inhaltswarnung',
    imageDescription: 'Bildbeschreibung',
    mediaDescription: 'Medienbeschreibung',
    poll: 'Umfrage',
    multipleChoice: 'mehrere Antworten möglich',
    quotedHidden: 'Zitiert einen Beitrag, der sich hier nicht zeigen lässt',
    image: 'Bild',
    media: 'Medien',
    shortened: 'Hier gekürzt; der ganze Text steht im Netzwerk.',
    notShown: 'Medien, die sich hier nicht zeigen lassen',
    withoutText: '(Ein Beitrag ohne Text)',
  },
  fr: {
    contentWarning: 'Avertissement',
    imageDescription: 'Description de l’image',
    mediaDescription: 'Description du média',
    poll: 'Sondage',
    multipleChoice: 'plusieurs réponses possibles',
    quotedHidden: 'Cite une publication impossible à afficher ici',
    image: 'Image',
    media: 'Média',
    shortened: 'Raccourci ici ; le texte entier se trouve sur le réseau.',
    notShown: 'Médias impossibles à afficher ici',
    withoutText: '(Une publication sans texte)',
  },
}
