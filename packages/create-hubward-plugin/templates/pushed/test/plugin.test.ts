import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startTestServer, TestHost, testPlugin } from '@hubward/testkit'
import { ACCOUNT } from '../local-network/access.ts'
import { customer, settingsFor } from '../local-network/customer.ts'
import { startNetwork } from '../local-network/server.ts'
import plugin from '../src/index.ts'

const network = await startNetwork()
after(() => network.close())
/** Where the Network's pushes arrive. */
const server = await startTestServer()
after(() => server.close())
const credentials = network.logIn()
const numberIn = (networkItemId: string) => Number(networkItemId.replace('message-', ''))
const options = { settings: settingsFor(network.url), publicUrl: server.publicUrl }

// The rules that every plugin keeps, each as a test.
testPlugin(test, plugin, {
  ...customer,
  host: options,
  channelSettings: {},
  credentials,
  channel: { networkId: ACCOUNT.id },
  async write(channel, { text, time, inReplyTo }, host) {
    server.serve(host)
    await channel.subscribe()
    await network.write(text, { time, ...(inReplyTo && { inReplyTo: numberIn(inReplyTo) }) })
  },
  // How our replies stand there, and what they answer.
  published: async () =>
    network.published().map(({ text, inReplyTo, threadId }) => ({
      text,
      ...(inReplyTo && { inReplyTo: `message-${inReplyTo}`, thread: `message-${threadId}` }),
    })),
  skips: [
    ...customer.skips,
    // It has no edits, deletions or pictures: any other rule that is skipped fails.
    'nothing is skipped when messages disappear',
    'an edit is the same message',
    'a message that disappears',
    'listing again',
    'no address of a picture or file',
    'pictures and files of the host’s',
    // A fetch asks the log, and not the Network.
    'an item that can’t be read',
    'a time that is none',
    'an address that is none',
    'text that nobody sees',
    'an offset inside',
    'a word that every object knows',
    'an answer that can’t be read',
    'a proxy’s “404”',
    'what is missing all at once',
    'a proxy’s “403” in the middle of a fetch',
  ],
})

// What is special about this Network.
async function connected() {
  const host = new TestHost(plugin, options)
  server.serve(host)
  const channel = host.addChannel({
    channel: { networkId: ACCOUNT.id },
    channelSettings: {},
    credentials,
  })
  await channel.subscribe()
  return { host, channel }
}

test('an answer to our reply comes into the thread of the first message', async () => {
  const { channel } = await connected()
  const question = await network.write('Do you sell cups?')
  const [asked] = await channel.fetch()
  assert.ok(asked && 'interaction' in asked)
  const { networkItemId } = asked.interaction
  const inReplyTo = { networkItemId, reference: asked.reference ?? null, rootId: null }
  const answer = { inReplyTo, text: 'We do.', idempotencyKey: 'our-answer' }
  const published = await channel.reply(answer)
  await network.write('Thank you!', { inReplyTo: question.id })
  const [ours, thanks] = await channel.fetch()
  assert.ok(ours && 'interaction' in ours && ours.own)
  assert.equal(ours.interaction.networkItemId, published.networkItemId)
  assert.ok(thanks && 'interaction' in thanks)
  assert.equal(thanks.interaction.root?.rootId, networkItemId)
})

test('a push that is not signed with our secret is refused', async () => {
  const { host, channel } = await connected()
  const rawBody = Buffer.from(JSON.stringify({ account: ACCOUNT.id, message: {} }))
  for (const headers of [{}, { 'x-signature': '00' }]) {
    const request = { method: 'POST', path: '/pushes', headers, rawBody }
    assert.equal((await host.receive(request)).status, 401)
  }
  assert.deepEqual(await channel.fetch(), [])
})
