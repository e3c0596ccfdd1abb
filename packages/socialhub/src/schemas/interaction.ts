import Type from 'typebox'
import { type Problem, withRule } from '../rule.ts'
import { AbsoluteUrl, HttpsUrl, NetworkItemId, Time } from './formats.ts'

const closed = { additionalProperties: false }

/** What kind of thing it is. Only for Channels of Reusable Manifests; `TICKET` if absent. */
export const InteractionType = Type.Enum([
  'POST',
  'COMMENT',
  'THREAD',
  'MESSAGE',
  'RATING',
  'ALBUM',
  'PHOTO',
  'MENTION',
  'DM',
  'MEDIA',
  'VIDEO',
  'TWEET',
  'REVIEW',
  'WEB',
  'NEWS',
  'BLOG',
  'FORUM',
  'TICKET',
  'ADPOST',
])
export type InteractionType = Type.Static<typeof InteractionType>

export const Picture = Type.Object(
  {
    /** A thumbnail. */
    small: HttpsUrl,
    /** The original. */
    large: Type.Optional(HttpsUrl),
  },
  closed,
)
export type Picture = Type.Static<typeof Picture>

export const Attachment = Type.Object(
  {
    url: HttpsUrl,
    name: Type.Optional(Type.String()),
    /** In bytes. */
    size: Type.Optional(Type.Number({ minimum: 0 })),
    mimeType: Type.Optional(
      Type.String({ pattern: "^[A-Za-z0-9!#$&^_.+'*-]+/[A-Za-z0-9!#$&^_.+'*-]+$" }),
    ),
  },
  closed,
)
export type Attachment = Type.Static<typeof Attachment>

/** 7 of 10 is `{ value: 7, scale: 10 }`. */
export const Rating = Type.Object(
  { value: Type.Number({ minimum: 0 }), scale: Type.Number({ minimum: 0, maximum: 100 }) },
  closed,
)
export type Rating = Type.Static<typeof Rating>

const person = {
  name: Type.String(),
  url: Type.Optional(AbsoluteUrl),
  picture: Type.Optional(HttpsUrl),
}

/**
 * Who wrote it. The same `interactorId` links a person's Tickets; the Channel's own `networkId` says
 * that the Customer wrote it, and the Ticket is not shown as unread.
 */
export const Interactor = Type.Object(
  { interactorId: Type.String({ minLength: 3 }), ...person },
  closed,
)
export type Interactor = Type.Static<typeof Interactor>

const content = {
  message: Type.Optional(Type.String({ maxLength: 10_000 })),
  pictures: Type.Optional(Type.Array(Picture)),
  attachments: Type.Optional(Type.Array(Attachment)),
  /** A link that the Interaction shares. */
  link: Type.Optional(AbsoluteUrl),
  rating: Type.Optional(Rating),
}

const surroundings = {
  /** Where people find it on the Network. */
  url: Type.Optional(AbsoluteUrl),
  type: Type.Optional(InteractionType),
}

/** One message, comment or review on a Network, as a Ticket is created from it. */
export const Interaction = withRule(
  Type.Object(
    {
      networkItemId: NetworkItemId,
      /** Now if absent. */
      createdTime: Type.Optional(Time),
      /** The thread: the `networkItemId` of its Root-Ticket, created empty where it is missing. */
      root: Type.Optional(Type.Object({ rootId: NetworkItemId }, closed)),
      interactor: Type.Optional(Interactor),
      ...content,
      ...surroundings,
    },
    closed,
  ),
  missingContent,
)
export type Interaction = Type.Static<typeof Interaction>

/** What of an Interaction can change. What is absent stays as it is. */
export const InteractionUpdate = Type.Object(
  {
    /** When it was edited on the Network. */
    updatedTime: Type.Optional(Time),
    interactor: Type.Optional(Type.Partial(Type.Object(person), closed)),
    ...content,
    ...surroundings,
  },
  closed,
)
export type InteractionUpdate = Type.Static<typeof InteractionUpdate>

interface Content {
  readonly message?: string | undefined
  readonly pictures?: readonly unknown[] | undefined
  readonly attachments?: readonly unknown[] | undefined
  readonly link?: string | undefined
  readonly rating?: unknown
}

/** An empty message or list is no content: SocialHub would show an empty Ticket. */
function missingContent({
  message = '',
  pictures = [],
  attachments = [],
  link,
  rating,
}: Content): Problem | undefined {
  const present =
    message !== '' ||
    pictures.length > 0 ||
    attachments.length > 0 ||
    link !== undefined ||
    rating !== undefined
  if (present) return undefined
  return {
    field: 'message',
    rule: 'An Interaction needs a message, a picture, an attachment, a link or a rating.',
  }
}
