import { close as closeInspector, open as openInspector } from 'node:inspector'
import { Readable } from 'node:stream'
import {
  type ChannelContext,
  definePlugin,
  type FetchResult,
  PluginError,
  type Reply,
} from '@hubward/plugin'
import { ContractError, startTestServer, TestHost } from '@hubward/testkit'
import stub from '@hubward/testkit/stub-network/plugin'
import t from 'tap'
import Type from 'typebox'

type Page = FetchResult<{ last: number }>

const TOKEN = 'a-token-of-the-channel'
const message = (networkItemId: string) => ({
  interaction: { networkItemId, createdTime: '2026-01-15T10:00:00.000Z', message: 'Hello' },
})
const page = (more: object = {}): Page => ({
  messages: [message('item-1')],
  position: { last: 1 },
  more: false,
  ...more,
})

/** A Channel of a plugin that does what a test is about. */
function channelOf(functions: {
  fetchMessages?: (context: ChannelContext) => Promise<Page>
  reply?: (context: ChannelContext, reply: Reply) => Promise<{ networkItemId: string }>
  openMedia?: (context: ChannelContext, reference: string) => Promise<never>
}) {
  const plugin = definePlugin({
    apiVersion: 1,
    id: 'tried',
    name: 'Tried',
    settings: Type.Object({}),
    channelSettings: Type.Object({ greeting: Type.String({ default: 'Hello' }) }),
    credentials: Type.Object({ token: Type.String() }),
    position: Type.Object({ last: Type.Integer() }),
    declaration: { ...stub.declaration, timeoutsMs: { reply: 100 } },
    authenticate: async () => {
      throw new Error('nobody logs in here')
    },
    fetchMessages: async () => page(),
    reply: async () => ({ networkItemId: 'item-2' }),
    ...functions,
  })
  const host = new TestHost(plugin)
  const channel = host.addChannel({
    channelSettings: { greeting: 'Hi' },
    credentials: { token: TOKEN },
  })
  return { host, channel }
}
const inReplyTo = { networkItemId: 'item-1', reference: null, rootId: null }

t.test('what a host looks at in a fetch, a test is told', async (t) => {
  const { channel } = channelOf({ fetchMessages: async () => page({ waitMs: 5_000 }) })
  t.same(await channel.fetchPage(null), page({ waitMs: 5_000 }))
  for (const [what, answer, field] of [
    ['a pause of a day', { waitMs: 86_400_000 }, /waitMs/],
    ['a message among others', { messages: [message('item-1'), message('x')] }, /messages\.1\./],
    [
      'a large reference',
      { messages: [{ ...message('item-1'), reference: { x: 'x'.repeat(9_000) } }] },
      /reference/,
    ],
    [
      'a name that is none',
      { position: JSON.parse('{"last":1,"__proto__":{}}') },
      /position\.__proto__/,
    ],
    ['more from where it stands', { messages: [], more: true }, /more/],
  ] as const) {
    const mistaken = channelOf({ fetchMessages: async () => page(answer) })
    const fetching = mistaken.channel.fetchPage({ last: 1 })
    await t.rejects(fetching, { message: field, problems: [{ field }] }, what)
    const failure = await mistaken.channel.fetchPage({ last: 1 }).catch((error: unknown) => error)
    t.ok(failure instanceof ContractError)
  }
})

t.test('what is stored and does not fit the plugin is the operator’s matter', async (t) => {
  const { channel } = channelOf({})
  await t.rejects(channel.fetchPage({ last: 'x' } as never), {
    code: 'operator',
    message: /position/,
  })
  channel.credentials = { token: 1 } as never
  await t.rejects(channel.fetchPage(null), { code: 'operator', message: /credentials/ })
})

t.test(
  'whatever a plugin throws is an error of the contract, caused by what it threw',
  async (t) => {
    const bug = new TypeError(`no such thing as ${TOKEN}`)
    const { channel } = channelOf({ reply: () => Promise.reject(bug) })
    const failure = await channel.reply({ inReplyTo }).catch((error: unknown) => error)
    t.ok(failure instanceof PluginError)
    t.match(failure, { code: 'unavailable', effect: 'unknown', cause: bug })
    t.match(failure, { message: 'no such thing as [redacted]' })
    const { channel: other } = channelOf({
      fetchMessages: () => Promise.reject(new PluginError('unavailable')),
    })
    t.match(
      await other.fetch().catch((error: unknown) => error),
      { effect: 'none' },
      'it only reads',
    )
  },
)

