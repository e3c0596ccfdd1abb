import { createServer } from 'node:http'
import type { Message, WrittenMessage } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t from 'tap'
import bluesky from '../src/index.ts'
import { did, startFakeNetwork } from './fake-network.ts'

t.setTimeout(600_000)
const network = await startFakeNetwork()
t.teardown(() => network.close())
network.account('me')
network.account('ada')

function channelOf(language: 'en' | 'de' = 'en') {
  network.reset()
  const host = new TestHost(bluesky, { settings: network.settings() })
  return host.addChannel({
    channelSettings: { replyLanguage: '' },
    credentials: network.credentials('me'),
    channel: { networkId: did('me'), language },
  })
}

const written = (messages: Message[]) =>
  messages.filter((message): message is WrittenMessage => 'interaction' in message)
const texts = (messages: Message[]) =>
  written(messages).map(({ interaction }) => interaction.message)
const at = (second: number, ms = 0) =>
  new Date(Date.parse('2026-01-15T10:00:00Z') + second * 1_000 + ms).toISOString()
const count = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index))

t.test('mentions, replies and quotes say which thread they belong to', async (t) => {
  const channel = channelOf()
  const own = network.post('me', 'My own post')
  const mention = network.post('ada', 'Hello @me', { to: 'me', time: at(1) })
  const answer = network.post('ada', 'An answer', {
    to: 'me',
    reason: 'reply',
    time: at(2),
    record: { reply: { root: own, parent: own } },
  })
  network.post('ada', 'Further down', {
    to: 'me',
    reason: 'reply',
    time: at(3),
    record: { reply: { root: own, parent: answer } },
  })
  network.post('ada', 'Look at this', {
    to: 'me',
    reason: 'quote',
    time: at(4),
    view: {
      embed: {
        $type: 'app.bsky.embed.record#view',
        record: {
          $type: 'app.bsky.embed.record#viewRecord',
          uri: own.uri,
          cid: own.cid,
          author: { did: did('me'), handle: 'me.bsky.social' },
          value: { text: 'My own post' },
          indexedAt: at(0),
        },
      },
    },
  })
  const messages = written(await channel.fetch())
  t.match(messages, [
    { interaction: { type: 'MENTION', message: 'Hello @me', networkItemId: mention.uri } },
    { interaction: { type: 'COMMENT', message: 'An answer', root: { rootId: own.uri } } },
    { interaction: { type: 'COMMENT', message: 'Further down', root: { rootId: own.uri } } },
    {
      interaction: { type: 'POST', message: 'Look at this' },
      marks: { quoted: { from: /^@me/, text: 'My own post', url: /^https:/ } },
    },
  ])
  t.notOk(messages[0]?.interaction.root, 'a mention begins a thread of its own')
  t.notOk(messages[3]?.interaction.root, 'so does a quote')
  t.match(
    messages[2]?.reference,
    { root: { uri: own.uri, cid: own.cid } },
    'the root stays the root',
  )
  t.match(messages[0]?.interaction, {
    interactor: { interactorId: did('ada'), name: 'ADA', picture: 'https://cdn.example/ada.jpg' },
    url: `https://bsky.app/profile/${did('ada')}/post/`,
    createdTime: at(1),
  })
})

t.test('pictures, video, links, labels and languages are in the Ticket', async (t) => {
  const channel = channelOf('de')
  const image = (name: string, alt: string) => ({
    thumb: `https://cdn.example/${name}-small`,
    fullsize: `https://cdn.example/${name}`,
    alt,
  })
  network.post('ada', '', {
    to: 'me',
    time: at(1),
    record: { langs: ['de', 'en'] },
    view: {
      embed: {
        $type: 'app.bsky.embed.images#view',
        images: [image('lamp', 'Eine dunkle Laterne')],
      },
      labels: [{ src: did('mod'), uri: 'x', val: 'graphic-media', cts: at(0) }],
    },
  })
  network.post('ada', 'Film', {
    to: 'me',
    time: at(2),
    view: {
      embed: {
        $type: 'app.bsky.embed.video#view',
        cid: 'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq',
        playlist: 'https://video.example/a.m3u8',
        thumbnail: 'https://video.example/a.jpg',
      },
    },
  })
  const shortened = 'Grüße 🐝 example.org/very…'
  network.post('ada', shortened, {
    to: 'me',
    time: at(3),
    record: {
      facets: [
        {
          index: {
            byteStart: Buffer.byteLength('Grüße 🐝 '),
            byteEnd: Buffer.byteLength(shortened),
          },
          features: [
            { $type: 'app.bsky.richtext.facet#link', uri: 'https://example.org/very/long' },
          ],
        },
        { index: { byteStart: 3, byteEnd: 9_999 }, features: [{ $type: 'x', uri: 'https://a' }] },
      ],
    },
    view: {
      embed: {
        $type: 'app.bsky.embed.external#view',
        external: { uri: 'https://example.org/very/long', title: 'T', description: '' },
      },
    },
  })
  network.post('ada', '', { to: 'me', time: at(4), view: { embed: { $type: 'x.y.z#view' } } })
  const [pictured, film, linked, odd] = written(await channel.fetch())
  t.match(pictured?.interaction, {
    message: 'Bild: Eine dunkle Laterne\n\nAuf Bluesky gekennzeichnet als: Gewalt',
    pictures: [{ small: 'https://cdn.example/lamp-small', large: 'https://cdn.example/lamp' }],
  })
  t.match(pictured?.reference, { langs: ['de', 'en'] })
  t.match(film?.interaction, {
    pictures: [{ small: 'https://video.example/a.jpg' }],
    attachments: [{ url: 'https://video.example/a.m3u8' }],
  })
  t.match(linked?.interaction, {
    message: 'Grüße 🐝 https://example.org/very/long',
    link: 'https://example.org/very/long',
  })
  t.equal(
    odd?.interaction.message,
    '(Ein Beitrag ohne Text)',
    'what is not known is still a Ticket',
  )
})

