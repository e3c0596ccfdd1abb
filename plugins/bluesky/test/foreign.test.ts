import { TestHost } from '@hubward/testkit'
import t from 'tap'
import { readFailure } from '../src/errors.ts'
import { readHandle } from '../src/identity.ts'
import bluesky from '../src/index.ts'
import { readUri, webUrl } from '../src/post.ts'
import { did, startFakeNetwork } from './fake-network.ts'

/** Inputs of the kinds that public bug reports of similar software are about. */

t.setTimeout(600_000)
const network = await startFakeNetwork()
t.teardown(() => network.close())
network.account('me')
network.account('ada')

/** What becomes of one post of which the Network shows `view` and `record`. */
async function shown(text: string, view: object = {}, record: object = {}) {
  network.reset()
  const host = new TestHost(bluesky, { settings: network.settings() })
  const channel = host.addChannel({
    channelSettings: { replyLanguage: '' },
    credentials: network.credentials('me'),
    channel: { networkId: did('me'), language: 'en' },
  })
  network.post('ada', text, { to: 'me', view, record })
  const [message] = await channel.fetch()
  if (!message || !('interaction' in message)) throw new Error('no message came')
  return { ...message.interaction, marks: message.marks }
}

const embedded = (record: object) => ({ embed: { $type: 'app.bsky.embed.record#view', record } })
const BOB = `did:plc:${'b'.repeat(24)}`
const quote = (author: object = {}, more: object = {}) =>
  embedded({
    $type: 'app.bsky.embed.record#viewRecord',
    uri: `at://${BOB}/app.bsky.feed.post/3k`,
    cid: 'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq',
    author: { did: BOB, handle: 'bob.example', ...author },
    value: { $type: 'app.bsky.feed.post', text: 'Secret words', createdAt: '2026-01-15T10:00:00Z' },
    indexedAt: '2026-01-15T10:00:00Z',
    ...more,
  })

t.test('an account is found in whatever was pasted', async (t) => {
  for (const typed of [
    '\u202a@ada.example.org\u202c',
    '\u2066ada.example.org\u2069',
    'bsky.app/profile/ada.example.org',
    'https://bsky.app/profile/ada.example.org?ref=x',
    'bsky.app/profile/ada.example.org/post/3k',
    'at://ada.example.org',
    'at://ada.example.org/app.bsky.feed.post/3k',
    '＠ada.example.org',
    'ada.example.org.',
  ]) {
    t.equal(readHandle(typed), 'ada.example.org', typed)
  }
  t.equal(readHandle(`https://bsky.app/profile/${BOB}`), BOB)
})

t.test('whom the account mutes isn’t shown in another’s post either', async (t) => {
  for (const viewer of [{ muted: true }, { mutedByList: { uri: 'x' } }, { blocking: 'at://x' }]) {
    const { message } = await shown('Look', quote({ viewer }))
    t.equal(
      message,
      `Look\n\nQuotes a post that can’t be shown here:\nhttps://bsky.app/profile/${BOB}/post/3k`,
    )
  }
  const { marks } = await shown(
    'Look',
    quote({
      // Whom one follows, and who follows, one wants to read.
      viewer: { muted: false, blockedBy: false, following: 'at://x', followedBy: 'at://y' },
    }),
  )
  t.match(marks?.quoted, { from: '@bob.example', text: 'Secret words' })
})

