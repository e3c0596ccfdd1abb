import Type from 'typebox'
import { ObjectId } from './formats.ts'

/** The payload of a Channel's Access Token. It has no expiry. */
export const ChannelToken = Type.Object({
  accountId: ObjectId,
  channelId: ObjectId,
  /** Seconds since 1970. */
  iat: Type.Optional(Type.Number()),
})
export type ChannelToken = Type.Static<typeof ChannelToken>

/** Nothing in a token is verified, so nothing in it may be long. */
const Claim = Type.String({ maxLength: 256 })

/** The payload of the token that the `channelCreation` and `channelReactivation` pages receive. */
export const CreationToken = Type.Object({
  accountId: ObjectId,
  manifestId: ObjectId,
  userId: Claim,
  /** Where to send the browser back; it may end in a slash. */
  origin: Type.String({ format: 'url', maxLength: 2_048 }),
  teamIds: Type.Optional(Type.Array(Claim, { maxItems: 1_000 })),
  iat: Type.Optional(Type.Number()),
  /** Seconds since 1970, 30 minutes after `iat`. */
  exp: Type.Number(),
  /** The three below stand in a reactivation only. */
  channelId: Type.Optional(ObjectId),
  uniqueName: Type.Optional(Claim),
  networkId: Type.Optional(Claim),
})
export type CreationToken = Type.Static<typeof CreationToken>
