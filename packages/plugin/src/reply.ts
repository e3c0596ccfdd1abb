import { Attachment, NETWORK_ITEM_ID } from '@hubward/socialhub'
import Type from 'typebox'
import { PlainData, Time } from './plain.ts'
import { VisitorMail } from './visitor-mail.ts'

/** The message that an action concerns. Its text may be erased by now; the reference is kept. */
export const ActedOn = Type.Object({
  networkItemId: Type.String({ pattern: NETWORK_ITEM_ID }),
  reference: Type.Union([PlainData, Type.Null()]),
  /** The `networkItemId` of the thread's root, where it has one. */
  rootId: Type.Union([Type.String(), Type.Null()]),
})
export type ActedOn = Type.Static<typeof ActedOn>

/** A reply to publish. Checked against the declaration before the plugin sees it. */
export const Reply = Type.Object({
  inReplyTo: ActedOn,
  /** The `id` of the declared reply action that the community manager used. */
  actionId: Type.String(),
  /** Empty only where the declaration allows an attachment without text. */
  text: Type.String(),
  attachments: Type.Array(Attachment),
  /** The id of the chosen option, where the action declares options. */
  option: Type.Union([Type.String(), Type.Null()]),
  /** The same for every attempt to publish this reply, and different for every other reply. */
  idempotencyKey: Type.String(),
})
export type Reply = Type.Static<typeof Reply>

/** A reply from one of the Network's templates. */
export const TemplateReply = Type.Object({
  inReplyTo: ActedOn,
  actionId: Type.String(),
  template: Type.Object({ networkId: Type.String(), name: Type.String(), language: Type.String() }),
  variables: Type.Record(Type.String(), PlainData),
  idempotencyKey: Type.String(),
})
export type TemplateReply = Type.Static<typeof TemplateReply>

/** What became of a reply: the Network's own id of it. */
export const PublishedReply = Type.Object(
  {
    networkItemId: Type.String({ pattern: NETWORK_ITEM_ID }),
    url: Type.Optional(Type.String({ pattern: '^https?://' })),
    createdTime: Type.Optional(Time),
    /**
     * The plugin's private note for this reply, at most 8 KiB as JSON: sealed, and handed back when the
     * reply itself is answered or acted on. Where `fetchMessages` brings the reply as well, what is
     * stored first stays. Feature `reply-reference`.
     */
    reference: Type.Optional(PlainData),
    /**
     * Tells a visitor of it by mail: stored with the reply, sent after it. Where the Network is a page
     * that people may have closed. Feature `visitor-mail`.
     */
    mail: Type.Optional(VisitorMail),
  },
  { additionalProperties: false },
)
export type PublishedReply = Type.Static<typeof PublishedReply>

/**
 * The answer to "did this reply reach the Network?". `absent` only when it is certain: the host sends
 * the reply again then. When in doubt, `unknown`.
 */
export const FoundReply = Type.Union([
  Type.Object({ outcome: Type.Literal('found'), reply: PublishedReply }),
  Type.Object({ outcome: Type.Literal('absent') }),
  Type.Object({ outcome: Type.Literal('unknown') }),
])
export type FoundReply = Type.Static<typeof FoundReply>

/** What a button or delete action is called with. */
export interface PerformedAction {
  readonly actedOn: ActedOn
  /** The same for every attempt of this action. */
  readonly idempotencyKey: string
}
