import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { type ChannelContext, definePlugin } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import stub from '@hubward/testkit/stub-network/plugin'
import t from 'tap'
import Type from 'typebox'
import { type Called, listenToCalls } from '../src/called.ts'
import { printedCall } from '../src/printed-call.ts'
import { sanitised } from '../src/sanitised.ts'
import { Secrets } from '../src/secrets.ts'
import { watched } from '../src/watched.ts'

const network = createHttpServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'audio/ogg' }).end('a voice message')
}).listen(0, '127.0.0.1')
const mailServer = createServer((socket) =>
  socket.on('error', () => undefined).end('220 ready\r\n'),
).listen(0, '127.0.0.1')
await Promise.all([once(network, 'listening'), once(mailServer, 'listening')])
t.teardown(() => {
  network.close()
  mailServer.close()
})
const portOf = (server: { address(): unknown }) =>
  Number(Reflect.get(Object(server.address()), 'port'))
const url = `http://127.0.0.1:${portOf(network)}/voice`

/** A Channel of a plugin that is watched, and what is told of its calls. */
function watchedChannel(topic: string, functions: Record<string, unknown>) {
  const plugin = definePlugin({
    apiVersion: 1,
    id: 'seen',
    name: 'Seen',
    settings: Type.Object({}),
    channelSettings: Type.Object({}),
    credentials: Type.Object({}),
    position: Type.Null(),
    declaration: stub.declaration,
    authenticate: async () => {
      throw new Error('nobody logs in here')
    },
    fetchMessages: async () => ({ messages: [], position: null, more: false }),
    reply: async () => ({ networkItemId: 'item-1' }),
    ...functions,
  })
  const told = Promise.withResolvers<Called>()
  const stop = listenToCalls(topic, told.resolve)
  t.teardown(stop)
  const host = new TestHost(watched(plugin, topic) as typeof plugin)
  return {
    channel: host.addChannel({ channelSettings: {}, credentials: {} }),
    called: told.promise,
  }
}
const shown = (called: Called) =>
  printedCall(called, new Secrets(), { colours: false, folder: '/' })

t.test('media that are read as a stream arrive, and the call is shown', async (t) => {
  const { channel, called } = watchedChannel('streamed', {
    openMedia: async ({ http }: ChannelContext) => ({
      stream: http.stream(url),
      mimeType: 'audio/ogg',
    }),
  })
  t.equal(String((await channel.openMedia('voice')).content), 'a voice message')
  const told = await called
  t.match(shown(told), /openMedia[\s\S]*http GET \S+\/voice → 200, \d+ ms, read as a stream\n/)
  t.match(shown(told), /out +\{ stream: '\(a stream\)', mimeType: 'audio\/ogg' \}/)
  const [exchange] = told.exchanges
  t.equal(exchange && sanitised(exchange, new Secrets()), undefined, 'nothing to replay')
})

t.test('a stream that is refused fails for its reader, and is shown', async (t) => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const gone = `http://127.0.0.1:${portOf(closed)}/`
  closed.close()
  await once(closed, 'close')
  const { channel, called } = watchedChannel('refused', {
    openMedia: async ({ http }: ChannelContext) => ({
      stream: http.stream(gone),
      mimeType: 'audio/ogg',
    }),
  })
  await t.rejects(channel.openMedia('voice'))
  t.match(shown(await called), /http GET \S+ → ECONNREFUSED/)
})

t.test('connections that are no HTTP are shown', async (t) => {
  const { channel, called } = watchedChannel('connected', {
    reply: async ({ connect }: ChannelContext) => {
      const socket = await connect({ host: '127.0.0.1', port: portOf(mailServer), tls: false })
      socket.destroy()
      return { networkItemId: 'item-1' }
    },
  })
  await channel.reply({ inReplyTo: { networkItemId: 'item-0', reference: null, rootId: null } })
  t.match(shown(await called), /net {2}connect tcp:\/\/127\.0\.0\.1:\d+ → connected, \d+ ms\n/)
})
