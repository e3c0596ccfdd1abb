import { PluginError } from '@hubward/plugin'
import { TestHost, testPlugin } from '@hubward/testkit'
import { type StubNetwork, startStubNetwork } from '@hubward/testkit/stub-network'
import plugin from '@hubward/testkit/stub-network/plugin'
import withoutFind from '@hubward/testkit/stub-network/plugin-without-find'
import t from 'tap'

type Plugin = typeof plugin

const network: StubNetwork = await startStubNetwork()
t.teardown(() => network.close())

let accounts = 0

function trial() {
  return {
    host: { settings: { url: network.url } },
    answers: { account: { account: 'ada,bob' } },
    channelSettings: {},
    credentials: { account: 'ada' },
    arrange: async (
      host: TestHost<
        Plugin['settings'],
        Plugin['channelSettings'],
        Plugin['credentials'],
        Plugin['position']
      >,
      channel: { credentials: { account: string } },
    ) => {
      channel.credentials = { account: `account-${++accounts}` }
      for (const text of ['One', 'Two', 'Three']) {
        const time = host.clock.now().toISOString()
        network.addMessage(channel.credentials.account, { text, time })
      }
    },
  }
}

testPlugin((name, run) => t.test(name, run), plugin, trial())
testPlugin((name, run) => t.test(`without find: ${name}`, run), withoutFind, trial())

/** The names of the rules that a plugin breaks. */
async function brokenRules(broken: Plugin): Promise<string[]> {
  const rules: { name: string; run: () => Promise<void> }[] = []
  testPlugin((name, run) => rules.push({ name, run }), broken, trial())
  const failed: string[] = []
  for (const { name, run } of rules) await run().catch(() => failed.push(name))
  return failed
}

t.test('a plugin that breaks a rule fails that rule’s test', async (t) => {
  t.same(await brokenRules(plugin), [])
  t.same(await brokenRules({ ...plugin, id: 'Stub Network' }), [
    'the plugin is what a host can load',
  ])

  const findsNothing = await brokenRules({
    ...plugin,
    findReply: async () => ({ outcome: 'absent' }),
  })
  t.same(findsNothing, [
    'findReply finds what "reply" published',
    'findReply finds what "reply-once" published',
  ])

  const skipping = await brokenRules({
    ...plugin,
    fetchMessages: async (context, request) => {
      const page = await plugin.fetchMessages(context, request)
      return { ...page, position: { number: page.position.number + 1 } }
    },
  })
  t.same(skipping, ['one message at a time are the same messages, in the same order'])

  const twice = await brokenRules({
    ...plugin,
    reply: async (context, reply) => plugin.reply(context, { ...reply, actionId: 'reply-once' }),
  })
  t.same(twice, ['"reply" is declared repeatable: the same key publishes once'])
})

t.test('an answer that breaks the contract names the field', async (t) => {
  const host = new TestHost(
    { ...plugin, reply: async () => ({ networkItemId: 'short' }) },
    { settings: { url: network.url } },
  )
  const channel = host.addChannel({ channelSettings: {}, credentials: { account: 'ada' } })
  const inReplyTo = { networkItemId: 'message-1', reference: null, rootId: null }
  await t.rejects(channel.reply({ inReplyTo }), { message: /networkItemId: / })
})

t.test('stores refuse what a real host would refuse', async (t) => {
  const { store, files } = new TestHost(plugin, { settings: { url: network.url } })
  t.equal(await store.set('a', 1, 0), 1)
  t.equal(await store.set('a', 2, 0), undefined)
  t.equal(await store.set('a', 2, 1), 2)
  t.same(await store.get('a'), { value: 2, version: 2 })
  await t.rejects(store.set('a', 'x'.repeat(70_000)), { message: /65536/ })
  await t.rejects(store.get('x'.repeat(300)), { message: /256/ })
  await t.rejects(
    files.put(Buffer.alloc(9), { name: 'x', mimeType: 'text/plain', limitBytes: 8 }),
    PluginError,
  )
  const png = await files.put(Buffer.from('\x89PNG', 'latin1'), {
    name: 'x',
    mimeType: 'text/html',
  })
  t.equal(png.mimeType, 'image/png')
})
