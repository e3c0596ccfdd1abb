import {
  ANSWER_OPTIONS,
  type Declaration,
  personImage,
  svgImage,
  threadTree,
} from '@hubward/plugin'

const COLOR = '#0b6b3a'

/** A star on a telephone: a drawing of our own, since the Network's logo is not ours to give away. */
const ICON = svgImage(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<rect x="14" y="7" width="20" height="34" rx="3" fill="#fff"/>' +
    `<path d="M24 15l2.6 5.4 5.9.8-4.3 4.1 1 5.9L24 28.4l-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z" fill="${COLOR}"/>`,
)
const PERSON = personImage({ person: COLOR, background: '#d7f0e1' })

/** "Replies of more than approximately 350 characters will be rejected." (ReviewsReplyRequest) */
export const REPLY_LIMIT = 350

export const declaration: Declaration = {
  needs: ['limits', 'marks', 'reply-reference'],
  branding: { icon: ICON, fallback: PERSON, color: COLOR },
  ticketActions: [
    {
      type: 'reply',
      id: 'reply',
      label: { en: 'Answer', de: 'Antworten', fr: 'Répondre' },
      config: { maxLength: REPLY_LIMIT },
      options: ANSWER_OPTIONS,
      limits: { text: REPLY_LIMIT, attachments: 0 },
      // Words that stand there already are not written again.
      repeatable: true,
    },
  ],
  rightSidebar: [
    threadTree({ en: 'Review and answer', de: 'Rezension und Antwort', fr: 'Avis et réponse' }),
  ],
  fetch: { minIntervalMs: 60_000, maxIntervalMs: 600_000, pageSize: 100 },
  // One call reads 150 pages at most.
  timeoutsMs: { fetchMessages: 120_000 },
  recent: { minIntervalMs: 3_600_000, maxIntervalMs: 43_200_000, windowMs: 7 * 86_400_000 },
  ownMessages: true,
  placeholderNames: ['A Google user', 'Ein Google-Nutzer', 'Un utilisateur de Google'],
  // "Reply to Reviews", Quotas: 200 GET an hour and 2,000 POST a day for each app. Most calls make one
  // request, a reply two, a fetch after a long pause some more.
  budgets: [
    { per: 'channel', calls: 120, withinMs: 3_600_000 },
    { per: 'channel', calls: 2_000, withinMs: 86_400_000 },
  ],
  hosts: [
    'androidpublisher.googleapis.com',
    'playdeveloperreporting.googleapis.com',
    'oauth2.googleapis.com',
  ],
  summary: {
    en: 'Reviews of your apps on Google Play arrive as Tickets with their stars; your answers go back.',
    de: 'Rezensionen Ihrer Apps bei Google Play kommen mit ihren Sternen als Tickets an; Ihre Antworten gehen zurück.',
    fr: 'Les avis sur vos applications Google Play arrivent sous forme de Tickets avec leurs étoiles ; vos réponses repartent.',
  },
}