t.test('a first fetch takes nothing from before the Channel', async (t) => {
  const channel = channelOf()
  network.post('ada', 'Old', { to: 'me', time: at(-60) })
  t.same(await channel.fetch(), [])
  network.post('ada', 'New', { to: 'me', time: at(60) })
  t.same(texts(await channel.fetch()), ['New'])
  t.same(await channel.fetch(), [], 'once')
})

t.test('a burst of more than two pages comes whole, in order, each post once', async (t) => {
  const channel = channelOf()
  for (const text of count(1, 5)) network.post('ada', text, { to: 'me', time: at(Number(text)) })
  t.same(texts(await channel.fetch()), count(1, 5))
  // Many in one millisecond, too, across the ends of pages.
  for (const text of count(6, 250)) {
    network.post('ada', text, { to: 'me', time: at(10 + Math.floor(Number(text) / 40)) })
  }
  const burst = texts(await channel.fetch())
  t.equal(burst.length, 245)
  t.same(new Set(burst), new Set(count(6, 250)))
  t.same(await channel.fetch(), [])
})

t.test('what comes while a burst is walked through is not passed over', async (t) => {
  const channel = channelOf()
  for (const text of count(1, 150)) network.post('ada', text, { to: 'me', time: at(Number(text)) })
  const back = await channel.fetchPage(null)
  t.match(back, { messages: [], more: true }, 'the first page is not taken yet')
  for (const text of count(151, 270))
    network.post('ada', text, { to: 'me', time: at(Number(text)) })
  channel.position = back.position
  t.same(texts(await channel.fetch()), count(1, 270))
})

t.test('posts that are deleted while a burst is walked through leave no gap', async (t) => {
  const channel = channelOf()
  const posts = count(1, 230).map((text) =>
    network.post('ada', text, { to: 'me', time: at(Number(text)) }),
  )
  channel.position = (await channel.fetchPage(null)).position
  for (const { uri } of posts.slice(100, 180)) network.remove(uri)
  t.same(texts(await channel.fetch()), [...count(1, 100), ...count(181, 230)])
})

t.test('a post that shows up late, with an earlier time, is taken all the same', async (t) => {
  const channel = channelOf()
  for (const text of count(1, 10)) network.post('ada', text, { to: 'me', time: at(Number(text)) })
  await channel.fetch()
  network.post('ada', 'Late', { to: 'me', time: at(3) })
  t.same(texts(await channel.fetch()), ['Late'])
})

t.test('a second look names what is there, so that what is gone can be seen', async (t) => {
  const channel = channelOf()
  const since = at(0)
  network.post('ada', 'Old', { to: 'me', time: at(-60) })
  const posts = count(1, 130).map((text) =>
    network.post('ada', text, { to: 'me', time: at(Number(text)) }),
  )
  network.remove(posts[3]?.uri ?? '')
  const recent = await channel.listRecent(since)
  t.equal(recent.completeSince, since)
  const names = new Set(
    written([...recent.messages]).map(({ interaction }) => interaction.networkItemId),
  )
  t.same(names, new Set(posts.filter((_, index) => index !== 3).map(({ uri }) => uri)))
})

t.test('an account that mutes people reports no deletion, for theirs look the same', async (t) => {
  const channel = channelOf()
  network.post('ada', 'Hello', { to: 'me', time: at(1) })
  network.mute('ada')
  t.notOk('completeSince' in (await channel.listRecent(at(0))))
})

t.test('failures say whose matter they are', async (t) => {
  const channel = channelOf()
  const listed = 'app.bsky.notification.listNotifications'
  network.fault(listed, 429, { error: 'RateLimitExceeded' }, { 'retry-after': '7' })
  await t.rejects(channel.fetchPage(null), { code: 'rate-limited', retryAfterMs: 7_000 })
  network.fault(listed, 429, {}, { 'ratelimit-reset': String(Date.parse(at(30)) / 1_000) })
  await t.rejects(channel.fetchPage(null), { code: 'rate-limited', retryAfterMs: 30_000 })
  network.fault(listed, 400, { error: 'InvalidToken', message: 'Bad token' })
  await t.rejects(channel.fetchPage(null), { code: 'authentication' })
  network.fault(listed, 502, { error: 'UpstreamFailure' })
  await t.rejects(channel.fetchPage(null), { code: 'unavailable' })
  network.fault(listed, 200, { surprise: true })
  await t.rejects(channel.fetchPage(null), { code: 'unavailable' })
  network.fault(listed, 400, { error: 'AccountTakedown' })
  await t.rejects(channel.fetchPage(null), {
    code: 'authentication',
    sentence: { en: /suspended/ },
  })
  channel.credentials = { ...network.credentials('me'), pds: await closedServer() }
  await t.rejects(channel.fetchPage(null), { code: 'unavailable', effect: 'none' })
})

t.test('a call that is no longer wanted ends', async (t) => {
  const channel = channelOf()
  network.post('ada', 'Hello', { to: 'me' })
  const over = new AbortController()
  over.abort()
  const request = { position: null, limit: 100, since: at(0) }
  await t.rejects(bluesky.fetchMessages(channel.context(over.signal), request))
})

/** An address where nobody listens. */
async function closedServer(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}
