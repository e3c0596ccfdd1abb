import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WrittenMessage } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t from 'tap'
import bluesky from '../src/index.ts'
import { did, startFakeNetwork } from './fake-network.ts'

t.setTimeout(600_000)
const network = await startFakeNetwork()
t.teardown(() => network.close())
network.account('me')
network.account('ada')
network.account('bob', { blockedBy: true })
network.account('eve', { blocking: `at://${did('me')}/app.bsky.graph.block/3kaaaaaaaaaaa` })

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const files = createServer((request, response) => {
  if (request.url === '/lamp.png') response.end(PNG)
  else if (request.url === '/big.png') response.end(Buffer.concat([PNG, Buffer.alloc(2_000_001)]))
  else if (request.url === '/text.png') response.end('no picture')
  else response.writeHead(404).end()
})
await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
t.teardown(() => files.close())
const { port } = files.address() as AddressInfo
const file = (name: string) => ({ url: `http://127.0.0.1:${port}/${name}`, name })

function channelOf(replyLanguage = '') {
  network.reset()
  const host = new TestHost(bluesky, { settings: network.settings() })
  const channel = host.addChannel({
    channelSettings: { replyLanguage },
    credentials: network.credentials('me'),
    channel: { networkId: did('me'), language: 'fr' },
  })
  const received = async (text: string, options: Parameters<typeof network.post>[2] = {}) => {
    const { by = 'ada', ...rest } = { ...options } as typeof options & { by?: string }
    const post = network.post(by, text, { to: 'me', ...rest })
    const message = (await channel.fetch()).find(
      (known): known is WrittenMessage =>
        'interaction' in known && known.interaction.networkItemId === post.uri,
    )
    return {
      networkItemId: post.uri,
      reference: message?.reference ?? {
        root: { uri: post.uri, cid: post.cid },
        parent: { uri: post.uri, cid: post.cid },
        langs: [],
      },
      rootId: message?.interaction.root?.rootId ?? null,
    }
  }
  return { host, channel, received }
}

const recordAt = (uri: string) => network.records.get(uri)?.value ?? {}

t.test('a reply names both ends of the thread, and its facets count bytes', async (t) => {
  const { channel, received } = channelOf()
  const root = network.post('me', 'Root')
  const inReplyTo = await received('Question', {
    reason: 'reply',
    record: { reply: { root, parent: root }, langs: ['de'] },
  })
  const text = '🐝 Grüße an @ada.bsky.social: https://example.org/ä #bienen'
  const published = await channel.reply({ inReplyTo, text })
  const value = recordAt(published.networkItemId)
  t.match(value, {
    text,
    langs: ['de'],
    reply: { root: { uri: root.uri, cid: root.cid }, parent: { uri: inReplyTo.networkItemId } },
  })
  t.match(published.url, `https://bsky.app/profile/${did('me')}/post/`)
  const facets = value.facets as {
    index: { byteStart: number; byteEnd: number }
    features: object[]
  }[]
  const marked = facets.map(({ index, features }) => [
    Buffer.from(text).subarray(index.byteStart, index.byteEnd).toString(),
    features[0],
  ])
  t.match(Object.fromEntries(marked), {
    '@ada.bsky.social': { did: did('ada') },
    'https://example.org/ä': { uri: 'https://example.org/ä' },
    '#bienen': { tag: 'bienen' },
  })
})

t.test('a reply is published once, however often it is asked for', async (t) => {
  const { host, channel, received } = channelOf()
  const inReplyTo = await received('Question')
  t.same(await channel.findReply({ inReplyTo }), { outcome: 'absent' })
  const first = await channel.reply({ inReplyTo, text: 'Yes' })
  host.clock.advance(60_000)
  t.same(await channel.reply({ inReplyTo, text: 'Yes' }), first)
  t.same(await channel.findReply({ inReplyTo }), { outcome: 'found', reply: first })
  const own = [...network.records.keys()].filter((uri) => uri.includes(did('me')))
  t.same(own, [first.networkItemId])
  t.match(first.networkItemId.split('/').at(-1), /^[2-7a-j][2-7a-z]{12}$/, 'the key is a TID')
})

t.test('a write that came first is not written over', async (t) => {
  const { channel, received } = channelOf()
  const inReplyTo = await received('Question')
  const { networkItemId } = await channel.reply({ inReplyTo, text: 'The first' })
  network.fault('com.atproto.repo.getRecord', 400, { error: 'RecordNotFound' })
  t.match(await channel.reply({ inReplyTo, text: 'The second' }), { networkItemId })
  t.equal(recordAt(networkItemId).text, 'The first')
})

