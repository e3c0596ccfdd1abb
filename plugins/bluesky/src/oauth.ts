import {
  type AuthenticationContext,
  type AuthenticationInput,
  defined,
  type PluginContext,
  PluginError,
  type RedirectStep,
  type Refreshed,
  readEpoch,
  stepState,
} from '@hubward/plugin'
import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type CustomFetchOptions,
  calculatePKCECodeChallenge,
  customFetch,
  DPoP,
  type DPoPHandle,
  discoveryRequest,
  generateRandomCodeVerifier,
  isDPoPNonceError,
  processDiscoveryResponse,
  processGenericTokenEndpointResponse,
  processPushedAuthorizationResponse,
  processResourceDiscoveryResponse,
  processRevocationResponse,
  protectedResourceRequest,
  pushedAuthorizationRequest,
  refreshTokenGrantRequest,
  resourceDiscoveryRequest,
  revocationRequest,
  skipStateCheck,
  type TokenEndpointResponse,
  validateAuthResponse,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import Type from 'typebox'
import type { OAuthCredentials } from './credentials.ts'
import { isNamed } from './errors.ts'
import type { Identity } from './identity.ts'
import { clientAs, clientIdFor, SCOPE } from './oauth-client.ts'
import { keyPair, newKey, StoredKey } from './oauth-keys.ts'
import type { Settings } from './settings.ts'

type Context = PluginContext<Settings>

/** The host's guard stays around every request; http is what a test's servers on this machine speak. */
const requestOptions = ({ fetch, signal }: Pick<PluginContext, 'fetch' | 'signal'>) => ({
  [customFetch]: (url: string, { body, ...rest }: CustomFetchOptions<string, unknown>) =>
    fetch(url, { ...rest, ...(isSendable(body) && { body }) }),
  [allowInsecureRequests]: true,
  signal,
})

/** Between the redirect and the way back. */
const Begun = Type.Object({
  did: Type.String(),
  handle: Type.String(),
  pds: Type.String(),
  issuer: Type.String(),
  clientId: Type.String(),
  redirectUri: Type.String(),
  codeVerifier: Type.String(),
  key: StoredKey,
})
type Begun = Type.Static<typeof Begun>

/** The server that logs people of this PDS in; undefined where the PDS knows no OAuth. */
export async function authorizationServerOf(
  context: Context,
  pds: string,
): Promise<AuthorizationServer | undefined> {
  const resource = new URL(pds)
  const response = await resourceDiscoveryRequest(resource, requestOptions(context))
  if (response.status === 404 || response.status === 501) return undefined
  const { authorization_servers } = await processResourceDiscoveryResponse(resource, response)
  const issuer = authorization_servers?.[0]
  return issuer === undefined ? undefined : serverAt(context, issuer)
}

async function serverAt(context: Context, issuer: string): Promise<AuthorizationServer> {
  const url = new URL(issuer)
  const options = { ...requestOptions(context), algorithm: 'oauth2' as const }
  return processDiscoveryResponse(url, await discoveryRequest(url, options))
}

/** Tells the server what is wanted (PAR), then sends the browser there. */
export async function beginLogin(
  context: AuthenticationContext<Settings>,
  as: AuthorizationServer,
  { did, handle, pds }: Identity,
): Promise<RedirectStep> {
  const clientId = await clientIdFor(context)
  const key = await newKey()
  const codeVerifier = generateRandomCodeVerifier()
  const redirectUri = context.callback.url
  const { client, authentication } = await clientAs(context, clientId)
  const proof = DPoP(client, await keyPair(key))
  const asked = {
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: SCOPE,
    state: context.callback.state,
    login_hint: handle,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  }
  const { request_uri } = await withNonce(async () => {
    const options = { ...requestOptions(context), DPoP: proof }
    const response = await pushedAuthorizationRequest(as, client, authentication, asked, options)
    return processPushedAuthorizationResponse(as, client, response)
  })
  if (as.authorization_endpoint === undefined) {
    throw new Error(`${as.issuer} names no page to log in on`)
  }
  const url = new URL(as.authorization_endpoint)
  url.search = String(new URLSearchParams({ client_id: clientId, request_uri }))
  const begun: Begun = {
    did,
    handle,
    pds,
    issuer: as.issuer,
    clientId,
    redirectUri,
    codeVerifier,
    key,
  }
  return { kind: 'redirect', step: 'login', url: url.href, state: begun }
}

/** What became of the redirect. */
export type LoginOutcome =
  | ({ readonly outcome: 'granted' } & Refreshed<OAuthCredentials>)
  | { readonly outcome: 'declined' | 'expired' | 'another-account' }

/** With what a login asks its server: every request proves that it comes from the key's owner. */
async function proving(
  context: Context,
  { issuer, clientId, key }: Pick<OAuthCredentials, 'issuer' | 'clientId' | 'key'>,
) {
  const as = await serverAt(context, issuer)
  const { client, authentication } = await clientAs(context, clientId)
  const options = { ...requestOptions(context), DPoP: DPoP(client, await keyPair(key)) }
  return { as, client, authentication, options }
}

