import {
  buttonAction,
  DELETE_ACTION,
  type Declaration,
  personImage,
  REPLY_ACTION,
  svgImage,
  threadTree,
} from '@hubward/plugin'

const COLOR = '#0a6b57'

/** Two brackets around a word: a drawing of our own, since the Network's logo is not ours to give away. */
const ICON = svgImage(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<path d="M17 9h-6v30h6M31 9h6v30h-6" fill="none" stroke="#fff" stroke-width="3.5"/>' +
    '<path d="M18 21h12M18 28h8" stroke="#b8e6da" stroke-width="3.5" stroke-linecap="round"/>',
)

const PERSON = personImage({ person: COLOR, background: '#dcf1ec' })

const react = (id: string, emoji: string) =>
  buttonAction(id, {
    en: `React with ${emoji}`,
    de: `Mit ${emoji} reagieren`,
    fr: `Réagir avec ${emoji}`,
  })

export const declaration: Declaration = {
  needs: ['limits', 'marks', 'reply-reference', 'media-ranges'],
  branding: { icon: ICON, fallback: PERSON, color: COLOR },
  ticketActions: [
    {
      ...REPLY_ACTION,
      config: { maxLength: 10_000 },
      attachments: {},
      // An event has 65,536 bytes, and where a text names people it stands in it twice:
      // https://spec.matrix.org/latest/client-server-api/#size-limits. How large a file may be, each
      // server says itself.
      limits: { countedAs: 'bytes', text: 25_000, attachments: 1 },
      // By transaction id.
      repeatable: true,
    },
    react('like', '👍️'),
    react('thanks', '❤️'),
    react('done', '✅'),
    DELETE_ACTION,
  ],
  rightSidebar: [threadTree({ en: 'Conversation', de: 'Unterhaltung', fr: 'Conversation' })],
  // `listen` rings at once; this is for hosts that have no room to listen.
  fetch: { minIntervalMs: 5_000, maxIntervalMs: 60_000, pageSize: 100 },
  recent: { minIntervalMs: 3_600_000, maxIntervalMs: 12 * 3_600_000, windowMs: 48 * 3_600_000 },
  ownMessages: true,
  backfill: { days: 7 },
  timeoutsMs: { fetchMessages: 60_000, reply: 60_000 },
  // The Customer names the server, and attachments lie wherever SocialHub stores them.
  hosts: ['*'],
  summary: {
    en: 'What is written in the Matrix rooms that you choose arrives as Tickets; your replies go back.',
    de: 'Was in den Matrix-Räumen steht, die Sie wählen, kommt als Tickets an; Ihre Antworten gehen zurück.',
    fr: 'Ce qui est écrit dans les salons Matrix choisis arrive sous forme de Tickets ; vos réponses repartent.',
  },
}
