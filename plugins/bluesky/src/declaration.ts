import type { Declaration } from '@hubward/plugin'
import { PAGE } from './position.ts'

const COLOR = '#0a66c2'

const svg = (content: string): string =>
  `data:image/svg+xml;base64,${Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">${content}</svg>`,
  ).toString('base64')}`

/** Two wings: a drawing of our own, since the Network's logo is not ours to give away. */
const ICON = svg(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<path d="M24 23C20 15 13 10 9 12c-3 2-1 11 5 14-4 2-3 9 3 9 4 0 6-4 7-8 1 4 3 8 7 8 6 0 7-7 3-9 6-3 8-12 5-14-4-2-11 3-15 11z" fill="#fff"/>',
)

/** Where somebody has no picture. */
const PERSON = svg(
  '<rect width="48" height="48" rx="24" fill="#dbeafe"/>' +
    `<circle cx="24" cy="19" r="7.5" fill="${COLOR}"/>` +
    `<path d="M9.5 40a14.5 12 0 0 1 29 0z" fill="${COLOR}"/>`,
)

/** Bluesky counts graphemes, SocialHub counts characters: never fewer. */
export const TEXT_LIMIT = 300
/** The largest picture that a post takes. */
export const PICTURE_LIMIT_BYTES = 2_000_000

export const declaration: Declaration = {
  needs: ['marks'],
  branding: { icon: ICON, fallback: PERSON, color: COLOR },
  ticketActions: [
    {
      type: 'reply',
      id: 'reply',
      label: { en: 'Reply', de: 'Antworten', fr: 'Répondre' },
      config: { maxLength: TEXT_LIMIT },
      attachments: {},
      limits: { attachments: 1, attachmentKinds: [{ sizeBytes: PICTURE_LIMIT_BYTES }] },
      // Written under a key made from the idempotency key, and only where nothing is yet.
      repeatable: true,
    },
    {
      type: 'button',
      id: 'like',
      label: { en: 'Like', de: 'Gefällt mir', fr: 'J’aime' },
      repeatable: true,
    },
    {
      type: 'button',
      id: 'repost',
      label: { en: 'Repost', de: 'Reposten', fr: 'Republier' },
      repeatable: true,
    },
    {
      type: 'delete',
      id: 'delete',
      label: { en: 'Delete', de: 'Löschen', fr: 'Supprimer' },
      repeatable: true,
    },
  ],
  rightSidebar: [
    {
      id: 'thread',
      label: { en: 'Thread', de: 'Thread', fr: 'Fil' },
      treeBuilder: 'flatListWithRoot',
    },
  ],
  fetch: { minIntervalMs: 15_000, maxIntervalMs: 300_000, pageSize: PAGE },
  ownMessages: false,
  // Where a name can't be proven: https://atproto.com/specs/handle
  placeholderNames: ['handle.invalid'],
  backfill: { days: 7 },
  timeoutsMs: { reply: 60_000, refresh: 20_000 },
  // Accounts live on servers of anybody's, and attachments of replies wherever SocialHub keeps them.
  hosts: ['*'],
  summary: {
    en: 'Mentions, replies and quotes of your Bluesky account arrive as Tickets; your replies are published as posts.',
    de: 'Erwähnungen, Antworten und Zitate Ihres Bluesky-Kontos kommen als Tickets an; Ihre Antworten erscheinen als Beiträge.',
    fr: 'Les mentions, réponses et citations de votre compte Bluesky arrivent sous forme de Tickets ; vos réponses paraissent comme messages.',
  },
}
