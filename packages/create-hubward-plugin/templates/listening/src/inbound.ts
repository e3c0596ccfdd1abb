import { createInterface } from 'node:readline'
import type { FetchRequest, FetchResult, ListenContext } from '@hubward/plugin'
import { type PlainData, PluginError, readEach } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { authorization, type Credentials, type Settings } from './access.ts'
import { type Context, NetworkMessage, toMessage } from './messages.ts'

const Entry = Type.Object({ entry: NetworkMessage })
const Told = Type.Object({ id: Type.Integer() })

/** From the Network, which tells each message once, on a connection: into the Channel's log. */
export const inbound = { position: Type.Integer(), fetchMessages, listen }

/**
 * Holds the connection. What ends it is thrown: the host calls again, after a pause, so there is no
 * loop that reconnects.
 */
async function listen(context: ListenContext<Settings, unknown, Credentials>): Promise<void> {
  const { channel, connect, credentials, settings, signal } = context
  const { host, hostname, pathname, port, protocol } = new URL('/api/stream', settings.server)
  const tls = protocol === 'https:'
  const socket = await connect({ host: hostname, port: Number(port) || (tls ? 443 : 80), tls })
  const headers = { host, ...authorization(credentials), connection: 'upgrade', upgrade: 'lines' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const account = encodeURIComponent(channel.networkId)
  socket.write(`GET ${pathname}?account=${account} HTTP/1.1\r\n${lines.join('')}\r\n`)
  for await (const line of createInterface({ input: socket, signal })) {
    if (line.startsWith('HTTP/1.1 401')) {
      throw new PluginError('authentication', { message: 'the Network refuses to be listened to' })
    }
    if (!line.startsWith('{')) continue
    const told: PlainData = JSON.parse(line)
    await context.append([told])
    // Only now: what the Network believes to be kept, it doesn't tell again.
    if (Value.Check(Told, told)) socket.write(`${told.id}\n`)
    else context.log.warn('the Network told something without an id, which can’t be confirmed')
  }
  if (!signal.aborted) throw new PluginError('unavailable', { message: 'the Network hung up' })
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
