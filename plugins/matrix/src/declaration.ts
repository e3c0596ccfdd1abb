import type { Declaration } from '@hubward/plugin'

const COLOR = '#0a6b57'

const svg = (content: string): string =>
  `data:image/svg+xml;base64,${Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">${content}</svg>`,
  ).toString('base64')}`

/** Two brackets around a word: a drawing of our own, since the Network's logo is not ours to give away. */
const ICON = svg(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<path d="M17 9h-6v30h6M31 9h6v30h-6" fill="none" stroke="#fff" stroke-width="3.5"/>' +
    '<path d="M18 21h12M18 28h8" stroke="#b8e6da" stroke-width="3.5" stroke-linecap="round"/>',
)

const PERSON = svg(
  '<rect width="48" height="48" rx="24" fill="#dcf1ec"/>' +
    `<circle cx="24" cy="19" r="7.5" fill="${COLOR}"/>` +
    `<path d="M9.5 40a14.5 12 0 0 1 29 0z" fill="${COLOR}"/>`,
)

const react = (id: string, emoji: string) =>
  ({
    type: 'button',
    id,
    label: { en: `React with ${emoji}`, de: `Mit ${emoji} reagieren`, fr: `Réagir avec ${emoji}` },
    repeatable: true,
  }) as const

export const declaration: Declaration = {
  needs: ['limits', 'marks', 'reply-reference', 'media-ranges'],
  branding: { icon: ICON, fallback: PERSON, color: COLOR },
  ticketActions: [
    {
      type: 'reply',
      id: 'reply',
      label: { en: 'Reply', de: 'Antworten', fr: 'Répondre' },
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
    {
      type: 'delete',
      id: 'delete',
      label: { en: 'Delete', de: 'Löschen', fr: 'Supprimer' },
      goesWith: 'own',
      repeatable: true,
    },
  ],
  rightSidebar: [
    {
      id: 'thread',
      label: { en: 'Conversation', de: 'Unterhaltung', fr: 'Conversation' },
      treeBuilder: 'flatListWithRoot',
    },
  ],
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
