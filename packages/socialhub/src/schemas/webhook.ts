import Type from 'typebox'
import { withRule } from '../rule.ts'
import { ActionId, ObjectId, Uuid } from './formats.ts'

/**
 * A webhook request's body; it concerns one Channel. Events are checked one by one with the schemas
 * below, so that a bad one doesn't take the good ones with it, and a type of event that is not known
 * yet can be set aside. `events` is empty only in the test request.
 */
export const WebhookRequest = Type.Object({
  manifestId: ObjectId,
  accountId: ObjectId,
  channelId: ObjectId,
  /** Lists of events by their type: `ticket_action`, `channel_action`. */
  events: Type.Record(Type.String(), Type.Array(Type.Unknown())),
})
export type WebhookRequest = Type.Static<typeof WebhookRequest>

/** A file that a community manager attached to a reply. */
export const ReplyAttachment = Type.Object({
  url: Type.String({ format: 'url' }),
  name: Type.String(),
  /** In bytes. */
  size: Type.Optional(Type.Number()),
  /** Without the dot. */
  extension: Type.Optional(Type.String()),
  mimetype: Type.Optional(Type.String()),
})
export type ReplyAttachment = Type.Static<typeof ReplyAttachment>

const event = {
  /** When it happened, in milliseconds since 1970. */
  time: Type.Number(),
  /** SocialHub's own id of this event. */
  uuid: Uuid,
}

const ticketAction = {
  ticketId: ObjectId,
  networkItemId: Type.String({ minLength: 1 }),
  actionId: ActionId,
  ...event,
}

/** A community manager's reply, to be published on the Network. */
export const ReplyEvent = Type.Object({
  type: Type.Literal('reply'),
  ...ticketAction,
  payload: withRule(
    Type.Object({
      followupId: Uuid,
      text: Type.Optional(Type.String()),
      attachments: Type.Optional(Type.Array(ReplyAttachment)),
      /** The `id` of the option that was chosen, where the action has options. */
      option: Type.Optional(Type.String()),
    }),
    ({ text = '', attachments = [] }) =>
      text === '' && attachments.length === 0
        ? { field: 'text', rule: 'A reply needs a text or an attachment.' }
        : undefined,
  ),
})
export type ReplyEvent = Type.Static<typeof ReplyEvent>

/** A reply made from one of the Network's templates. */
export const TemplateReplyEvent = Type.Object({
  type: Type.Literal('template_reply'),
  ...ticketAction,
  payload: Type.Object({
    followupId: Uuid,
    name: Type.String(),
    /** The template's id on the Network. */
    networkId: Type.String(),
    variables: Type.Record(Type.String(), Type.Unknown()),
    language: Type.String(),
  }),
})
export type TemplateReplyEvent = Type.Static<typeof TemplateReplyEvent>

/** An absent payload equals an empty one. */
const payload = Type.Optional(Type.Object({}))

export const ButtonEvent = Type.Object({
  type: Type.Literal('button'),
  ...ticketAction,
  payload,
})
export type ButtonEvent = Type.Static<typeof ButtonEvent>

/** Its payload is not documented: it is treated like a button's. */
export const DeleteEvent = Type.Object({
  type: Type.Literal('delete'),
  ...ticketAction,
  payload,
})
export type DeleteEvent = Type.Static<typeof DeleteEvent>

/** An event of the list `ticket_action`. */
export const TicketActionEvent = Type.Union([
  ReplyEvent,
  TemplateReplyEvent,
  ButtonEvent,
  DeleteEvent,
])
export type TicketActionEvent = Type.Static<typeof TicketActionEvent>

/** An event of the list `channel_action`: the Channel was disabled on the Channels Settings Page. */
export const ChannelActionEvent = Type.Object({
  type: Type.Literal('disabled'),
  channelId: ObjectId,
  ...event,
})
export type ChannelActionEvent = Type.Static<typeof ChannelActionEvent>
