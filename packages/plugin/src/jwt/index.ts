import { importPKCS8, type JWTPayload, SignJWT } from 'jose'
import { genericTokenEndpointRequest } from 'oauth4webapi'
import type { PluginContext } from '../context.ts'
import { PluginError } from '../error.ts'
import { asPluginError } from '../oauth2/steps.ts'
import {
  libraryParty,
  type OAuth2Grant,
  OAuth2Refusal,
  readGrant,
  requestOptions,
} from '../oauth2/token-endpoint.ts'

/** There is no client of the operator's here: what is refused is the Customer's own key. */
const KEY_REFUSED = new Set(['access_denied', 'invalid_scope', 'unauthorized_client'])

/** How a Network wants its tokens signed: RSA or P-256, with SHA-256. */
export type JwtAlgorithm = 'RS256' | 'ES256'

/** What stands in a token that we sign, beside the times. */
export interface JwtOptions {
  readonly algorithm: JwtAlgorithm
  /** PKCS #8 in PEM, as key files of such Networks are. */
  readonly privateKey: string
  /** How the Network knows the key: the header's `kid`. */
  readonly keyId?: string
  /** Such as `{ iss, aud, scope }`. */
  readonly claims: JWTPayload
  /** How long it is valid, in seconds. */
  readonly lifetimeS: number
}

/**
 * Signs a token with a key that the Customer was given as a file: for Networks that have service accounts
 * or API keys in place of a login. Signing takes well below a millisecond for P-256 and about one for
 * RSA: less than to look up one that was kept.
 *
 * @throws PluginError `invalid` when this is no such key, or an RSA key below 2048 bits. Nothing of the key stands in the message.
 */
export async function signJwt(
  { now }: Pick<PluginContext, 'now'>,
  { algorithm, privateKey, keyId, claims, lifetimeS }: JwtOptions,
): Promise<string> {
  const issuedAt = Math.floor(now().getTime() / 1_000)
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeS)
  try {
    // A short RSA key is read, and refused only when it shall sign.
    return await token.sign(await importPKCS8(privateKey, algorithm))
  } catch {
    // What the library says may repeat what it could not read.
    throw new PluginError('invalid', { message: `this is no private key for ${algorithm}` })
  }
}

/**
 * Exchanges a signed token for an access token: RFC 7523, 2.1, as service accounts do.
 *
 * @param tokenEndpoint https, or http on a loopback address for tests.
 * @throws PluginError `authentication` when the key is refused: it or its account is gone, or may not do
 *   this. The rest as `refreshOAuth2` does.
 */
export async function grantByJwt(
  context: Pick<PluginContext, 'fetch' | 'signal' | 'now'>,
  tokenEndpoint: string,
  assertion: string,
): Promise<OAuth2Grant> {
  const party = {
    server: { authorizationEndpoint: tokenEndpoint, tokenEndpoint },
    client: { clientId: 'none' },
  }
  const { as, client } = libraryParty(party)
  try {
    const response = await genericTokenEndpointRequest(
      as,
      client,
      // The assertion says who asks: no client has to be named beside it.
      () => undefined,
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      { assertion },
      requestOptions(context),
    )
    return await readGrant(context, party, response, [assertion])
  } catch (thrown) {
    if (!(thrown instanceof OAuth2Refusal)) throw thrown
    const { error, message } = thrown
    throw KEY_REFUSED.has(error)
      ? new PluginError('authentication', { message, cause: thrown })
      : asPluginError(thrown)
  }
}
