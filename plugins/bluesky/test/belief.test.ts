import type { WrittenMessage } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t from 'tap'
import { readHandle } from '../src/identity.ts'
import bluesky from '../src/index.ts'
import { textWithLinks } from '../src/post-text.ts'
import { did, PASSWORD, startFakeNetwork } from './fake-network.ts'

t.setTimeout(600_000)
const network = await startFakeNetwork()
t.teardown(() => network.close())
network.account('me')
network.account('ada')

const at = (second: number) =>
  new Date(Date.parse('2026-01-15T10:00:00Z') + second * 1_000).toISOString()
const marks = '\u0301\u0323'.repeat(50_000)

function setUp() {
  network.reset()
  network.behind(undefined)
  network.inventing(undefined)
  const host = new TestHost(bluesky, { settings: network.settings() })
  const channel = host.addChannel({
    channelSettings: { replyLanguage: '' },
    credentials: network.credentials('me'),
    channel: { networkId: did('me'), language: 'en' },
  })
  const fetched = async () =>
    (await channel.fetch()).flatMap((message) => ('interaction' in message ? [message] : []))
  const texts = async () => (await fetched()).map(({ interaction }) => interaction.message)
  return { host, channel, fetched, texts }
}

const HTML = { type: 'text/html', body: '<!doctype html><h1>Back soon</h1>' }
const JSON_TYPE = 'application/json'
const PROXIES = [
  { status: 400, ...HTML },
  { status: 401, ...HTML },
  { status: 403, ...HTML },
  { status: 404, ...HTML },
  { status: 404, type: JSON_TYPE, body: '{"message":"no route"}' },
  { status: 400, type: 'text/html', body: '{"error":"RecordNotFound"}' },
  { status: 400, type: JSON_TYPE, body: '{"error":"RecordNotF' },
  { status: 401, type: JSON_TYPE, body: '{"error":{"code":401}}' },
  { status: 200, ...HTML },
  { status: 200, type: JSON_TYPE, body: '{"status":"ok"}' },
  { status: 200, type: JSON_TYPE, body: '{"notifications":[' },
  { status: 200, type: JSON_TYPE, body: '[]' },
]

t.test('no proxy’s answer ends a grant, names a post gone, or a reply absent', async (t) => {
  const { channel, fetched } = setUp()
  const post = network.post('ada', 'When?', { to: 'me', time: at(1) })
  const [message] = await fetched()
  const inReplyTo = {
    networkItemId: post.uri,
    reference: message?.reference ?? null,
    rootId: null,
  }
  const unavailable = { code: 'unavailable' }
  for (const proxy of PROXIES) {
    const name = `${proxy.status} ${proxy.body}`
    network.behind({ method: /./, ...proxy })
    await t.rejects(channel.fetch(), unavailable, `fetching: ${name}`)
    await t.rejects(channel.listRecent(at(0)), unavailable, `listing: ${name}`)
    await t.rejects(channel.reply({ inReplyTo, text: 'Soon' }), unavailable, `replying: ${name}`)
    await t.rejects(channel.findReply({ inReplyTo, text: 'Soon' }), unavailable, `finding: ${name}`)
    await t.rejects(channel.perform('like', inReplyTo), unavailable, `liking: ${name}`)
    await t.rejects(channel.refresh(), unavailable, `refreshing: ${name}`)
    // The post can't be seen; why, the same proxy says.
    network.behind({ method: /getProfile/, ...proxy })
    network.remove(post.uri)
    if (proxy.status !== 200 || proxy.body !== '{"status":"ok"}') {
      await t.rejects(channel.reply({ inReplyTo, text: 'Soon' }), unavailable, `why: ${name}`)
    }
    network.records.set(post.uri, post)
  }
  network.behind(undefined)
  await channel.reply({ inReplyTo, text: 'Soon' })
})

