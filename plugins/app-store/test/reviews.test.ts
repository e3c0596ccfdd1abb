import type { Message, WrittenMessage } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t, { type Test } from 'tap'
import appStore from '../src/index.ts'
import { APP_ID, startFakeAppStore } from './fake-app-store.ts'
import { credentialsFor } from './trial.ts'

/** A Channel of an app without reviews, and the Network that it is on. */
async function opened(t: Test, territories: string[] = []) {
  const network = await startFakeAppStore()
  t.teardown(() => network.close())
  const host = new TestHost(appStore, { settings: { server: network.url } })
  network.setClock(() => host.clock.now().getTime())
  const channel = host.addChannel({
    channel: { networkId: APP_ID },
    channelSettings: { territories },
    credentials: credentialsFor(network),
  })
  await channel.fetch()
  host.clock.advance(60_000)
  return { network, host, channel }
}

const written = (messages: readonly Message[]): WrittenMessage[] =>
  messages.filter((message) => 'interaction' in message)
const on = ({ interaction, reference = null }: WrittenMessage) => ({
  networkItemId: interaction.networkItemId,
  reference,
  rootId: null,
})
const goneIn = (messages: readonly Message[]) =>
  messages.flatMap((message) => ('deletedTime' in message ? message.networkItemId : []))

t.test(
  'a review is a Ticket with stars, title and country; a changed one is an edit',
  async (t) => {
    const { network, host, channel } = await opened(t)
    const review = network.write('The cups leak.', { rating: 2, title: 'Pity', territory: 'CHE' })
    const [first] = written(await channel.fetch())
    t.match(first, {
      interaction: {
        message: 'The cups leak.\n\nCountry: CHE',
        rating: { value: 2, scale: 5 },
        type: 'REVIEW',
        url: `https://apps.apple.com/app/id${APP_ID}`,
      },
      marks: { subject: 'Pity' },
    })
    t.equal(first?.updatedTime, undefined)
    t.same(await channel.fetch(), [])
    host.clock.advance(60_000)
    // Apple says nothing of it: neither a time, nor another place in the list.
    review.rating = 5
    const [second] = written(await channel.fetch())
    t.match(second, { interaction: { rating: { value: 5 } }, marks: { edited: true } })
    t.equal(second?.interaction.networkItemId, first?.interaction.networkItemId)
    t.equal(second?.updatedTime, host.clock.now().toISOString())
    t.same(await channel.fetch(), [], 'and is brought once')
  },
)

t.test(
  'a pending answer is neither written twice nor shown as said; a published one is',
  async (t) => {
    const { network, channel } = await opened(t)
    const review = network.write('Where is my order?')
    const [asked] = written(await channel.fetch())
    if (!asked) throw new Error('no review came')
    const wanted = { inReplyTo: on(asked), text: 'On its way.', option: 'answer' }
    const first = await channel.reply({ ...wanted, idempotencyKey: '1' })
    t.equal(review.response?.state, 'PENDING_PUBLISH')
    const again = await channel.reply({ ...wanted, idempotencyKey: '1' })
    t.equal(again.networkItemId, first.networkItemId)
    const posts = () => network.asked.filter((id) => id.startsWith('POST')).length
    t.equal(posts(), 1)
    t.same(await channel.fetch(), [], 'readers don’t see it yet')
    const other = { ...wanted, text: 'It arrives today.', idempotencyKey: '2' }
    await t.rejects(channel.reply(other), { code: 'rejected', effect: 'none' })
    t.equal(review.response?.body, 'On its way.')
    network.publish()
    const own = written(await channel.fetch()).filter((message) => message.own)
    t.equal(own.length, 1)
    t.equal(own[0]?.interaction.networkItemId, first.networkItemId, 'it is the one that was sent')
    const second = await channel.reply({ ...other, option: 'replace' })
    t.not(second.networkItemId, first.networkItemId)
    t.equal(review.response?.body, 'It arrives today.')
    t.equal(posts(), 2)
  },
)