/** Exchanges what the browser brought back for tokens that are bound to the key of this login. */
export async function finishLogin(
  context: Context,
  input: AuthenticationInput & { readonly kind: 'callback' },
): Promise<LoginOutcome> {
  const begun = stepState(Begun, input)
  if (input.query.error !== undefined) return { outcome: 'declined' }
  const { as, client, authentication, options } = await proving(context, begun)
  const query = new URLSearchParams(input.query)
  const answered = validateAuthResponse(as, client, query, skipStateCheck)
  let granted: TokenEndpointResponse
  try {
    granted = await withNonce(async () => {
      const response = await authorizationCodeGrantRequest(
        as,
        client,
        authentication,
        answered,
        begun.redirectUri,
        begun.codeVerifier,
        options,
      )
      return processGenericTokenEndpointResponse(as, client, response)
    })
  } catch (thrown) {
    // The code was used before, or lay around for too long.
    if (isNamed(thrown, 'invalid_grant')) return { outcome: 'expired' }
    throw thrown
  }
  const { did, pds, issuer, clientId, key } = begun
  // Who is asked for a name and who then logs in need not be the same.
  if (granted.sub !== did) return { outcome: 'another-account' }
  const login = { kind: 'oauth' as const, did, pds, issuer, clientId, key }
  return { outcome: 'granted', ...refreshedWith(context, login, granted) }
}

/** The refresh token works once; the host sees to it that nobody else uses it meanwhile. */
export async function refreshLogin(
  context: Context,
  credentials: OAuthCredentials,
): Promise<Refreshed<OAuthCredentials>> {
  const { as, client, authentication, options } = await proving(context, credentials)
  const { accessToken: _, refreshToken, ...login } = credentials
  const granted = await withNonce(async () => {
    const asked = refreshTokenGrantRequest(as, client, authentication, refreshToken, options)
    return processGenericTokenEndpointResponse(as, client, await asked)
  })
  return refreshedWith(context, login, granted)
}

export async function endLogin(context: Context, credentials: OAuthCredentials): Promise<void> {
  const as = await serverAt(context, credentials.issuer)
  const { client, authentication } = await clientAs(context, credentials.clientId)
  const { refreshToken } = credentials
  const options = requestOptions(context)
  await processRevocationResponse(
    await revocationRequest(as, client, authentication, refreshToken, options),
  )
}

/** As `fetch`, to the account's own server: each request proves that it comes from the key's owner. */
export function provenFetch(
  context: Pick<PluginContext, 'fetch' | 'signal'>,
  { pds, key, accessToken }: OAuthCredentials,
): (path: string, init: RequestInit) => Promise<Response> {
  let proof: DPoPHandle | undefined
  return async (path, { method = 'GET', headers, body }) => {
    // The server's nonce, once heard, serves the other requests of this call.
    proof ??= DPoP({}, await keyPair(key))
    const options = { ...requestOptions(context), DPoP: proof }
    const send = () =>
      protectedResourceRequest(
        accessToken,
        method,
        new URL(path, pds),
        new Headers(headers),
        isSendable(body) ? body : null,
        options,
      )
    try {
      return await withNonce(send)
    } catch (thrown) {
      // The library makes an error of every challenge; the reader of failures knows the answer itself.
      if (thrown instanceof WWWAuthenticateChallengeError) return thrown.response
      throw thrown
    }
  }
}

/** What can be sent a second time, when a nonce was missing. */
type Sendable = string | URLSearchParams | Uint8Array<ArrayBuffer>

function isSendable(body: unknown): body is Sendable {
  return typeof body === 'string' || body instanceof URLSearchParams || body instanceof Uint8Array
}

function refreshedWith(
  { now }: Context,
  login: Omit<OAuthCredentials, 'accessToken' | 'refreshToken'>,
  { access_token, refresh_token, expires_in, sub }: TokenEndpointResponse,
): Refreshed<OAuthCredentials> {
  // Not every server repeats it at a refresh.
  if (sub !== undefined && sub !== login.did) {
    throw new PluginError('unavailable', {
      message: 'the server granted access to another account than the one that logged in',
    })
  }
  if (refresh_token === undefined) {
    throw new PluginError('unavailable', { message: 'the server granted no refresh token' })
  }
  const endMs = expires_in === undefined ? undefined : now().getTime() + expires_in * 1_000
  return defined({
    credentials: { ...login, accessToken: access_token, refreshToken: refresh_token },
    expirationTime: readEpoch(endMs, 'milliseconds'),
  })
}

/** A server wants its latest nonce in each proof, and says so only when it is missing. */
async function withNonce<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    if (isDPoPNonceError(thrown)) return await work()
    throw thrown
  }
}