t.test('one post that can’t be read keeps nothing else away', async (t) => {
  for (const [override, shown] of [
    [{ view: { record: { text: null } } }, null],
    [{ view: { author: null } }, null],
    [{ view: { indexedAt: 'never' } }, null],
    [{ view: { author: { did: did('ada') } } }, null],
    [{ record: { createdAt: '0000-01-01T00:00:00+01:00' } }, 'number 2'],
    [{ record: { createdAt: 7, langs: 'de', facets: {}, reply: { root: null } } }, 'number 2'],
    [{ view: { labels: [null, { val: 7 }], embed: { $type: 7 } } }, 'number 2'],
    [{ view: { embed: { $type: 'app.bsky.embed.images#view', images: [null] } } }, 'number 2'],
  ] as const) {
    const { host, channel, texts } = setUp()
    network.post('ada', 'number 1', { to: 'me', time: at(1) })
    network.post('ada', 'number 2', { to: 'me', time: at(2), ...override })
    network.post('ada', 'number 3', { to: 'me', time: at(3) })
    const name = JSON.stringify(override)
    t.same(
      await texts(),
      ['number 1', ...(shown === null ? [] : [shown]), 'number 3'],
      `its neighbours arrive: ${name}`,
    )
    t.same(await texts(), [], `the position is behind it: ${name}`)
    const warned = host.log.filter(({ level }) => level === 'warn')
    t.equal(warned.length > 0, shown === null, `said in the log: ${name}`)
    if (shown === null) t.match(warned[0]?.fields, { id: /^at:/, reason: /./ })
    t.equal(
      'completeSince' in (await channel.listRecent(at(0))),
      shown !== null,
      `one that is there and can’t be read is not gone: ${name}`,
    )
  }
})

t.test('a notification that can’t be read, or that the Network chokes on, neither', async (t) => {
  const { texts } = setUp()
  network.post('ada', 'number 1', { to: 'me', time: at(1) })
  network.post('ada', 'number 3', { to: 'me', time: at(3) })
  // Of an account that there isn't: getPosts refuses the whole question.
  network.notify('me', `at://${did('nobody')}/app.bsky.feed.post/3mxxxxxxxxxxx`, at(2))
  const answer = (items: object[]) => ({ notifications: items, cursor: undefined })
  const notice = (uri: unknown, time: unknown) => ({ uri, reason: 'mention', indexedAt: time })
  const [one, two, three] = [...network.records.keys()]
  network.inventing(() =>
    answer([
      notice(two, at(3)),
      notice(three, at(2)),
      notice(7, at(2)),
      notice('at://nonsense', at(2)),
      notice(one, 'never'),
      notice(one, at(1)),
    ]),
  )
  t.same(await texts(), ['number 1', 'number 3'])
  t.same(await texts(), [])
})

t.test('what is nested without end, or too long, is cut before it is looked at', async (t) => {
  const { fetched } = setUp()
  const deep = (levels: number) => {
    let embed: object = { $type: 'app.bsky.embed.record#view' }
    for (let level = 0; level < levels; level++) {
      const record = {
        $type: 'app.bsky.embed.record#viewRecord',
        uri: `at://${did('ada')}/app.bsky.feed.post/3mxxxxxxxxxxx`,
        author: { did: did('ada'), handle: 'ada.bsky.social' },
        value: { text: `level ${levels - level}` },
      }
      embed =
        level % 2 === 0
          ? { $type: 'app.bsky.embed.record#view', record: { ...record, embeds: [embed] } }
          : { $type: 'app.bsky.embed.recordWithMedia#view', record: { record }, media: embed }
    }
    return embed
  }
  network.post('ada', 'number 1', { to: 'me', time: at(1) })
  network.post('ada', 'a quote in a quote', { to: 'me', time: at(2), view: { embed: deep(200) } })
  network.post('ada', marks, {
    to: 'me',
    time: at(3),
    view: {
      author: {
        did: did('ada'),
        handle: 'ada.bsky.social',
        displayName: marks,
        avatar: `https://a.example/${'x'.repeat(1_000_000)}`,
      },
      labels: Array.from({ length: 50_000 }, (_, n) => ({ val: `label-${n}` })),
      embed: {
        $type: 'app.bsky.embed.gallery#view',
        items: Array.from({ length: 50_000 }, (_, n) => ({
          thumbnail: `https://a.example/${n}.jpg`,
          alt: n < 5 ? marks : 'A cat',
        })),
      },
    },
    record: {
      facets: Array.from({ length: 50_000 }, (_, n) => ({
        index: { byteStart: n * 2, byteEnd: n * 2 + 2 },
        features: [{ $type: 'app.bsky.richtext.facet#link', uri: `https://a.example/${n}` }],
      })),
    },
  })
  network.post('ada', 'number 4', { to: 'me', time: at(4) })
  const messages = await fetched()
  t.match(messages, [
    { interaction: { message: 'number 1' } },
    {
      interaction: { message: 'a quote in a quote' },
      marks: { quoted: { from: '@ada.bsky.social', text: /^level 1/ } },
    },
    { interaction: { pictures: Array, interactor: { name: String } } },
    { interaction: { message: 'number 4' } },
  ])
  t.equal(messages.length, 4)
  t.equal(messages[2]?.interaction.pictures?.length, 20)
  t.equal(messages[2]?.interaction.interactor?.name.length, 200)
  t.equal(messages[2]?.interaction.message?.length, 10_000)
  t.notOk(messages[2]?.interaction.interactor?.picture)
})

