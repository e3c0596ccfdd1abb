import { buttonAction, type Declaration, REPLY_ACTION, svgImage, threadTree } from '@hubward/plugin'

const COLOR = '#1f6f8b'

/** An envelope. */
const ICON = svgImage(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<rect x="9" y="13" width="30" height="22" rx="3" fill="#fff"/>' +
    `<path d="M10 15.500l14 11 14-11" fill="none" stroke="${COLOR}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>`,
)

/** Where an Interactor has no picture: mail never brings one. */
const PERSON = svgImage(
  '<rect width="48" height="48" rx="10" fill="#dcebf0"/>' +
    `<circle cx="24" cy="19" r="7.500" fill="${COLOR}"/>` +
    `<path d="M9.500 40a14.500 12 0 0 1 29 0z" fill="${COLOR}"/>`,
)

export const declaration: Declaration = {
  needs: ['marks', 'session', 'start-tls', 'limits', 'listen'],
  branding: { icon: ICON, fallback: PERSON, color: COLOR },
  ticketActions: [
    {
      ...REPLY_ACTION,
      attachments: {},
      options: [
        {
          id: 'sender',
          label: {
            en: 'To the sender only',
            de: 'Nur an den Absender',
            fr: 'À l’expéditeur seulement',
          },
        },
        {
          id: 'all',
          label: {
            en: 'To all whom the mail names',
            de: 'An alle, die in der Mail stehen',
            fr: 'À tous ceux que le courriel nomme',
          },
        },
      ],
      // Whether a mail was taken is not known when the connection breaks: findReply looks first.
      repeatable: false,
    },
    {
      ...buttonAction('seen', {
        en: 'Mark as read',
        de: 'Als gelesen markieren',
        fr: 'Marquer comme lu',
      }),
      goesWith: 'others',
    },
    {
      ...buttonAction('move', { en: 'Move', de: 'Verschieben', fr: 'Déplacer' }),
      goesWith: 'others',
    },
  ],
  rightSidebar: [threadTree({ en: 'Thread', de: 'Unterhaltung', fr: 'Fil' })],
  // A mailbox that listens is rung at once; others are polled.
  fetch: { minIntervalMs: 30_000, maxIntervalMs: 300_000, pageSize: 50 },
  ownMessages: true,
  backfill: { days: 14 },
  timeoutsMs: { authenticate: 60_000, fetchMessages: 120_000, reply: 120_000 },
  // The Customer names the server, and attachments lie wherever SocialHub stores them.
  hosts: ['*'],
  summary: {
    en: 'Mail to your address arrives as Tickets; your answers go back as mail.',
    de: 'Mails an Ihre Adresse kommen als Tickets an; Ihre Antworten gehen als Mail zurück.',
    fr: 'Les courriels envoyés à votre adresse arrivent sous forme de Tickets ; vos réponses repartent par courriel.',
  },
}
