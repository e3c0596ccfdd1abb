import {
  ANSWER_OPTIONS,
  DELETE_ACTION,
  type Declaration,
  personImage,
  svgImage,
  threadTree,
} from '@hubward/plugin'

const COLOR = '#1457a8'

/** A star in a speech bubble: a drawing of our own, since the Network's logo is not ours to give away. */
const ICON = svgImage(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<path d="M10 9h28a3 3 0 0 1 3 3v20a3 3 0 0 1-3 3H24l-8 6v-6h-6a3 3 0 0 1-3-3V12a3 3 0 0 1 3-3z" fill="#fff"/>' +
    `<path d="M24 13l2.6 5.4 5.9.8-4.3 4.1 1 5.9L24 26.4l-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z" fill="${COLOR}"/>`,
)
const PERSON = personImage({ person: COLOR, background: '#dbe8f8' })

/** "Respond to reviews" (App Store Connect Help). */
const RESPONSE_LIMIT = 5_970

export const declaration: Declaration = {
  needs: ['limits', 'marks', 'reply-reference'],
  branding: { icon: ICON, fallback: PERSON, color: COLOR },
  ticketActions: [
    {
      type: 'reply',
      id: 'reply',
      label: { en: 'Answer', de: 'Antworten', fr: 'Répondre' },
      config: { maxLength: RESPONSE_LIMIT },
      options: ANSWER_OPTIONS,
      limits: { text: RESPONSE_LIMIT, countedAs: 'utf-16', attachments: 0 },
      // Words that stand there already are not written again.
      repeatable: true,
    },
    DELETE_ACTION,
  ],
  rightSidebar: [
    threadTree({ en: 'Review and answer', de: 'Rezension und Antwort', fr: 'Avis et réponse' }),
  ],
  fetch: { minIntervalMs: 60_000, maxIntervalMs: 900_000, pageSize: 100 },
  // One call reads 150 pages at most.
  timeoutsMs: { fetchMessages: 120_000 },
  ownMessages: true,
  // "Identifying Rate Limits": 3,500 requests an hour is Apple's example, for all apps of a key. What its
  // header says is heeded beside.
  budgets: [{ per: 'channel', calls: 300, withinMs: 3_600_000 }],
  hosts: ['api.appstoreconnect.apple.com'],
  summary: {
    en: 'Reviews of your apps on the App Store arrive as Tickets with their stars; your answers go back.',
    de: 'Rezensionen Ihrer Apps im App Store kommen mit ihren Sternen als Tickets an; Ihre Antworten gehen zurück.',
    fr: 'Les avis sur vos apps de l’App Store arrivent sous forme de Tickets avec leurs étoiles ; vos réponses repartent.',
  },
}
