import { createHash } from 'node:crypto'
import {
  type AuthenticationContext,
  type OAuth2Party,
  type OAuth2Tokens,
  PluginError,
  readStored,
  revokeOAuth2,
  storeOnce,
} from '@hubward/plugin'
import Type from 'typebox'
import { answerTo, ask } from './api.ts'
import { type Failed, failureOf, isRefusal } from './failure.ts'
import type { Settings } from './settings.ts'
import { Application, AuthorizationServer } from './wire.ts'

/** What is asked for: reading what concerns the account, and what the Ticket Actions do. Nothing else. */
export const SCOPES = [
  'read:accounts',
  'read:notifications',
  'read:statuses',
  'write:bookmarks',
  'write:favourites',
  'write:media',
  'write:statuses',
].join(' ')

/** Our registration with one server. */
const Registered = Type.Object({ clientId: Type.String(), clientSecret: Type.String() })

type Context = AuthenticationContext<Settings>

/**
 * Our app on a server: registered once for each server and public address of the host, kept for all
 * Channels, and registered anew when the server no longer knows it.
 */
export async function appOn(context: Context, server: string): Promise<OAuth2Party> {
  const key = keyFor(context, server)
  const known = await readStored(context.store, key, Registered)
  const oauth = await endpointsOf(context, server)
  if (known && !(await isForgotten(context, oauth, known))) {
    return { server: oauth, client: known }
  }
  if (known) await context.store.delete(key)
  // Somebody else may have been faster: all use the same one.
  const client = await storeOnce(context.store, key, Registered, await register(context, server))
  return { server: oauth, client }
}

export async function forgetApp(context: Context, server: string): Promise<void> {
  await context.store.delete(keyFor(context, server))
}

/** A change of any of these needs another registration. */
function keyFor({ callback, settings }: Context, server: string): string {
  const what = [callback.url, settings.appName, settings.website ?? '', SCOPES].join('\n')
  const hash = createHash('sha256').update(what).digest('base64url').slice(0, 12)
  return `app/${server}/${hash}`
}

async function register(context: Context, server: string): Promise<Type.Static<typeof Registered>> {
  const { appName, website } = context.settings
  const { body } = await ask(context, { server }, 'POST', '/api/v1/apps', Application, {
    json: {
      client_name: appName,
      redirect_uris: context.callback.url,
      scopes: SCOPES,
      ...(website !== undefined && { website }),
    },
  })
  return { clientId: body.client_id, clientSecret: body.client_secret }
}

/**
 * Asks for a token of the app's own, which Mastodon gives to every app that it knows. Where there are
 * no such tokens, the page that the Customer would be sent to says whether it knows us.
 */
async function isForgotten(
  context: Context,
  { authorizationEndpoint, tokenEndpoint }: OAuth2Party['server'],
  { clientId, clientSecret }: Type.Static<typeof Registered>,
): Promise<boolean> {
  const { origin: server } = new URL(tokenEndpoint)
  const client = { client_id: clientId, client_secret: clientSecret }
  const json = { grant_type: 'client_credentials', ...client }
  const token = await answerTo(context, { server }, 'POST', tokenEndpoint, { json })
  if (!isRefused(context, token)) return false
  if (token.status === 401) return true
  const query = {
    client_id: clientId,
    redirect_uri: context.callback.url,
    response_type: 'code',
    scope: SCOPES,
  }
  const page = await answerTo(context, { server }, 'GET', authorizationEndpoint, { query })
  return isRefused(context, page)
}

/**
 * Whether an answer refuses us, in whatever words: the page is one for people, and an app that is
 * registered once more does no harm. A server that is down refuses nothing.
 */
function isRefused({ now }: Context, answer: Failed): boolean {
  const { status } = answer
  if (status >= 200 && status < 300) return false
  if (isRefusal(status)) return true
  throw failureOf(answer, now())
}

function usualEndpoints(server: string): OAuth2Party['server'] & { revocationEndpoint: string } {
  return {
    authorizationEndpoint: `${server}/oauth/authorize`,
    tokenEndpoint: `${server}/oauth/token`,
    revocationEndpoint: `${server}/oauth/revoke`,
  }
}

/** Where the server says it is (RFC 8414), otherwise where every Mastodon server is. */
async function endpointsOf(context: Context, server: string): Promise<OAuth2Party['server']> {
  const usual = usualEndpoints(server)
  try {
    const path = '/.well-known/oauth-authorization-server'
    const { body } = await ask(context, { server }, 'GET', path, AuthorizationServer)
    const told = [body.authorization_endpoint, body.token_endpoint]
    // Secrets go there: only to the server that the Customer named. A blob: has an origin, too.
    if (!told.every((url) => /^https?:/i.test(url) && URL.parse(url)?.origin === server)) {
      return usual
    }
    return {
      ...usual,
      authorizationEndpoint: body.authorization_endpoint,
      tokenEndpoint: body.token_endpoint,
    }
  } catch (error) {
    if (error instanceof PluginError) return usual
    throw error
  }
}

/** Gives a token back, with the app that got it. */
export async function giveBack(
  context: Pick<Context, 'fetch' | 'signal' | 'now'>,
  tokens: OAuth2Tokens,
  server: string,
  client: OAuth2Party['client'],
): Promise<void> {
  await revokeOAuth2(context, tokens, { server: usualEndpoints(server), client })
}
