import {
  buttonAction,
  type Declaration,
  personImage,
  REPLY_ACTION,
  svgImage,
  threadTree,
} from '@hubward/plugin'
import { PAGE } from './position.ts'

const COLOR = '#0a66c2'

/** Two wings: a drawing of our own, since the Network's logo is not ours to give away. */
const ICON = svgImage(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<path d="M24 23C20 15 13 10 9 12c-3 2-1 11 5 14-4 2-3 9 3 9 4 0 6-4 7-8 1 4 3 8 7 8 6 0 7-7 3-9 6-3 8-12 5-14-4-2-11 3-15 11z" fill="#fff"/>',
)

/** Where somebody has no picture. */
const PERSON = personImage({ person: COLOR, background: '#dbeafe' })

/** Bluesky counts graphemes, SocialHub counts characters: never fewer. */
export const TEXT_LIMIT = 300
/** The largest picture that a post takes. */
export const PICTURE_LIMIT_BYTES = 2_000_000

export const declaration: Declaration = {
  needs: ['marks'],
  branding: { icon: ICON, fallback: PERSON, color: COLOR },
  ticketActions: [
    {
      ...REPLY_ACTION,
      config: { maxLength: TEXT_LIMIT },
      attachments: {},
      limits: { attachments: 1, attachmentKinds: [{ sizeBytes: PICTURE_LIMIT_BYTES }] },
      // Written under a key made from the idempotency key, and only where nothing is yet.
      repeatable: true,
    },
    buttonAction('like', { en: 'Like', de: 'Gefällt mir', fr: 'J’aime' }),
    buttonAction('repost', { en: 'Repost', de: 'Reposten', fr: 'Republier' }),
    {
      type: 'delete',
      id: 'delete',
      label: { en: 'Delete', de: 'Löschen', fr: 'Supprimer' },
      repeatable: true,
    },
  ],
  rightSidebar: [threadTree({ en: 'Thread', de: 'Thread', fr: 'Fil' })],
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