t.test('the language of a reply is the Customer’s choice, or that of the post', async (t) => {
  const { channel, received } = channelOf('en-GB')
  const inReplyTo = await received('Frage', { record: { langs: ['de'] } })
  const chosen = await channel.reply({ inReplyTo, text: 'Answer' })
  t.same(recordAt(chosen.networkItemId).langs, ['en-GB'])
  channel.channelSettings = { replyLanguage: '' }
  const several = await received('Frage?', { record: { langs: ['de', 'en'] } })
  const { networkItemId } = await channel.reply({ inReplyTo: several, text: 'Réponse' })
  t.same(recordAt(networkItemId).langs, ['fr'], 'the Channel’s, where there is no single one')
})

t.test('a picture is attached, with the description of the last line', async (t) => {
  const { channel, received } = channelOf()
  const inReplyTo = await received('Question')
  const { networkItemId } = await channel.reply({
    inReplyTo,
    text: 'Look\nAlt: A dark street lamp',
    attachments: [file('lamp.png')],
  })
  t.match(recordAt(networkItemId), {
    text: 'Look',
    embed: {
      $type: 'app.bsky.embed.images',
      images: [
        {
          alt: 'A dark street lamp',
          image: { mimeType: 'image/png', size: PNG.length },
          aspectRatio: { width: 1, height: 1 },
        },
      ],
    },
  })
  const other = { inReplyTo, idempotencyKey: 'key-2' }
  for (const [name, sentence] of [
    ['big.png', /too large/],
    ['text.png', /Only pictures/],
    ['missing.png', /could not be fetched/],
  ] as const) {
    await t.rejects(channel.reply({ ...other, text: 'Look', attachments: [file(name)] }), {
      code: 'invalid',
      effect: 'none',
      sentence: { en: sentence },
    })
  }
  t.same(await channel.findReply(other), { outcome: 'absent' }, 'nothing was published by them')
})

t.test('what can’t be answered is refused with the reason', async (t) => {
  const { channel, received } = channelOf()
  const gone = await received('Gone')
  network.remove(gone.networkItemId)
  await t.rejects(channel.reply({ inReplyTo: gone }), {
    code: 'not-found',
    sentence: { en: /no longer exists/ },
  })
  const closed = await received('Closed', { view: { viewer: { replyDisabled: true } } })
  await t.rejects(channel.reply({ inReplyTo: closed }), {
    code: 'rejected',
    sentence: { en: /limited who may reply/ },
  })
  const by = (name: string) => received('Blocked', { by: name } as object)
  await t.rejects(channel.reply({ inReplyTo: await by('bob') }), {
    code: 'rejected',
    sentence: { en: /has blocked your account/ },
  })
  await t.rejects(channel.reply({ inReplyTo: await by('eve') }), {
    code: 'rejected',
    sentence: { en: /Your account blocks/ },
  })
  await t.rejects(channel.reply({ inReplyTo: await received('Hi'), text: 'ä'.repeat(301) }), {
    code: 'invalid',
    sentence: { en: /at most 300/ },
  })
  t.notOk(network.calls.includes('com.atproto.repo.putRecord'), 'nothing was written')
})

t.test('300 graphemes are enough, however many characters each of them has', async (t) => {
  const { channel, received } = channelOf()
  const inReplyTo = await received('Question')
  const text = '👩‍👩‍👧'.repeat(100)
  const { networkItemId } = await channel.reply({ inReplyTo, text })
  t.equal(recordAt(networkItemId).text, text)
})

t.test('like and repost are written once, delete takes back a post of our own', async (t) => {
  const { channel, received } = channelOf()
  const actedOn = await received('Nice')
  for (const action of ['like', 'repost']) {
    await channel.perform(action, actedOn)
    await channel.perform(action, actedOn, 'another key')
    const made = [...network.records.values()].filter(({ uri }) =>
      uri.startsWith(`at://${did('me')}/app.bsky.feed.${action}/`),
    )
    t.match(made, [{ value: { subject: { uri: actedOn.networkItemId } } }], `one ${action}`)
  }
  await t.rejects(channel.perform('delete', actedOn), {
    code: 'rejected',
    sentence: { en: /your own account/ },
  })
  const reply = await channel.reply({ inReplyTo: actedOn, text: 'Thanks' })
  const own = { networkItemId: reply.networkItemId, reference: null, rootId: null }
  await channel.perform('delete', own)
  t.notOk(network.records.has(reply.networkItemId))
  await channel.perform('delete', own)
})

t.test('what was liked in the app is not liked again', async (t) => {
  const { channel, received } = channelOf()
  const like = `at://${did('me')}/app.bsky.feed.like/3kaaaaaaaaaaa`
  const actedOn = await received('Nice', { view: { viewer: { like } } })
  await channel.perform('like', actedOn)
  t.notOk(network.calls.includes('com.atproto.repo.putRecord'))
})
