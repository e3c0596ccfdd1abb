import { randomBytes } from 'node:crypto'
import type { FetchRequest, FetchResult, ReceiveContext, Received } from '@hubward/plugin'
import { hmacMatches, type ReceivedRequest, readEach, updateStored } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { authorization, type Settings } from './access.ts'
import { type Context, NetworkMessage, toMessage } from './messages.ts'

const Entry = Type.Object({ entry: NetworkMessage })
const Push = Type.Object({ account: Type.String(), message: NetworkMessage })

/** From the Network, which pushes and can't be asked later: into the Channel's log, and from there. */
export const inbound = { position: Type.Integer(), fetchMessages, receive, subscribe }

/** Tells the Network where to push to, and the secret to sign with. */
async function subscribe(context: Context): Promise<Record<string, never>> {
  const { channel, credentials, http, publicUrl, settings, store } = context
  const drawn = randomBytes(32).toString('hex')
  const secret = await updateStored(store, 'secret', (known) => (known ? undefined : drawn))
  await http.post(new URL('/api/subscriptions', settings.server), {
    headers: authorization(credentials),
    json: { account: channel.networkId, url: publicUrl('/pushes'), secret },
  })
  return {}
}

/** The host appends what is pushed to the Channel's log before it gives the response. */
async function receive(
  { store }: ReceiveContext<Settings>,
  { headers, rawBody }: ReceivedRequest,
): Promise<Received> {
  const secret = String((await store.get('secret'))?.value ?? '')
  if (!hmacMatches({ secret, content: rawBody, signature: headers['x-signature'] })) {
    return { response: { status: 401 } }
  }
  const { account, message } = Value.Parse(Push, JSON.parse(Buffer.from(rawBody).toString()))
  return { response: { status: 204 }, pushes: [{ networkId: account, entry: message }] }
}

/** Reads the log from the position, which is the number of the newest entry that was read. */
async function fetchMessages(
  context: Context,
  { position, limit }: FetchRequest<number>,
): Promise<FetchResult<number>> {
  const entries = await context.received.read(position ?? 0, limit)
  const { networkId } = context.channel
  // Each by itself: one that can't be read keeps no other away.
  const read = readEach(Entry, entries, ({ entry }) => toMessage(entry, networkId), context)
  const after = entries.at(-1)?.number ?? position ?? 0
  return { messages: read.items, position: after, more: entries.length === limit }
}