t.test('feeds, lists and starter packs are named, with their address', async (t) => {
  const of = (collection: string) => `at://${BOB}/${collection}/news`
  for (const [record, right] of [
    [
      {
        $type: 'app.bsky.feed.defs#generatorView',
        uri: of('app.bsky.feed.generator'),
        displayName: 'News',
      },
      `Feed: News\nhttps://bsky.app/profile/${BOB}/feed/news`,
    ],
    [
      { $type: 'app.bsky.graph.defs#listView', uri: of('app.bsky.graph.list'), name: 'Friends' },
      `List: Friends\nhttps://bsky.app/profile/${BOB}/lists/news`,
    ],
    [
      {
        $type: 'app.bsky.graph.defs#starterPackViewBasic',
        uri: of('app.bsky.graph.starterpack'),
        record: { name: 'Begin' },
      },
      `Starter pack: Begin\nhttps://bsky.app/starter-pack/${BOB}/news`,
    ],
    [
      {
        $type: 'app.bsky.labeler.defs#labelerView',
        uri: of('app.bsky.labeler.service'),
        creator: { handle: 'mod.example' },
      },
      `Labeller: @mod.example\nhttps://bsky.app/profile/${BOB}`,
    ],
  ] as const) {
    t.equal((await shown('Look', embedded(record))).message, `Look\n\n${right}`)
    t.equal((await shown('', embedded(record))).message, right)
  }
  const unknown = { embed: { $type: 'app.bsky.embed.poll#view' } }
  t.match((await shown('Look', unknown)).message, /^Look\n\n\[Something that can’t be shown/)
})

t.test('what hangs on a quoted post is named, and what it is marked as', async (t) => {
  const image = { thumb: 'https://cdn.example/s', fullsize: 'https://cdn.example/l', alt: 'A lamp' }
  const { marks } = await shown(
    'Look',
    quote(
      {},
      {
        embeds: [{ $type: 'app.bsky.embed.images#view', images: [image] }],
        labels: [{ src: did('mod'), uri: 'x', val: 'spam', cts: '2026-01-15T10:00:00Z' }],
      },
    ),
  )
  for (const part of ['Picture: https://cdn.example/l', 'Picture: A lamp', 'as: spam']) {
    t.match(marks?.quoted?.text, part)
  }
})

t.test('a name that nobody can see, or that stands for none, is no name', async (t) => {
  const account = { did: did('ada'), handle: 'ada.example' }
  for (const displayName of ['\u200b\u2060\ufeff', '\u3164', '\u2800', '']) {
    const { interactor } = await shown('Hi', { author: { ...account, displayName } })
    t.equal(interactor?.name, 'ada.example')
  }
  const nobody = { ...account, handle: 'handle.invalid' }
  t.equal((await shown('Hi', { author: nobody })).interactor?.name, did('ada'))
  const { marks } = await shown('Hi', quote({ handle: 'handle.invalid' }))
  t.match(marks?.quoted, { from: undefined, text: 'Secret words' })
})

t.test('a post in which nothing can be seen gets a sentence', async (t) => {
  for (const text of ['', '\u200b\u2060\ufeff', '\u3164', '\u2800']) {
    t.equal((await shown(text)).message, '(A post without text)', JSON.stringify(text))
  }
})

t.test('a time before the year one is the Network’s own', async (t) => {
  const { createdTime } = await shown('Hi', {}, { createdAt: '0000-01-01T00:00:00+01:00' })
  t.match(createdTime, /^2026-/)
})

t.test('words of the Network are not looked up where every object has some', async (t) => {
  const label = (val: string) => ({ src: did('mod'), uri: 'x', val, cts: '2026-01-15T10:00:00Z' })
  for (const name of ['constructor', 'toString', '__proto__']) {
    const { message } = await shown('Hi', { labels: [label(name)] })
    t.equal(message, `Hi\n\nMarked on Bluesky as: ${name}`)
    const thrown = Object.assign(new Error('odd'), { status: 403, error: name })
    t.match(readFailure(thrown, new Date()), { code: 'rejected', message: `${name}: odd` })
  }
})

t.test('an odd record key leads nowhere else', async (t) => {
  const uri = (key: string) => `at://${BOB}/app.bsky.feed.post/${key}`
  for (const key of ['.', '..', '', 'a/b', 'a?b', 'a#b', '%2e%2e', 'x'.repeat(513)]) {
    t.equal(readUri(uri(key)), undefined, key)
  }
  for (const key of ['3k', 'self', 'a.b:c~d_e-f']) t.equal(readUri(uri(key))?.key, key)
  t.equal(webUrl('https://bsky.app', `at://did:plc:x?y#z/app.bsky.feed.post/3k`), undefined)
})
