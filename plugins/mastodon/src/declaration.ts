import { buttonAction, type Declaration, REPLY_ACTION, svgImage, threadTree } from '@hubward/plugin'

const COLOR = '#5b4be0'

/** A speech bubble with the two arches of an m. */
const ICON = svgImage(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<path d="M13 9h22a5 5 0 0 1 5 5v14a5 5 0 0 1-5 5H22l-8 7v-7h-1a5 5 0 0 1-5-5V14a5 5 0 0 1 5-5z" fill="#fff"/>' +
    `<path d="M16 27V20.500a4 4 0 0 1 8 0V27M24 20.500a4 4 0 0 1 8 0V27" fill="none" stroke="${COLOR}" stroke-width="3.400" stroke-linecap="round"/>`,
)

/** Where an Interactor has no picture. */
const PERSON = svgImage(
  '<rect width="48" height="48" rx="10" fill="#e3e0fb"/>' +
    `<circle cx="24" cy="19" r="7.500" fill="${COLOR}"/>` +
    `<path d="M9.500 40a14.500 12 0 0 1 29 0z" fill="${COLOR}"/>`,
)

export const declaration: Declaration = {
  needs: ['marks'],
  branding: { icon: ICON, fallback: PERSON, color: COLOR },
  ticketActions: [
    {
      ...REPLY_ACTION,
      // No maxLength: each server has its own, from 500 to 100,000, and it is checked before sending.
      attachments: {},
      options: [
        {
          id: 'same',
          label: {
            en: 'Visible to the same people',
            de: 'Für dieselben sichtbar',
            fr: 'Visible par les mêmes',
          },
        },
        {
          id: 'unlisted',
          label: {
            en: 'At most quietly public',
            de: 'Höchstens still öffentlich',
            fr: 'Au plus public discret',
          },
        },
        {
          id: 'private',
          label: {
            en: 'At most to followers',
            de: 'Höchstens für Follower',
            fr: 'Au plus aux abonnés',
          },
        },
        {
          id: 'direct',
          label: {
            en: 'Only to the person',
            de: 'Nur für die Person',
            fr: 'Uniquement à la personne',
          },
        },
      ],
      // Mastodon honours Idempotency-Key, others don't: findReply looks before anything is sent again.
      repeatable: false,
    },
    buttonAction('favourite', { en: 'Favourite', de: 'Favorisieren', fr: 'Ajouter aux favoris' }),
    buttonAction('boost', { en: 'Boost', de: 'Teilen', fr: 'Partager' }),
    buttonAction('bookmark', {
      en: 'Bookmark',
      de: 'Lesezeichen setzen',
      fr: 'Ajouter aux marque-pages',
    }),
    {
      type: 'delete',
      id: 'delete',
      label: {
        en: 'Delete our post',
        de: 'Eigenen Beitrag löschen',
        fr: 'Supprimer notre publication',
      },
      repeatable: true,
    },
  ],
  rightSidebar: [threadTree({ en: 'Thread', de: 'Unterhaltung', fr: 'Fil' })],
  fetch: { minIntervalMs: 15_000, maxIntervalMs: 120_000, pageSize: 40 },
  recent: { minIntervalMs: 600_000, maxIntervalMs: 3_600_000, windowMs: 2 * 24 * 3_600_000 },
  ownMessages: true,
  backfill: { days: 7 },
  // Videos are converted by the server before they can be published.
  timeoutsMs: { fetchMessages: 60_000, reply: 60_000 },
  // The Customer names the server, and attachments lie wherever SocialHub stores them.
  hosts: ['*'],
  summary: {
    en: 'Mentions, direct messages and replies to your posts arrive as Tickets; your answers go back to Mastodon.',
    de: 'Erwähnungen, Direktnachrichten und Antworten auf Ihre Beiträge kommen als Tickets an; Ihre Antworten gehen zurück zu Mastodon.',
    fr: 'Les mentions, les messages directs et les réponses à vos publications arrivent sous forme de Tickets ; vos réponses repartent vers Mastodon.',
  },
}
