import {
  type AuthenticationContext,
  type PluginContext,
  PluginError,
  type Received,
  type ReceivedRequest,
  readStored,
  updateStored,
} from '@hubward/plugin'
import { type Client, type ClientAuth, None, PrivateKeyJwt } from 'oauth4webapi'
import Type from 'typebox'
import Value from 'typebox/value'
import { ALGORITHM, keyPair, newKey, publicJwk, StoredKey } from './oauth-keys.ts'
import type { Settings } from './settings.ts'

/**
 * No registration: a client's id is the address of a document about it, which every server reads for
 * itself. https://atproto.com/specs/oauth#clients
 */
const METADATA_PATH = '/client-metadata.json'
/** The one id that needs no document: a program on somebody's own machine. */
const LOOPBACK_ID = 'http://localhost'

/** No more than the plugin does: its three kinds of records, pictures, and its questions. */
export const SCOPE = [
  'atproto',
  'repo?collection=app.bsky.feed.post&collection=app.bsky.feed.like&collection=app.bsky.feed.repost',
  'blob:image/*',
  `rpc?${[
    'app.bsky.notification.listNotifications',
    'app.bsky.feed.getPosts',
    'app.bsky.actor.getProfile',
    'app.bsky.graph.getMutes',
    'app.bsky.graph.getBlocks',
    'app.bsky.graph.getListMutes',
    'app.bsky.graph.getListBlocks',
  ]
    .map((method) => `lxm=${method}`)
    .join('&')}&aud=*`,
].join(' ')

/** What is kept for the integration: our key, and where servers may send browsers back to. */
const Kept = Type.Object({ key: StoredKey, redirectUri: Type.String() })
const STORE_KEY = 'oauth-client'

/** The client that this host is, for a Customer who is about to be sent away. */
export async function clientIdFor(context: AuthenticationContext<Settings>): Promise<string> {
  const redirectUri = context.callback.url
  const { protocol, hostname } = new URL(redirectUri)
  if (protocol === 'https:') {
    const fresh = await newKey()
    await updateStored(context.store, STORE_KEY, (kept) => {
      if (!Value.Check(Kept, kept)) return { key: { ...fresh }, redirectUri }
      return kept.redirectUri === redirectUri ? undefined : { ...kept, redirectUri }
    })
    return context.publicUrl(METADATA_PATH)
  }
  if (hostname === '127.0.0.1' || hostname === '[::1]') {
    return `${LOOPBACK_ID}?${new URLSearchParams({ redirect_uri: redirectUri, scope: SCOPE })}`
  }
  throw new PluginError('operator', {
    message: `Bluesky’s servers send nobody back to ${redirectUri}: the host needs a public https URL, or 127.0.0.1 for trying it out`,
  })
}

/** How the client of that id proves who it is: on a public host by its key, on a laptop not at all. */
export async function clientAs(
  context: PluginContext<Settings>,
  clientId: string,
): Promise<{ client: Client; authentication: ClientAuth }> {
  const client = { client_id: clientId }
  if (clientId.startsWith(`${LOOPBACK_ID}?`)) return { client, authentication: None() }
  const kept = await readStored(context.store, STORE_KEY, Kept)
  if (kept === undefined) {
    throw new PluginError('operator', { message: 'the key of this integration is gone' })
  }
  const { privateKey } = await keyPair(kept.key)
  return { client, authentication: PrivateKeyJwt({ key: privateKey, kid: KEY_ID }) }
}

const KEY_ID = 'hubward-1'

/** Servers ask for the document whenever somebody logs in, and now and then between. */
export async function receive(
  context: PluginContext<Settings>,
  { method, path }: ReceivedRequest,
): Promise<Received> {
  if (path !== METADATA_PATH) return { response: { status: 404 } }
  if (method !== 'GET' && method !== 'HEAD') {
    return { response: { status: 405, headers: { allow: 'GET, HEAD' } } }
  }
  const kept = await readStored(context.store, STORE_KEY, Kept)
  // Nobody has been sent to log in yet.
  if (kept === undefined) return { response: { status: 404 } }
  const clientId = context.publicUrl(METADATA_PATH)
  const document = {
    client_id: clientId,
    client_name: context.settings.appName,
    client_uri: new URL(clientId).origin,
    application_type: 'web',
    redirect_uris: [kept.redirectUri],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: SCOPE,
    dpop_bound_access_tokens: true,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: ALGORITHM,
    jwks: { keys: [{ ...publicJwk(kept.key), kid: KEY_ID, use: 'sig', alg: ALGORITHM }] },
  }
  return {
    response: {
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
      body: JSON.stringify(document),
    },
  }
}