t.test('a plugin gets copies, and nothing of a call that is over', async (t) => {
  const seen: ChannelContext[] = []
  const { channel } = channelOf({
    reply: async (context, reply) => {
      seen.push(context)
      Object.assign(reply.inReplyTo, { networkItemId: 'changed' })
      Object.assign(context.channel, { name: 'changed' })
      return { networkItemId: 'item-2' }
    },
  })
  await channel.reply({ inReplyTo })
  t.equal(channel.channel.name, 'Test')
  t.equal(inReplyTo.networkItemId, 'item-1')
  const [context] = seen
  t.ok(context?.signal.aborted)
  await t.rejects(async () => context?.http('http://127.0.0.1:9'), 'its ways out end as well')
})

t.test('media are served under the URLs that messages show, and under no others', async (t) => {
  const { host, channel } = channelOf({
    fetchMessages: async (context) =>
      page({
        messages: [
          {
            interaction: {
              ...message('item-1').interaction,
              attachments: [
                { url: context.channelMediaUrl('voice 1'), name: 'v.ogg', mimeType: 'audio/ogg' },
              ],
            },
          },
        ],
      }),
    openMedia: async (_context, reference) =>
      ({ stream: Readable.from([`bytes of ${reference}`]), mimeType: 'audio/ogg' }) as never,
  })
  const [fetched] = await channel.fetch()
  const url = /https:[^"]+\/media\/channel\/[\w-]{32}/.exec(JSON.stringify(fetched))?.[0] ?? ''
  const { content, mimeType } = await host.openUrl(url)
  t.same([String(content), mimeType], ['bytes of voice 1', 'audio/ogg'])
  const unseen = channel.context().channelMediaUrl('voice 2')
  await t.rejects(host.openUrl(unseen), { code: 'not-found' })

  const png = Buffer.from('\x89PNG', 'latin1')
  const { reference } = await host.files.put(png, { name: 'x', mimeType: 'image/png' })
  t.same((await host.openUrl(host.mediaUrl(reference))).content, png)
  await t.rejects(host.openUrl(`${host.mediaUrl(reference)}x`), { code: 'not-found' })
  t.throws(() => channel.context().mediaUrl('../elsewhere'), { code: 'invalid' })
})

t.test('a call ends after its time, unless somebody looks into it with a debugger', async (t) => {
  const answered = Promise.withResolvers<{ networkItemId: string }>()
  const slow = { reply: () => answered.promise }
  const limited = channelOf(slow).channel
  await t.rejects(limited.reply({ inReplyTo }), { code: 'unavailable', message: /100 ms/ })
  openInspector(0, '127.0.0.1')
  t.teardown(closeInspector)
  const { channel } = channelOf(slow)
  const replying = channel.reply({ inReplyTo })
  // Longer than its time: somebody stands at a breakpoint.
  await t.rejects(limited.reply({ inReplyTo }), { message: /100 ms/ })
  answered.resolve({ networkItemId: 'item-2' })
  t.same(await replying, { networkItemId: 'item-2' })
})

t.test('a server of tests answers 404 for media that nobody may see', async (t) => {
  const server = await startTestServer()
  t.teardown(() => server.close())
  const host = new TestHost(stub, {
    settings: { url: 'http://127.0.0.1:1' },
    publicUrl: server.publicUrl,
  })
  server.serve(host)
  const png = Buffer.from('\x89PNG', 'latin1')
  const { reference } = await host.files.put(png, { name: 'x', mimeType: 'image/png' })
  const shown = await fetch(host.mediaUrl(reference))
  t.same([shown.status, shown.headers.get('content-type')], [200, 'image/png'])
  t.equal((await fetch(`${server.publicUrl}/media/${reference}.guessed`)).status, 404)
  t.equal((await fetch(`${server.publicUrl}/media/channel/guessed`)).status, 404)
  t.equal((await fetch(`${server.publicUrl}//`)).status, 404, 'no address is too odd')
})
