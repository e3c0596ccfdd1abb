import { jwtVerify, SignJWT } from 'jose'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Channel } from './model.ts'
import { Refusal } from './refusal.ts'
import type { State } from './state.ts'

const CREATION_TOKEN_LIFETIME_S = 30 * 60

const ChannelClaims = Compile(
  Type.Object(
    { accountId: Type.String(), channelId: Type.String(), iat: Type.Integer() },
    { additionalProperties: false },
  ),
)

/** What the temporary token says that "Add Channel" and "Reactivate" hand to an Integration. */
export const CreationClaims = Type.Object({
  accountId: Type.String(),
  manifestId: Type.String(),
  userId: Type.String(),
  origin: Type.String(),
  channelId: Type.Optional(Type.String()),
  uniqueName: Type.Optional(Type.String()),
  networkId: Type.Optional(Type.String()),
  /** The Teams that the Customer wants the Channel for. */
  teamIds: Type.Optional(Type.Array(Type.String())),
})
export type CreationClaims = Type.Static<typeof CreationClaims>
const creationClaims = Compile(CreationClaims)

/** The Channel's present Access Token. It never expires; it is replaced. */
export function accessTokenOf(state: State, channel: Channel): Promise<string> {
  return new SignJWT({ accountId: channel.accountId, channelId: channel.id })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(channel.tokenIssuedAt)
    .sign(key(state))
}

/**
 * The `iat` of a Channel's next token: now, but later than the former token's, since two tokens
 * of the same second would be the same text.
 */
export function nextTokenIssuedAt(state: State, former = 0): number {
  return Math.max(seconds(state.now()), former + 1)
}

/** @param issuedAgoMs makes the token older than it is. */
export function creationToken(
  state: State,
  claims: CreationClaims,
  issuedAgoMs = 0,
): Promise<string> {
  const issuedAt = seconds(state.now()) - Math.floor(issuedAgoMs / 1000)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + CREATION_TOKEN_LIFETIME_S)
    .sign(key(state))
}

/**
 * The Channel that an Access Token opens. Throws 401 for every token that isn't the Channel's
 * present one, and 403 `ChannelDeactivated`.
 */
export async function channelOfToken(state: State, token: string | undefined): Promise<Channel> {
  const claims = await verified(state, token)
  if (!ChannelClaims.Check(claims)) throw invalidToken()
  const channel = state.data.channels[claims.channelId]
  if (!channel || channel.tokenIssuedAt !== claims.iat) throw invalidToken()
  if (channel.status !== 'active') {
    throw new Refusal('ChannelDeactivated', 'Error: The Channel has been deactivated')
  }
  return channel
}

/** What a creation token says. Throws 401 for an expired one and for a Channel's Access Token. */
export async function claimsOfCreationToken(
  state: State,
  token: string | undefined,
): Promise<CreationClaims> {
  const claims = await verified(state, token)
  if (!creationClaims.Check(claims)) throw invalidToken()
  return claims
}

async function verified(state: State, token: string | undefined): Promise<unknown> {
  if (!token) throw invalidToken()
  try {
    const options = { algorithms: ['HS256'], currentDate: state.now() }
    return (await jwtVerify(token, key(state), options)).payload
  } catch {
    // Whatever is wrong with it, SocialHub says no more than this.
    throw invalidToken()
  }
}

function invalidToken(): Refusal {
  return new Refusal('AccessTokenInvalidError', 'Error: Invalid access token')
}

function key(state: State): Uint8Array {
  return Buffer.from(state.data.tokenKey, 'hex')
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}