t.test('JSON nested 1,000,000 deep loses what is so deep, and nothing beside it', async (t) => {
  const { texts } = setUp()
  const post = network.post('ada', 'number 1', { to: 'me', time: at(1) })
  network.post('ada', 'number 2', { to: 'me', time: at(2) })
  const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`
  const view = (uri: string, text: string, embed: string) =>
    `{"uri":"${uri}","cid":"${post.cid}","author":{"did":"${did('ada')}","handle":"ada.bsky.social"},` +
    `"record":{"text":"${text} [\\"{"},"indexedAt":"${at(1)}","embed":${embed}}`
  const [one = '', two = ''] = [...network.records.keys()]
  network.behind({
    method: /getPosts/,
    status: 200,
    type: JSON_TYPE,
    body: `{"posts":[${view(one, 'number 1', deep)},${view(two, 'number 2', 'null')}]}`,
  })
  t.same(await texts(), ['number 1 ["{', 'number 2 ["{'])
})

t.test('a link that begins or ends within a character is left out; so is no http', async (t) => {
  const facet = (byteStart: number, byteEnd: number, uri: string) => ({
    index: { byteStart, byteEnd },
    features: [{ $type: 'app.bsky.richtext.facet#link', uri }],
  })
  const text = '🔗 Grüße: https://e.example/notes'
  const uri = 'https://e.example/notes'
  t.equal(textWithLinks({ text, facets: [facet(2, 25, uri)] }), text)
  t.equal(textWithLinks({ text: 'click', facets: [facet(0, 5, 'javascript:alert(1)')] }), 'click')
  t.equal(textWithLinks({ text: 'click', facets: [facet(0, 5, uri)] }), `click (${uri})`)
  const { fetched } = setUp()
  network.post('ada', 'Look', {
    to: 'me',
    view: {
      embed: {
        $type: 'app.bsky.embed.external#view',
        external: { uri: 'javascript:alert(document.domain)', title: 'x', description: '' },
      },
    },
  })
  const [message] = await fetched()
  t.equal(message?.interaction.message, 'Look')
  t.notOk(message?.interaction.link)
})

t.test('a quoted post that can’t be shown is named', async (t) => {
  for (const kind of ['viewBlocked', 'viewNotFound', 'viewDetached']) {
    const { fetched } = setUp()
    const uri = `at://${did('ada')}/app.bsky.feed.post/3k`
    const record = { $type: `app.bsky.embed.record#${kind}`, uri, blocked: true }
    network.post('ada', '', {
      to: 'me',
      view: { embed: { $type: 'app.bsky.embed.record#view', record } },
    })
    const [message] = await fetched()
    t.equal(
      message?.interaction.message,
      `Quotes a post that can’t be shown here:\nhttps://bsky.app/profile/${did('ada')}/post/3k`,
    )
  }
})

t.test('a list that goes round in a circle, or has no end, ends', async (t) => {
  const { host, channel, texts } = setUp()
  network.post('ada', 'number 1', { to: 'me', time: at(1) })
  const [uri] = [...network.records.keys()]
  const items = [{ uri, reason: 'mention', indexedAt: at(1) }]
  const circles: ((cursor: string | null) => object)[] = [
    () => ({ notifications: items, cursor: 'again' }),
    (cursor) => ({ notifications: items, cursor: cursor === 'a' ? 'b' : 'a' }),
    () => ({ notifications: [], cursor: 'again' }),
  ]
  for (const circle of circles) {
    channel.position = null
    network.inventing(circle)
    const expected = JSON.stringify(circle('')).includes('at:') ? ['number 1'] : []
    t.same(await texts(), expected)
    t.same(await texts(), [], 'and once')
    const last = await bluesky.listRecent?.(channel.context(), {
      since: at(0),
      cursor: { cursor: 'again', pages: 1_000, whole: true },
    })
    t.same(Object.keys(last ?? {}), ['messages'], 'listing ends, and nothing is concluded from it')
    t.ok(host.log.some(({ level }) => level === 'warn'))
    host.log.length = 0
  }
  let count = 0
  network.inventing(() => ({ notifications: [], cursor: `cursor-${++count}` }))
  const walked = {
    floor: at(0),
    taken: [],
    walk: 'back' as const,
    cursors: ['x', 'y'],
    joint: '',
  }
  channel.position = { ...walked, pages: 995 }
  t.same(await texts(), [])
  t.ok(count < 30, `no walk has more than 1,000 pages: ${count} more were read`)
})

t.test('of a long walk some cursors are kept, and what is newer is walked again', async (t) => {
  const { channel } = setUp()
  const count = 20
  const notices = Array.from({ length: count }, (_, n) => {
    const { uri } = network.post('ada', String(n), { time: at(n + 1) })
    return { uri, reason: 'mention', indexedAt: at(n + 1) }
  })
  // Pages of one notification each.
  network.inventing((cursor) => {
    const below = cursor === null ? count : Number(cursor)
    return {
      notifications: notices.slice(below - 1, below),
      ...(below > 1 && { cursor: String(below - 1) }),
    }
  })
  const begun = { floor: at(0), taken: [] }
  const many = Array.from({ length: 199 }, (_, n) => `older-${n}`)
  const further = await channel.fetchPage({
    ...begun,
    walk: 'back',
    cursors: [...many, '15'],
    pages: 200,
  })
  t.match(further, { messages: [], more: true, position: { pages: 201 } })
  t.same(further.position.cursors, [...many.slice(1), '15', '14'])

  channel.position = { ...begun, walk: 'forward', cursors: ['3', '2', '1'] }
  const got = (await channel.fetch()) as WrittenMessage[]
  t.same(
    got.map(({ interaction }) => interaction.message),
    notices.map((_, n) => String(n)),
  )
})

t.test('a name counts only where both sides say so', async (t) => {
  const host = new TestHost(bluesky, { settings: network.settings() })
  const named = async (handle: string) => {
    const step = await host.authenticate({ kind: 'start' })
    if (step.kind !== 'form') throw new Error('a form was expected')
    return host.authenticate({
      kind: 'form',
      step: step.step,
      values: { handle },
      state: step.state,
    })
  }
  const known = { alsoKnownAs: ['at://bbc.example', 'at://me.bsky.social'] }
  network.documents(known)
  t.match(
    await named('me'),
    { title: { en: 'Connect @me.bsky.social' } },
    'a handle that only the identity claims is not shown',
  )
  t.match(await named(did('me')), { title: { en: `Connect @${did('me')}` } })
  network.documents({})
  t.match(await named(did('me')), { title: { en: 'Connect @me.bsky.social' } })
  const refused = async (override: object, why: string) => {
    network.documents(override)
    t.match(
      await named('me'),
      { step: 'account', errors: { handle: { en: /./, de: /./, fr: /./ } } },
      why,
    )
  }
  const service = (serviceEndpoint: unknown, type = 'AtprotoPersonalDataServer') => ({
    service: [{ id: '#atproto_pds', type, serviceEndpoint }],
  })
  await refused({ alsoKnownAs: ['at://other.example'] }, 'the identity has another name')
  await refused({ id: did('ada') }, 'the document is another’s')
  await refused(service('ftp://pds.example'), 'no server that can be asked')
  await refused(service('http://pds.example'), 'nor one that is asked in the clear')
  await refused(service(network.url, 'SomethingElse'), 'a service of another kind')
  network.documents({})
  for (const typed of [
    'did:plc:../../admin',
    'did:web:a@b.example',
    `did:plc:${'a'.repeat(1_000_000)}`,
  ]) {
    t.match(await named(typed.slice(0, 300)), { step: 'account' }, typed.slice(0, 30))
  }
  t.equal(readHandle(marks).length < 400, true)

  network.behind({ method: /resolveHandle/, status: 400, ...HTML })
  await t.rejects(named('me'), { code: 'unavailable' }, 'a proxy doesn’t say that nobody has it')
  network.behind(undefined)

  const form = await named('me')
  if (form.kind !== 'form') throw new Error('a form was expected')
  const password = async () =>
    host.authenticate({
      kind: 'form',
      step: form.step,
      values: { password: PASSWORD },
      state: form.state,
    })
  network.behind({
    method: /createSession/,
    status: 200,
    type: JSON_TYPE,
    body: JSON.stringify({
      did: did('ada'),
      handle: 'ada.bsky.social',
      accessJwt: 'a.b.c',
      refreshJwt: 'd',
    }),
  })
  await t.rejects(password(), { code: 'unavailable' }, 'a session of another account')
  network.behind(undefined)
  t.match(await password(), { kind: 'complete', accounts: [{ networkId: did('me') }] })
})

t.test('a text that no post holds is refused before it is looked at', async (t) => {
  const { channel } = setUp()
  const reference = {
    root: { uri: `at://${did('ada')}/app.bsky.feed.post/3k`, cid: 'x' },
    parent: { uri: `at://${did('ada')}/app.bsky.feed.post/3k`, cid: 'x' },
    langs: [],
  }
  const inReplyTo = { networkItemId: reference.parent.uri, reference, rootId: null }
  for (const text of [marks, '\n'.repeat(200_000)]) {
    await t.rejects(channel.reply({ inReplyTo, text }), {
      code: 'invalid',
      sentence: { en: /at most 300/ },
    })
  }
})
