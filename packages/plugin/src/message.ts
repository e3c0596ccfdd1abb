import { createHash } from 'node:crypto'
import { Interaction, NETWORK_ITEM_ID } from '@hubward/socialhub'
import Type from 'typebox'
import { Marks } from './marks.ts'
import { PlainData, Time } from './plain.ts'

/** The longest text that SocialHub takes as a message; what is longer has to be cut. */
export const MESSAGE_LIMIT_CHARACTERS = 10_000

/** The largest reference, in bytes of its JSON. */
export const REFERENCE_LIMIT_BYTES = 8_192

/** One message as the plugin fetched it, or an edit of one: the same id again with `updatedTime`. */
export const WrittenMessage = Type.Object(
  {
    interaction: Interaction,
    /** The plugin's private note, at most 8 KiB as JSON: sealed, handed back with the reply. */
    reference: Type.Optional(PlainData),
    /** True when the Channel itself wrote it, here or elsewhere. */
    own: Type.Optional(Type.Boolean()),
    /**
     * When it was last edited; a later time than the one the host knows makes a new revision, which
     * reaches SocialHub with this time. `marks.edited` is not needed for that.
     */
    updatedTime: Type.Optional(Time),
    /**
     * For a Network that sends one album as several messages: what this is a part of. All parts become
     * one Ticket, under the id of the part that came first; what comes late is an edit of it. Each has
     * an id of its own, and is edited and deleted by it; with the first, the Ticket is. Feature `groups`.
     */
    group: Type.Optional(
      Type.Object(
        {
          /** The same for all parts, and for no others of this Channel, ever. */
          id: Type.String({ minLength: 1, maxLength: 256 }),
          /** So long the Ticket waits for other parts after the first one came. In milliseconds. */
          waitMs: Type.Integer({ minimum: 0, maximum: 60_000 }),
        },
        { additionalProperties: false },
      ),
    ),
    /** What the message is, beside its words: the host writes it into the Ticket. Feature `marks`. */
    marks: Type.Optional(Marks),
  },
  { additionalProperties: false },
)
export type WrittenMessage = Type.Static<typeof WrittenMessage>

/** A message that is gone from the Network. */
export const DeletedMessage = Type.Object(
  { networkItemId: Type.String({ pattern: NETWORK_ITEM_ID }), deletedTime: Time },
  { additionalProperties: false },
)
export type DeletedMessage = Type.Static<typeof DeletedMessage>

export const Message = Type.Union([WrittenMessage, DeletedMessage])
export type Message = Type.Static<typeof Message>

/** What `fetchMessages` is asked. */
export interface FetchRequest<Position> {
  /** Where the last committed fetch ended; null at a Channel's first fetch. */
  readonly position: Position | null
  /** As many messages as are wanted at once. */
  readonly limit: number
  /**
   * At a first fetch: from when messages are wanted. Of a new Channel it is the beginning of a second,
   * since many Networks tell no parts of one. ISO 8601.
   */
  readonly since: string
}

/** What `fetchMessages` answers: oldest first, the position after them, and whether more wait. */
export interface FetchResult<Position> {
  readonly messages: readonly Message[]
  readonly position: Position
  readonly more: boolean
  /**
   * So long nothing shall be fetched, because what is left of the Network's budget is for replies. It
   * holds for all Channels of the integration on the same server. In milliseconds, an hour at most.
   */
  readonly waitMs?: number
}

/**
 * An id that SocialHub accepts as `networkItemId`, made from any id of a Network: the id itself where
 * it fits, otherwise its SHA-256. The same input always gives the same output.
 *
 * @param prefix put before the id, so that short ids reach SocialHub's six characters.
 */
export function networkItemId(id: string, prefix = ''): string {
  const whole = prefix + id
  if (new RegExp(NETWORK_ITEM_ID).test(whole)) return whole
  return `${prefix}sha256:${createHash('sha256').update(id).digest('base64url')}`
}
