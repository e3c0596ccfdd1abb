import {
  type AuthorizationServer,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  clientCredentialsGrantRequest,
  generateRandomCodeVerifier,
  nopkce,
  refreshTokenGrantRequest,
  revocationRequest,
  skipStateCheck,
  validateAuthResponse,
} from 'oauth4webapi'
import Type from 'typebox'
import Value from 'typebox/value'
import type { AuthenticationInput, RedirectStep } from '../authentication.ts'
import type { AuthenticationContext, PluginContext } from '../context.ts'
import { PluginError } from '../error.ts'
import type { LocalizedText, PlainData } from '../plain.ts'
import type { Refreshed } from '../plugin.ts'
import { endpoint, type OAuth2Party, type OAuth2Tokens } from './server.ts'
import {
  libraryParty,
  type OAuth2Grant,
  OAuth2Refusal,
  readGrant,
  refuse,
  requestOptions,
} from './token-endpoint.ts'
import { OAUTH2_SENTENCES } from './words.ts'

export interface BeginOAuth2 extends OAuth2Party {
  /** Names the step. */
  readonly step: string
  /** What is asked for, separated by blanks. */
  readonly scope?: string | undefined
  /** False for a Network that refuses what it doesn't know. PKCE costs nothing elsewhere. */
  readonly pkce?: boolean | undefined
  /** More parameters of the authorization request, such as `prompt` or `access_type`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** What the plugin itself wants to find in the state of the callback: which server it was, say. */
  readonly state?: Readonly<Record<string, PlainData>>
}

/** What became of the redirect: a grant, or a sentence for the Customer, who may try again. */
export type OAuth2Outcome =
  | ({ readonly outcome: 'granted' } & OAuth2Grant)
  | { readonly outcome: 'declined'; readonly sentence: LocalizedText }

/** What `begin` leaves for `finish`, beside the plugin's own state. */
const Begun = Type.Object({
  oauth2: Type.Object({
    redirectUri: Type.String(),
    codeVerifier: Type.Union([Type.String(), Type.Null()]),
  }),
})

/** The person said no, or the Network did so for them: nobody's mistake, and worth another try. */
const DECLINED_BY_PERSON = new Set([
  'access_denied',
  'consent_required',
  'interaction_required',
  'login_required',
])
const DOWN = new Set(['server_error', 'temporarily_unavailable'])

/**
 * Sends the browser to the Network: authorization code with PKCE. The host's `state` goes along, and
 * the host lets nobody back in without it.
 */
export async function beginOAuth2(
  context: Pick<AuthenticationContext, 'callback'>,
  options: BeginOAuth2,
): Promise<RedirectStep> {
  const { server, client, step, scope, pkce = true, parameters = {}, state = {} } = options
  const redirectUri = context.callback.url
  const codeVerifier = pkce ? generateRandomCodeVerifier() : null
  const url = endpoint(server.authorizationEndpoint)
  const asked = {
    ...parameters,
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    state: context.callback.state,
    ...(scope !== undefined && { scope }),
    ...(codeVerifier !== null && {
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    }),
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return {
    kind: 'redirect',
    step,
    url: url.href,
    state: { ...state, oauth2: { redirectUri, codeVerifier } },
  }
}

/**
 * Exchanges what the browser brought back for tokens.
 *
 * @throws PluginError `operator` when our client or its settings are refused, `unavailable` and
 * `rate-limited` as usual, `invalid` when the input is no callback of `beginOAuth2`.
 */
export async function finishOAuth2(
  context: Pick<AuthenticationContext, 'fetch' | 'signal' | 'now'>,
  input: AuthenticationInput,
  party: OAuth2Party,
): Promise<OAuth2Outcome> {
  if (input.kind !== 'callback' || !Value.Check(Begun, input.state)) {
    throw new PluginError('invalid', { message: 'this is no callback of an OAuth 2 redirect' })
  }
  const { redirectUri, codeVerifier } = input.state.oauth2
  const { error, code } = input.query
  if (error !== undefined) return outcomeOf(new OAuth2Refusal(error, input.query.error_description))
  if (code === undefined || code === '')
    return { outcome: 'declined', sentence: OAUTH2_SENTENCES.declined }
  const { as, client, authentication } = libraryParty(party)
  // Without a known issuer there is nothing to compare theirs with.
  const { iss, ...rest } = input.query
  const query = party.server.issuer === undefined || iss === undefined ? rest : { ...rest, iss }
  try {
    const answered = validated(as, client, query)
    const response = await authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      answered,
      redirectUri,
      codeVerifier ?? nopkce,
      requestOptions(context),
    )
    const secrets = [code, ...(codeVerifier === null ? [] : [codeVerifier]), ...secretsOf(party)]
    return { outcome: 'granted', ...(await readGrant(context, party, response, secrets)) }
  } catch (thrown) {
    if (thrown instanceof OAuth2Refusal) return outcomeOf(thrown)
    throw thrown
  }
}

