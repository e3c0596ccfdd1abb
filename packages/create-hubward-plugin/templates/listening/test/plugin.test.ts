import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { TestHost, testPlugin } from '@hubward/testkit'
import { ACCOUNT } from '../local-network/access.ts'
import { customer, settingsFor } from '../local-network/customer.ts'
import { startNetwork } from '../local-network/server.ts'
import plugin from '../src/index.ts'

const network = await startNetwork()
const end = new AbortController()
after(async () => {
  end.abort()
  await network.close()
})
const settings = settingsFor(network.url)
const credentials = network.logIn()
const numberIn = (networkItemId: string) => Number(networkItemId.replace('message-', ''))

interface Listening {
  listen(signal: AbortSignal, rung?: () => void): Promise<void>
}
const listening = new WeakMap<Listening, Promise<void>>()

/** Lets a Channel listen, as a host does with each that is active. Resolves when it does. */
async function listen(channel: Listening): Promise<void> {
  if (listening.has(channel)) return
  const begins = network.listening()
  const ends = channel.listen(end.signal)
  listening.set(channel, ends)
  // Ended by the Channel that listens next.
  ends.catch(() => undefined)
  await begins
}

// The rules that every plugin keeps, each as a test.
testPlugin(test, plugin, {
  ...customer,
  host: { settings },
  channelSettings: {},
  credentials,
  channel: { networkId: ACCOUNT.id },
  async write(channel, { text, time, inReplyTo }) {
    await listen(channel)
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
function newChannel() {
  const channel = { networkId: ACCOUNT.id }
  return new TestHost(plugin, { settings }).addChannel({
    channel,
    channelSettings: {},
    credentials,
  })
}

test('an answer to our reply comes into the thread of the first message', async () => {
  const channel = newChannel()
  await listen(channel)
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

test('what is written while nobody listens is told when somebody does', async () => {
  const channel = newChannel()
  await listen(channel)
  await channel.fetch()
  network.hangUp()
  await assert.rejects(listening.get(channel) ?? Promise.resolve(), { code: 'unavailable' })
  await network.write('Is anybody there?')
  const rung = new Promise<void>((resolve) => void channel.listen(end.signal, resolve))
  await rung
  const [found] = await channel.fetch()
  assert.ok(found && 'interaction' in found)
  assert.equal(found.interaction.message, 'Is anybody there?')
})