t.test('an answer can be deleted, and only that one', async (t) => {
  const { network, channel } = await opened(t)
  const review = network.write('Hello?')
  network.answer(review, 'Hello!')
  const [asked, said] = written(await channel.fetch())
  if (!asked || !said) throw new Error('no answer came')
  t.match(said, { own: true, interaction: { message: 'Hello!' } })
  const replaced = { inReplyTo: on(asked), text: 'Hi!', option: 'replace', idempotencyKey: '1' }
  const now = await channel.reply(replaced)
  await channel.perform('delete', on(said))
  t.equal(review.response?.body, 'Hi!', 'what took its place stays')
  t.same(goneIn(await channel.fetch()), [said.interaction.networkItemId])
  const { networkItemId, reference = null } = now
  await channel.perform('delete', { networkItemId, reference, rootId: null })
  t.equal(review.response, undefined)
  await channel.perform('delete', { networkItemId, reference, rootId: null })
})

t.test('an answer that can’t be read takes no review along, and is not gone', async (t) => {
  const { network, channel } = await opened(t)
  const review = network.write('Hello?')
  network.answer(review, 'Hello!')
  // Apple's description lets each attribute be absent.
  Object.assign(review.response ?? {}, { body: undefined })
  const [first, ...more] = written(await channel.fetch())
  t.match(first, { interaction: { message: /^Hello\?/ } }, 'the review comes without it')
  t.same(more, [])
  Object.assign(review.response ?? {}, { body: 'Hello!' })
  t.equal(written(await channel.fetch()).filter(({ own }) => own).length, 1)
  Object.assign(review.response ?? {}, { body: undefined })
  t.same(goneIn(await channel.fetch()), [])
})

t.test('only reviews of the chosen countries come', async (t) => {
  const { network, channel } = await opened(t, ['DEU', 'AUT'])
  network.write('Aus Wien.', { territory: 'AUT' })
  network.write('From Boston.', { territory: 'USA' })
  const texts = written(await channel.fetch()).map(({ interaction }) => interaction.message)
  t.same(texts, ['Aus Wien.\n\nCountry: AUT'])
})

t.test('the last quarter of Apple’s hour is for answers', async (t) => {
  const { network, channel } = await opened(t)
  const page = await channel.fetchPage(channel.position)
  t.equal(page.waitMs, undefined)
  network.hasLeft(800)
  t.equal((await channel.fetchPage(channel.position)).waitMs, 600_000)
  network.hasLeft(0)
  await t.rejects(channel.fetchPage(channel.position), { code: 'rate-limited' })
})

t.test(
  'a key that ends, a role that is missing, an agreement that is due: each has a sentence',
  async (t) => {
    const { network, channel } = await opened(t)
    network.write('Hello?')
    const [asked] = written(await channel.fetch())
    if (!asked) throw new Error('no review came')
    network.is('reads-only')
    const reply = channel.reply({ inReplyTo: on(asked), text: 'Hello!', idempotencyKey: '1' })
    await t.rejects(reply, { code: 'rejected', sentence: { en: /“Customer Support”/ } })
    t.same(await channel.fetch(), [], 'reading goes on')
    network.is('agreement')
    await t.rejects(channel.fetch(), { code: 'authentication', sentence: { en: /Account Holder/ } })
    network.is('key-revoked')
    await t.rejects(channel.fetch(), { code: 'authentication' })
  },
)

t.test('the form names what is wrong, and where it is mended', async (t) => {
  const network = await startFakeAppStore()
  t.teardown(() => network.close())
  network.apps.push({ id: '99', name: '', bundleId: '' })
  const host = new TestHost(appStore, { settings: { server: network.url } })
  const right = credentialsFor(network)
  const submit = (values: object) =>
    host.authenticate({ kind: 'form', step: 'login', values: { ...right, ...values }, state: null })
  t.match(await submit({ issuerId: ` ${right.issuerId} ` }), {
    kind: 'complete',
    accounts: [
      { networkId: APP_ID, name: 'Northwind Shop', uniqueName: 'example.northwind.shop' },
      { networkId: '99', name: '99' },
    ],
  })
  t.match(await submit({ privateKey: 'AuthKey_2X9R4HXF34.p8' }), {
    kind: 'form',
    errors: { privateKey: { en: /BEGIN PRIVATE KEY/ } },
  })
  t.match(await submit({ keyId: 'OTHER' }), {
    kind: 'form',
    errors: { keyId: { en: /Compare issuer ID/, de: /appstoreconnect\.apple\.com/ } },
  })
  network.is('no-role')
  const step = await submit({})
  t.match(step, { kind: 'form', errors: { keyId: { fr: /Assistance clientèle/ } } })
  t.notMatch(JSON.stringify(step), 'PRIVATE KEY', 'the key is not shown again')
})