/** Refuses what another server sent the browser back with (RFC 9207). */
function validated(
  as: AuthorizationServer,
  client: Client,
  query: Readonly<Record<string, string>>,
): URLSearchParams {
  try {
    return validateAuthResponse(as, client, new URLSearchParams(query), skipStateCheck)
  } catch (thrown) {
    // Its cause holds the code.
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new PluginError('rejected', { message: `not an answer to our redirect: ${why}` })
  }
}

/** A refusal before there is a Channel: the person's, the Network's, or else the operator's matter. */
function outcomeOf(refusal: OAuth2Refusal): OAuth2Outcome {
  if (DECLINED_BY_PERSON.has(refusal.error))
    return { outcome: 'declined', sentence: OAUTH2_SENTENCES.declined }
  // The code was used already, or lay around for too long.
  if (refusal.error === 'invalid_grant')
    return { outcome: 'declined', sentence: OAUTH2_SENTENCES.expired }
  throw asPluginError(refusal)
}

/** New tokens from the refresh token; what else stands in the credentials stays. */
export async function refreshOAuth2<Credentials extends OAuth2Tokens>(
  context: Pick<PluginContext, 'fetch' | 'signal' | 'now'>,
  credentials: Credentials,
  party: OAuth2Party,
): Promise<Refreshed<Credentials>> {
  const { refreshToken } = credentials
  if (refreshToken === undefined) {
    throw new PluginError('authentication', { message: 'the Network gave no refresh token' })
  }
  const { as, client, authentication } = libraryParty(party)
  const options = requestOptions(context)
  try {
    const response = await refreshTokenGrantRequest(
      as,
      client,
      authentication,
      refreshToken,
      options,
    )
    const secrets = [refreshToken, ...secretsOf(party)]
    const { tokens, expirationTime } = await readGrant(context, party, response, secrets)
    return {
      credentials: { ...credentials, ...tokens },
      ...(expirationTime !== undefined && { expirationTime }),
    }
  } catch (thrown) {
    throw thrown instanceof OAuth2Refusal ? asPluginError(thrown) : thrown
  }
}

/**
 * A token of our client's own, without a person who logs in (RFC 6749, 4.4). There is no refresh token:
 * when it runs out, ask again.
 *
 * @throws PluginError `operator` when our client is refused, since no Channel's grant is in question;
 * `unavailable` and `rate-limited` as usual.
 */
export async function clientCredentialsOAuth2(
  context: Pick<PluginContext, 'fetch' | 'signal' | 'now'>,
  party: OAuth2Party,
  { scope }: { readonly scope?: string } = {},
): Promise<OAuth2Grant> {
  const { as, client, authentication } = libraryParty(party)
  const asked = new URLSearchParams(scope === undefined ? {} : { scope })
  try {
    const response = await clientCredentialsGrantRequest(
      as,
      client,
      authentication,
      asked,
      requestOptions(context),
    )
    return await readGrant(context, party, response, secretsOf(party))
  } catch (thrown) {
    if (!(thrown instanceof OAuth2Refusal)) throw thrown
    throw DOWN.has(thrown.error) ? asPluginError(thrown) : refusedClient(thrown)
  }
}

/** Gives the grant back: RFC 7009. With the refresh token its access tokens end, too. */
export async function revokeOAuth2(
  context: Pick<PluginContext, 'fetch' | 'signal' | 'now'>,
  credentials: OAuth2Tokens,
  party: OAuth2Party,
): Promise<void> {
  const token = credentials.refreshToken ?? credentials.accessToken
  const { as, client, authentication } = libraryParty(party)
  const response = await revocationRequest(as, client, authentication, token, {
    ...requestOptions(context),
    additionalParameters: {
      token_type_hint: credentials.refreshToken === undefined ? 'access_token' : 'refresh_token',
    },
  })
  try {
    await refuse(context, response, [token, ...secretsOf(party)])
  } catch (thrown) {
    throw thrown instanceof OAuth2Refusal ? asPluginError(thrown) : thrown
  }
}

/** RFC 6749, 4.1.2.1 and 5.2: the grant is the Channel's matter, everything else is the client's. */
export function asPluginError(refusal: OAuth2Refusal): PluginError {
  const { error, message } = refusal
  if (error === 'invalid_grant') return new PluginError('authentication', { message })
  if (DOWN.has(error)) return new PluginError('unavailable', { message, effect: 'none' })
  return refusedClient(refusal)
}

function refusedClient({ message }: OAuth2Refusal): PluginError {
  return new PluginError('operator', { message: `the Network refused our client: ${message}` })
}

function secretsOf({ client }: OAuth2Party): string[] {
  return client.clientSecret === undefined ? [] : [client.clientSecret]
}
