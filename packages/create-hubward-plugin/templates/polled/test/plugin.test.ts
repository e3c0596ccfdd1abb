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
const numberIn = (networkItemId: string) => Number(networkItemId.replace('message-', ''))

// The rules that every plugin keeps, each as a test.
testPlugin(test, plugin, {
  ...customer,
  host: { settings },
  channelSettings: {},
  credentials,
  channel: { networkId: ACCOUNT.id },
  async write(_channel, { text, time, inReplyTo }) {
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
  ],
})

// What is special about this Network.
test('an answer to our reply comes into the thread of the first message', async () => {
  const host = new TestHost(plugin, { settings })
  const channel = host.addChannel({
    channel: { networkId: ACCOUNT.id },
    channelSettings: {},
    credentials,
  })
  await channel.fetch()
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
