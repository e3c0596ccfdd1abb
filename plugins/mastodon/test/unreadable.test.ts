import type { FetchResult } from '@hubward/plugin'
import t from 'tap'
import { fetchMessages, type Position } from '../src/fetch-messages.ts'
import { readServer } from '../src/server-name.ts'
import { essence, plainText, sameText } from '../src/text.ts'
import { answering, at, channelOn, texts, written } from './fixtures/channel.ts'
import { type StubServer, startStubServer } from './fixtures/server.ts'

let server: StubServer
t.beforeEach(async () => {
  server = await startStubServer()
  server.world.account('customer')
})
t.afterEach(() => server.close())

const divs = (depth: number) => `${'<div>'.repeat(depth)}deep${'</div>'.repeat(depth)}`
const marks = '\u0301\u0323'.repeat(50_000)

t.test('one status that can’t be read keeps nothing else away', async (t) => {
  for (const [raw, second] of [
    [{ content: null }, '(A post without text)'],
    [{ created_at: '' }, '@customer number 2'],
    [{ created_at: '-271821-04-20T00:00:00Z' }, '@customer number 2'],
    [{ edited_at: 'never' }, '@customer number 2'],
    [{ mentions: [{ id: '1', acct: null }] }, '@customer number 2'],
    [{ media_attachments: [null, { id: 7 }] }, '@customer number 2'],
    [{ poll: { options: [{ title: null }] } }, /^@customer number 2/],
    [{ poll: { options: null } }, /^@customer number 2/],
    [{ content: divs(3_000) }, '…'],
    [{ content: divs(1_000_000) }, '…'],
    [{ quote: { quoted_status: { id: '5' } } }, '@customer number 2'],
    [{ account: null }, null],
    [{ account: { id: '2' } }, null],
    [{ uri: 7 }, null],
    [{ uri: '' }, null],
    [{ id: null }, null],
    [{ visibility: {} }, null],
  ] as const) {
    const { host, channel } = channelOn(server)
    server.world.statuses.length = 0
    server.world.notifications.length = 0
    for (const [index, override] of [{}, raw, {}].entries()) {
      const createdAt = at(index + 1)
      server.world.write('ada', `@customer number ${index + 1}`, { createdAt, raw: override })
    }
    const name = JSON.stringify(raw).slice(0, 80)
    const got = texts(await channel.fetch())
    const expected = ['@customer number 1', ...(second === null ? [] : [second])]
    t.match(got, [...expected, '@customer number 3'], name)
    t.equal(got.length, second === null ? 2 : 3, name)
    t.same(await channel.fetch(), [], `the position is behind it: ${name}`)
    const warned = host.log.filter(({ level }) => level === 'warn')
    t.equal(warned.length > 0, second === null, `said in the log: ${name}`)
    if (second === null) t.match(warned[0]?.fields, { id: /./, reason: /./ })
    await channel.listRecent(at(0))
  }
})

t.test('an unreadable post of the account’s own, or answer below one, neither', async (t) => {
  const { host, channel } = channelOn(server)
  const post = server.world.write('customer', 'We are hiring', { createdAt: at(1) })
  server.world.write('customer', 'Broken', { createdAt: at(2), raw: { account: null } })
  server.world.write('customer', 'Also new', { createdAt: at(3) })
  t.same(texts(await channel.fetch()), ['We are hiring', 'Also new'])
  const raw = { account: null }
  server.world.write('ada', 'Broken', { inReplyTo: post, createdAt: at(4), raw })
  server.world.write('ada', 'Where?', { inReplyTo: post, createdAt: at(5) })
  host.clock.advance(3 * 60_000)
  t.same(texts(await channel.fetch()), ['Where?'])
})

t.test('texts without end are cut before anything is done with them', async (t) => {
  const { channel } = channelOn(server)
  const long = 'x'.repeat(1_000_000)
  server.world.write('ada', '@customer long', {
    createdAt: at(1),
    raw: {
      content: `<p>${marks}</p>${'<b>'.repeat(1_000_000)}`,
      spoiler_text: marks,
      url: `https://far.example/${long}`,
      language: long,
      account: {
        id: '2',
        username: 'ada',
        acct: 'ada',
        display_name: marks,
        url: `https://${long}`,
      },
      mentions: Array.from({ length: 50_000 }, (_, n) => ({ acct: `name${n}@far.example` })),
      media_attachments: Array.from({ length: 50_000 }, (_, n) => ({
        id: String(n),
        type: 'image',
        url: `https://far.example/${n}.png`,
        description: n < 5 ? marks : 'A cat',
      })),
      poll: {
        options: Array.from({ length: 50_000 }, (_, n) => ({ title: n < 5 ? marks : 'Yes' })),
      },
    },
  })
  const [message] = written(await channel.fetch())
  t.equal(message?.interaction.message?.length, 10_000)
  t.match(message?.interaction.message, /Shortened here/)
  t.equal(message?.interaction.pictures?.length, 100)
  t.equal(message?.interaction.interactor?.name.length, 200)
  t.notOk(message?.interaction.interactor?.url)
  t.notMatch(message?.interaction.url, long)
  t.ok(JSON.stringify(message?.reference).length < 8_192)
})

