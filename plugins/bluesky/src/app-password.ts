import {
  defined,
  type PluginContext,
  PluginError,
  type Refreshed,
  readEpoch,
  readJson,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { anonymousClient } from './client.ts'
import type { PasswordCredentials } from './credentials.ts'
import { isNamed } from './errors.ts'
import type { Identity } from './identity.ts'

/** The way for accounts whose server has no OAuth: access tokens of two hours, refreshed. */
export async function beginSession(
  context: PluginContext,
  { did, pds }: Identity,
  password: string,
): Promise<Refreshed<PasswordCredentials>> {
  const server = await anonymousClient(context, pds)
  const { data } = await server.com.atproto.server.createSession({ identifier: did, password })
  return refreshed(did, pds, data)
}

/** A refresh token works once; the host sees to it that nobody else uses it meanwhile. */
export async function refreshSession(
  context: PluginContext,
  { did, pds, refreshJwt }: PasswordCredentials,
): Promise<Refreshed<PasswordCredentials>> {
  const server = await anonymousClient(context, pds)
  const headers = { authorization: `Bearer ${refreshJwt}` }
  const { data } = await server.com.atproto.server.refreshSession(undefined, { headers })
  return refreshed(did, pds, data)
}

export async function endSession(
  context: PluginContext,
  { pds, refreshJwt }: PasswordCredentials,
): Promise<void> {
  const server = await anonymousClient(context, pds)
  const headers = { authorization: `Bearer ${refreshJwt}` }
  try {
    await server.com.atproto.server.deleteSession(undefined, { headers })
  } catch (thrown) {
    // Ended by somebody else already.
    if (!isNamed(thrown, 'ExpiredToken', 'InvalidToken', 'AuthenticationRequired')) throw thrown
  }
}

function refreshed(
  did: string,
  pds: string,
  session: { accessJwt: string; refreshJwt: string; did: string },
): Refreshed<PasswordCredentials> {
  const { accessJwt, refreshJwt } = session
  if (session.did !== did) {
    throw new PluginError('unavailable', {
      message: 'the server began a session of another account than the one that was asked for',
    })
  }
  return defined({
    credentials: { kind: 'app-password' as const, did, pds, accessJwt, refreshJwt },
    expirationTime: expiryOf(accessJwt),
  })
}

const Claims = Type.Object({ exp: Type.Integer() })

/** Undefined where the token doesn't say: then it is refreshed when it is refused. */
function expiryOf(jwt: string): string | undefined {
  if (jwt.length > 10_000) return undefined
  const claims = readJson(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'))
  return Value.Check(Claims, claims) ? readEpoch(claims.exp, 'seconds') : undefined
}
