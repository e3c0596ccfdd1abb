import { type Declaration, personImage, REPLY_ACTION, svgImage } from '@hubward/plugin'

const COLOR = '#0f766e'

/** A speech bubble with two lines of writing. */
const ICON = svgImage(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<path d="M13 12h22a3 3 0 0 1 3 3v15a3 3 0 0 1-3 3H24l-7 6v-6h-4a3 3 0 0 1-3-3V15a3 3 0 0 1 3-3z" fill="#fff"/>' +
    `<path d="M16 19h16M16 25h10" stroke="${COLOR}" stroke-width="2.5" stroke-linecap="round"/>`,
)

/** Where an Interactor has no picture, and a visitor never has one. */
const VISITOR = personImage({ person: COLOR, background: '#ccfbf1' })

/** The longest text of one message, either way. A Ticket holds 10,000 characters with all fields. */
export const TEXT_LIMIT = 5_000
/** The largest picture of a visitor. */
export const PICTURE_LIMIT_BYTES = 8 * 1_024 * 1_024
/** All that is typed into one form, and more than anybody types. */
export const TEXTS_LIMIT_BYTES = 1_024 * 1_024
/** The largest attachment of a reply. */
export const ATTACHMENT_LIMIT_BYTES = 20 * 1_024 * 1_024

export const declaration: Declaration = {
  needs: ['marks'],
  branding: { icon: ICON, fallback: VISITOR, color: COLOR },
  ticketActions: [
    {
      ...REPLY_ACTION,
      config: { maxLength: TEXT_LIMIT },
      attachments: {},
      limits: { attachmentKinds: [{ sizeBytes: ATTACHMENT_LIMIT_BYTES }] },
      // Each reply is an entry of its own under a key made from the idempotency key.
      repeatable: true,
    },
  ],
  rightSidebar: [
    {
      id: 'conversation',
      label: { en: 'Conversation', de: 'Unterhaltung', fr: 'Conversation' },
      treeBuilder: 'flatListWithRoot',
    },
  ],
  // Push only: every message rings, and a fetch costs no more than a look into the push log.
  fetch: { minIntervalMs: 1_000, maxIntervalMs: 3_600_000, pageSize: 100 },
  ownMessages: false,
  timeoutsMs: { reply: 25_000 },
  // Attachments of replies lie wherever SocialHub stores them.
  hosts: ['*'],
  receiveLimitBytes: PICTURE_LIMIT_BYTES + TEXTS_LIMIT_BYTES,
  summary: {
    en: 'A contact form for your website. What visitors send arrives as Tickets; your replies appear on a private page.',
    de: 'Ein Kontaktformular für Ihre Website. Was Besucher senden, kommt als Ticket an; Ihre Antworten erscheinen auf einer privaten Seite.',
    fr: 'Un formulaire de contact pour votre site. Les messages des visiteurs arrivent sous forme de Tickets ; vos réponses paraissent sur une page privée.',
  },
}