t.test('comparing, counting and reading a name take no time without end either', async (t) => {
  t.ok(sameText(`@ada Hi ${marks}`, plainText(`<p>Hi ${marks}</p>`)))
  t.equal(essence(`a${'\uff9e\u0323'.repeat(49_000)}b`), 'ab')
  t.same(readServer(`mastodon.social${marks}`), { ok: false })
  t.same(readServer(`${'a.'.repeat(500_000)}example`), { ok: false })
  const { channel } = channelOn(server)
  server.world.write('ada', '@customer When?', { createdAt: at(1) })
  const inReplyTo = answering(await channel.fetch(), 'When?')
  await t.rejects(channel.reply({ inReplyTo, text: marks.repeat(3) }), {
    code: 'invalid',
    effect: 'none',
    sentence: { en: /characters/ },
  })
})

t.test('a text that was cut says so, though little is left of it', async (t) => {
  const { channel } = channelOn(server)
  const content = `<p>@customer Look</p>${'<i></i>'.repeat(10_000)}<p>The end</p>`
  server.world.write('ada', '@customer Look', { createdAt: at(1), raw: { content } })
  t.match(texts(await channel.fetch()), [/^@customer Look…\n\n\[Shortened here/])
})

t.test('only http and https are passed on as addresses', async (t) => {
  const { channel } = channelOn(server)
  const script = 'javascript:alert(document.domain)'
  server.world.write('ada', '@customer Hi', {
    createdAt: at(1),
    raw: {
      uri: 'urn:uuid:1c5a0d39-2f9b-4f0e-8a59-000000000001',
      url: script,
      account: { id: '2', username: 'ada', acct: 'ada', url: script, avatar: 'data:image/png,x' },
      content: `<p>@customer <a href="${script}">click</a> <a href="mailto:a@b.example">mail</a></p>`,
      media_attachments: [
        { id: '1', type: 'image', url: script, preview_url: script },
        { id: '2', type: 'video', url: script, remote_url: 'file:///etc/passwd' },
      ],
    },
  })
  const [message] = written(await channel.fetch())
  t.notMatch(JSON.stringify(message), /javascript:|file:|data:/)
  t.equal(message?.interaction.message, '@customer click mail [a@b.example]')
  t.notOk(message?.interaction.url)
})

/** All that single calls bring, as a host makes them; never more of them than this. */
async function fetchAll(setting: ReturnType<typeof channelOn>, calls: number) {
  const { channel } = setting
  const pages: FetchResult<Position>[] = []
  for (let more = true; more && pages.length < calls; ) {
    const request = { position: channel.position, limit: 40, since: at(0) }
    const page = await fetchMessages(channel.context(), request)
    pages.push(page)
    channel.position = page.position
    more = page.more
  }
  return { texts: texts(pages.flatMap(({ messages }) => messages)), ended: !pages.at(-1)?.more }
}

t.test('a server that doesn’t know paging ends no call, and what it shows arrives', async (t) => {
  for (const unknown of [['max_id'], ['max_id', 'min_id'], ['min_id']]) {
    for (const links of [true, false]) {
      const name = `without ${unknown} ${links ? 'with' : 'without'} links`
      const setting = channelOn(server)
      server.world.statuses.length = 0
      server.world.notifications.length = 0
      Object.assign(server.rules, { links, unknown })
      server.world.write('ada', '@customer first', { createdAt: at(1) })
      t.same(await fetchAll(setting, 50), { texts: ['@customer first'], ended: true }, name)
      const later = Array.from({ length: 100 }, (_, n) => `@customer number ${n}`)
      for (const text of later) server.world.write('ada', text, { createdAt: at(60) })
      const { texts: got, ended } = await fetchAll(setting, 50)
      t.ok(ended, name)
      // Where no page leads further back, only the newest can be had.
      t.same(new Set(got), new Set(later.slice(-new Set(got).size)), name)
      t.ok(new Set(got).size >= 40, name)
      t.same(await fetchAll(setting, 50), { texts: [], ended: true }, `and it comes once: ${name}`)
      await setting.channel.listRecent(at(0))
    }
  }
  Object.assign(server.rules, { links: true, unknown: [] })
})

t.test('links that lead elsewhere say nothing of how a server pages', async (t) => {
  const setting = channelOn(server)
  server.rules.linksTo = 'https://elsewhere.example'
  server.world.write('ada', '@customer first', { createdAt: at(1) })
  await fetchAll(setting, 50)
  const later = Array.from({ length: 100 }, (_, n) => `@customer number ${n}`)
  for (const text of later) server.world.write('ada', text, { createdAt: at(60) })
  t.same(await fetchAll(setting, 50), { texts: later, ended: true })
})

t.test('a list without an end is read a little in each call, and given up at last', async (t) => {
  const setting = channelOn(server)
  server.rules.links = false
  server.world.write('ada', '@customer first', { createdAt: at(1) })
  await fetchAll(setting, 50)
  // Each page is new and none is the last: 40 that nobody has seen, all of them later.
  let count = 0
  server.rules.invented = () =>
    Array.from({ length: 40 }, () => {
      count += 1
      return { id: `invented-${count}`, type: 'follow', created_at: at(60) }
    })
  const { position } = setting.channel
  for (let calls = 0; calls < 5; calls++) {
    const before = server.requests.length
    const page = await fetchMessages(setting.channel.context(), {
      position: setting.channel.position,
      limit: 40,
      since: at(0),
    })
    t.ok(server.requests.length - before < 40, 'a call makes so many requests and no more')
    t.not(page.position, position)
    setting.channel.position = page.position
  }
  const walked = setting.channel.position?.notifications
  setting.channel.position = {
    ...(setting.channel.position as Position),
    notifications: { mark: null, back: null, ...walked, pages: 4_995 },
  }
  await fetchAll(setting, 2)
  t.match(
    setting.host.log.filter(({ level }) => level === 'warn'),
    [{ message: /can’t be paged to its end/ }],
  )
})
