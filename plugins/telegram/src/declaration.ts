import {
  DELETE_ACTION,
  type Declaration,
  personImage,
  REPLY_ACTION,
  svgImage,
  threadTree,
} from '@hubward/plugin'

const COLOR = '#1d6fa5'

/** A folded letter on its way: a drawing of our own, since the Network's logo is not ours to give away. */
const ICON = svgImage(
  `<rect width="48" height="48" rx="10" fill="${COLOR}"/>` +
    '<path d="M8 22 40 9 33 39 23 31z" fill="#fff"/>' +
    '<path d="M23 31 40 9 17 27l1 11z" fill="#bfdbee"/>',
)

/** Where somebody has no picture: bots would have to ask for each. */
const PERSON = personImage({ person: COLOR, background: '#dbeafe' })

/** https://core.telegram.org/bots/api#sendmessage and #sendphoto: "1-4096 characters", "0-1024 characters". */
const TEXT_LIMIT = 4_096
const CAPTION_LIMIT = 1_024
/** https://core.telegram.org/bots/api#sending-files: "10 MB max size for photos, 50 MB for other files." */
export const PICTURE_LIMIT_BYTES = 10_000_000
export const FILE_LIMIT_BYTES = 50_000_000
/** An update is a message of at most 4,096 characters, with the messages that hang on it. */
export const UPDATE_LIMIT_BYTES = 1_048_576

export const declaration: Declaration = {
  needs: ['limits', 'marks', 'groups', 'reply-reference', 'media-ranges'],
  branding: { icon: ICON, fallback: PERSON, color: COLOR },
  ticketActions: [
    {
      ...REPLY_ACTION,
      config: { maxLength: TEXT_LIMIT },
      attachments: {},
      limits: {
        // As it counts everywhere else, such as in entities; never fewer than it may mean.
        countedAs: 'utf-16',
        text: TEXT_LIMIT,
        textBesideAttachments: CAPTION_LIMIT,
        attachments: 1,
        attachmentKinds: [
          {
            mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
            sizeBytes: PICTURE_LIMIT_BYTES,
          },
          { sizeBytes: FILE_LIMIT_BYTES },
        ],
      },
      // There is no key, and nothing that could be looked up.
      repeatable: false,
    },
    DELETE_ACTION,
  ],
  rightSidebar: [threadTree({ en: 'Conversation', de: 'Unterhaltung', fr: 'Conversation' })],
  // A webhook rings; where updates are asked for, this is how long a message may take.
  fetch: { minIntervalMs: 2_000, maxIntervalMs: 30_000, pageSize: 100 },
  ownMessages: true,
  // https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: 30 messages per second.
  budgets: [{ per: 'channel', calls: 30, withinMs: 1_000 }],
  timeoutsMs: { reply: 60_000 },
  receiveLimitBytes: UPDATE_LIMIT_BYTES,
  // A Bot API server of the operator's own, and wherever SocialHub keeps attachments of replies.
  hosts: ['*'],
  summary: {
    en: 'What people write to your Telegram bot, in private chats, groups and comments, arrives as Tickets; your replies go back.',
    de: 'Was Menschen Ihrem Telegram-Bot in privaten Chats, Gruppen und Kommentaren schreiben, kommt als Tickets an; Ihre Antworten gehen zurück.',
    fr: 'Ce que l’on écrit à votre bot Telegram, en privé, dans les groupes et les commentaires, arrive sous forme de Tickets ; vos réponses repartent.',
  },
}
