import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  None,
  processGenericTokenEndpointResponse,
} from 'oauth4webapi'
import Type from 'typebox'
import Value from 'typebox/value'
import type { PluginContext } from '../context.ts'
import { PluginError } from '../error.ts'
import type { PlainData } from '../plain.ts'
import { statusError } from '../read-error.ts'
import { readJson } from '../read-json.ts'
import { endpoint, type OAuth2Party, type OAuth2Tokens } from './server.ts'

/** What a Network answers when it grants. */
export interface OAuth2Grant {
  readonly tokens: OAuth2Tokens
  /** ISO 8601; absent when the Network names no end. */
  readonly expirationTime?: string
  /** The whole answer: some Networks say here whose account it is. */
  readonly answer: Readonly<Record<string, PlainData>>
}

/** The Network's refusal in OAuth's own words. */
export class OAuth2Refusal extends Error {
  /** Such as `invalid_grant`: RFC 6749, 5.2. */
  readonly error: string

  constructor(error: string, description: string | undefined) {
    super(description === undefined ? error : `${error}: ${description}`)
    this.error = error
  }
}

const ErrorBody = Type.Object({
  error: Type.String({ minLength: 1 }),
  error_description: Type.Optional(Type.String()),
})
const JsonObject = Type.Record(Type.String(), Type.Unknown())

/** The three things that every function of the library wants to know. */
export function libraryParty({ server, client }: OAuth2Party): {
  as: AuthorizationServer
  client: Client
  authentication: ClientAuth
} {
  const issuer = server.issuer ?? endpoint(server.authorizationEndpoint).origin
  return {
    as: {
      issuer,
      authorization_endpoint: endpoint(server.authorizationEndpoint).href,
      token_endpoint: endpoint(server.tokenEndpoint).href,
      ...(server.revocationEndpoint !== undefined && {
        revocation_endpoint: endpoint(server.revocationEndpoint).href,
      }),
    },
    client: { client_id: client.clientId },
    authentication: authenticationOf(client),
  }
}

function authenticationOf({ clientSecret, clientAuthentication }: OAuth2Party['client']) {
  if (clientSecret === undefined) return None()
  return clientAuthentication === 'basic'
    ? ClientSecretBasic(clientSecret)
    : ClientSecretPost(clientSecret)
}

/** The host's guard stays around every request; `endpoint` has looked at the scheme. */
export function requestOptions({ fetch, signal }: Pick<PluginContext, 'fetch' | 'signal'>) {
  return {
    [customFetch]: fetch,
    [allowInsecureRequests]: true,
    signal,
  }
}

/**
 * Reads what the token endpoint answered.
 *
 * @throws OAuth2Refusal for what OAuth has a word for; PluginError for the rest.
 */
export async function readGrant(
  context: Pick<PluginContext, 'now'>,
  party: OAuth2Party,
  response: Response,
  secrets: readonly string[],
): Promise<OAuth2Grant> {
  const body = await readBody(context, response, secrets)
  const { as, client } = libraryParty(party)
  // Without a known issuer there is nothing to compare an id token with, so nobody may read it.
  if (party.server.issuer === undefined) delete body.id_token
  let answer: Awaited<ReturnType<typeof processGenericTokenEndpointResponse>>
  try {
    answer = await processGenericTokenEndpointResponse(as, client, Response.json(body))
  } catch (thrown) {
    // Its cause holds the answer with the tokens, and would end in a log.
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new PluginError('unavailable', { message: `the Network granted, but badly: ${why}` })
  }
  const { access_token, refresh_token, scope, expires_in } = answer
  return {
    tokens: {
      accessToken: access_token,
      ...(refresh_token !== undefined && { refreshToken: refresh_token }),
      ...(scope !== undefined && { scope }),
    },
    ...(expires_in !== undefined && {
      expirationTime: new Date(context.now().getTime() + expires_in * 1_000).toISOString(),
    }),
    answer: body,
  }
}

/** Throws what a response says when it is no success. */
export async function refuse(
  context: Pick<PluginContext, 'now'>,
  response: Response,
  secrets: readonly string[],
): Promise<void> {
  if (!response.ok) await readBody(context, response, secrets)
}

/** Errors come with any status: one large Network says 200 with an `error` inside. */
async function readBody(
  { now }: Pick<PluginContext, 'now'>,
  response: Response,
  secrets: readonly string[],
): Promise<Record<string, PlainData>> {
  const body = readJson(await response.text())
  if (Value.Check(ErrorBody, body)) {
    const hide = (text: string) => secrets.reduce((rest, it) => rest.replaceAll(it, '…'), text)
    const description = body.error_description?.slice(0, 300)
    throw new OAuth2Refusal(hide(body.error.slice(0, 64)), description && hide(description))
  }
  const { status, headers } = response
  if (status === 429 || status >= 500) {
    throw statusError(status, headers.get('retry-after') ?? undefined, now())
  }
  // A page is no refusal of OAuth's: a proxy's, which takes us for a robot, or is at work itself.
  const isPage = /^text\/html\b/i.test(headers.get('content-type') ?? '')
  if (status >= 400 && !isPage) {
    // A refusal without a word: the endpoint or the client is not what the settings say.
    throw new PluginError('operator', { message: `the token endpoint answered ${status}` })
  }
  if (!response.ok || !Value.Check(JsonObject, body)) {
    throw new PluginError('unavailable', {
      message: `the token endpoint answered ${status}, and not with a JSON object`,
    })
  }
  // Some write null for what they don't give.
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) as Record<
    string,
    PlainData
  >
}
