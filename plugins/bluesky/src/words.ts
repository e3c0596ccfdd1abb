import type { Language } from '@hubward/plugin'
import type { NamedKind } from './post.ts'

interface Words {
  /** In place of a text that is empty. */
  readonly withoutText: string
  readonly quotedHidden: string
  /** Before the name of what is neither a post nor media. */
  readonly named: Readonly<Record<NamedKind, string>>
  /** What hangs on a post and is of no kind that this plugin knows. */
  readonly unknown: string
  readonly picture: string
  readonly video: string
  readonly labels: (names: string) => string
  /** What moderators mark a post with, by the label's value. */
  readonly label: Readonly<Record<string, string>>
}

/** What the plugin adds to Tickets, in the Channel's language. */
export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    withoutText: '(A post without text)',
    quotedHidden: 'Quotes a post that can’t be shown here:',
    named: { feed: 'Feed:', list: 'List:', pack: 'Starter pack:', labeler: 'Labeller:' },
    unknown: '[Something that can’t be shown here hangs on this post.]',
    picture: 'Picture:',
    video: 'Video:',
    labels: (names) => `Marked on Bluesky as: ${names}`,
    label: {
      '!hide': 'hidden by moderators',
      '!warn': 'warning by moderators',
      porn: 'pornography',
      sexual: 'sexual content',
      nudity: 'nudity',
      'graphic-media': 'violence',
      gore: 'violence',
      spam: 'spam',
      rude: 'rude',
      intolerant: 'intolerance',
      threat: 'threat',
      scam: 'scam',
    },
  },
  de: {
    withoutText: '(Ein Beitrag ohne Text)',
    quotedHidden: 'Zitiert einen Beitrag, der sich hier nicht zeigen lässt:',
    named: { feed: 'Feed:', list: 'Liste:', pack: 'Startpaket:', labeler: 'Kennzeichnungsdienst:' },
    unknown: '[An diesem Beitrag hängt etwas, das sich hier nicht zeigen lässt.]',
    picture: 'Bild:',
    video: 'Video:',
    labels: (names) => `Auf Bluesky gekennzeichnet als: ${names}`,
    label: {
      '!hide': 'von der Moderation verborgen',
      '!warn': 'Warnung der Moderation',
      porn: 'Pornografie',
      sexual: 'sexuelle Inhalte',
      nudity: 'Nacktheit',
      'graphic-media': 'Gewalt',
      gore: 'Gewalt',
      spam: 'Spam',
      rude: 'unhöflich',
      intolerant: 'Intoleranz',
      threat: 'Drohung',
      scam: 'Betrug',
    },
  },
  fr: {
    withoutText: '(Un message sans texte)',
    quotedHidden: 'Cite un message impossible à afficher ici :',
    named: {
      feed: 'Fil :',
      list: 'Liste :',
      pack: 'Kit de démarrage :',
      labeler: 'Service d’étiquetage :',
    },
    unknown: '[Un élément impossible à afficher ici est joint à ce message.]',
    picture: 'Image :',
    video: 'Vidéo :',
    labels: (names) => `Signalé sur Bluesky comme : ${names}`,
    label: {
      '!hide': 'masqué par la modération',
      '!warn': 'avertissement de la modération',
      porn: 'pornographie',
      sexual: 'contenu sexuel',
      nudity: 'nudité',
      'graphic-media': 'violence',
      gore: 'violence',
      spam: 'spam',
      rude: 'impolitesse',
      intolerant: 'intolérance',
      threat: 'menace',
      scam: 'escroquerie',
    },
  },
}
