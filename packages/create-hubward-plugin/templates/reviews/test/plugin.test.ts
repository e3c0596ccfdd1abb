import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { TestHost, testPlugin } from '@hubward/testkit'
import { ACCOUNT } from '../local-network/access.ts'
import { customer, settingsFor } from '../local-network/customer.ts'
import { startNetwork } from '../local-network/server.ts'
import plugin from '../src/index.ts'

const network = await startNetwork()
after(() => network.close())
const settings = settingsFor(network.url)
const credentials = network.logIn()
const numberIn = (networkItemId: string) => Number(networkItemId.replace('review-', ''))

// The rules that every plugin keeps, each as a test.
testPlugin(test, plugin, {
  ...customer,
  host: { settings },
  channelSettings: {},
  credentials,
  channel: { networkId: ACCOUNT.id },
  async write(_channel, { text, time }) {
    await network.write(text, { time })
  },
  async edit(_channel, networkItemId, text, host) {
    await network.edit(numberIn(networkItemId), text, { time: host.clock.now().toISOString() })
  },
  async remove(_channel, networkItemId) {
    await network.remove(numberIn(networkItemId))
  },
  // How our answers stand there, and under which review.
  published: async () =>
    network.published().map(({ id, text }) => ({ text, thread: `review-${id}` })),
  repliesReplace: true,
  skips: [
    ...customer.skips,
    // It has no pictures, and nobody answers an answer: any other rule that is skipped fails.
    'no address of a picture or file',
    'an answer in a thread',
  ],
})

// What is special about this Network.
test('stars arrive, and our second answer takes the place of the first', async () => {
  const quiet = await startNetwork()
  after(() => quiet.close())
  const host = new TestHost(plugin, { settings: settingsFor(quiet.url) })
  const channel = host.addChannel({
    channel: { networkId: ACCOUNT.id },
    channelSettings: {},
    credentials: quiet.logIn(),
  })
  await channel.fetch()
  host.clock.advance(60_000)
  const time = host.clock.now().toISOString()
  await quiet.write('The glaze came off.', { stars: 2, time })
  const asked = (await channel.fetch()).at(-1)
  assert.ok(asked && 'interaction' in asked)
  assert.deepEqual(asked.interaction.rating, { value: 2, scale: 5 })
  const { networkItemId } = asked.interaction
  const inReplyTo = { networkItemId, reference: asked.reference ?? null, rootId: null }
  await channel.reply({ inReplyTo, text: 'We are sorry.', idempotencyKey: 'first' })
  const second = await channel.reply({ inReplyTo, text: 'Send it back.', idempotencyKey: 'second' })
  const answers = (await channel.fetch()).filter((message) => 'own' in message && message.own)
  const [answer] = answers
  assert.equal(answers.length, 1)
  assert.ok(answer && 'interaction' in answer)
  assert.equal(answer.interaction.networkItemId, second.networkItemId)
  assert.equal(answer.interaction.root?.rootId, networkItemId)
})
