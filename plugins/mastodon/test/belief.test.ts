import type { Message, PlainData } from '@hubward/plugin'
import t from 'tap'
import { listRecent } from '../src/list-recent.ts'
import { answering, at, channelOn, texts } from './fixtures/channel.ts'
import { type StubServer, startStubServer } from './fixtures/server.ts'

let server: StubServer
t.beforeEach(async () => {
  server = await startStubServer()
  server.world.account('customer')
})
t.afterEach(() => server.close())

const PAGE = { type: 'text/html', body: '<!doctype html><h1>Back soon</h1>' }
const STATUSES = /^\/api\/v1\/statuses/

/** What stands in front of a server, and is not its API. */
const PROXIES = [
  { status: 404, ...PAGE },
  { status: 404, type: 'text/html', body: '' },
  { status: 410, ...PAGE },
  { status: 404, type: 'text/html', body: '{"error":"Record not found"}' },
  { status: 404, type: 'application/json', body: '{"message":"no route"}' },
  { status: 404, type: 'application/json', body: '{"error":"Record not fou' },
  { status: 404, type: 'application/json', body: '{"error":{"code":404}}' },
  { status: 401, ...PAGE },
  { status: 403, ...PAGE },
  { status: 200, ...PAGE },
  { status: 200, type: 'application/json', body: '{"status":"ok"}' },
  { status: 200, type: 'application/json', body: '{"ancestors":[],"descendants":[' },
]

type Setting = ReturnType<typeof channelOn>

/** One look at what was brought, as the host makes it: page by page. */
async function look({ host, channel }: Setting, since = at(0)): Promise<Message[]> {
  host.clock.advance(10 * 60_000)
  const messages: Message[] = []
  for (let cursor: PlainData | undefined; ; ) {
    const request = { since, ...(cursor !== undefined && { cursor }) }
    const page = await listRecent(channel.context(), request)
    messages.push(...page.messages)
    if (page.cursor === undefined) return messages
    cursor = page.cursor
  }
}

const gone = (messages: readonly Message[]) =>
  messages.flatMap((message) => ('deletedTime' in message ? [message.networkItemId] : []))

t.test('a proxy’s answer deletes nothing, whatever it says and however often', async (t) => {
  const setting = channelOn(server)
  for (const second of [1, 2, 3]) {
    server.world.write('ada', `@customer number ${second}`, { createdAt: at(second) })
  }
  await setting.channel.fetch()
  for (const proxy of PROXIES) {
    server.rules.proxy = { path: STATUSES, ...proxy }
    for (const _ of [1, 2]) {
      await t.rejects(look(setting), { code: 'unavailable' }, `${proxy.status} ${proxy.body}`)
    }
  }
  server.rules.proxy = undefined
  t.same(gone(await look(setting)), [])
  const [first] = server.world.statuses
  if (!first) throw new Error('nothing was written')
  server.world.delete(first)
  await look(setting)
  t.match(gone(await look(setting)), [new RegExp(first.id)], 'the API itself is believed')
})

t.test('a page that is asked for again, as after a time-out, is no second look', async (t) => {
  const { host, channel } = channelOn(server)
  const status = server.world.write('ada', '@customer Hi', { createdAt: at(1) })
  await channel.fetch()
  server.world.delete(status)
  host.clock.advance(60_000)
  let cursor: PlainData | undefined
  for (let more = true; more; ) {
    const request = { since: at(0), ...(cursor !== undefined && { cursor }) }
    await listRecent(channel.context(), request)
    const again = await listRecent(channel.context(), request)
    t.same(gone(again.messages), [])
    more = again.cursor !== undefined
    cursor = again.cursor
  }
})

t.test('a look from which most is missing changes nothing; of few, all may be gone', async (t) => {
  const setting = channelOn(server)
  const write = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      // One an hour: each page of a look has one of them.
      server.world.write('ada', `@customer ${n}`, { createdAt: at(n * 3_600) }),
    )
  write(30)
  setting.host.clock.advance(30 * 3_600_000)
  await setting.channel.fetch()
  const [last, ...others] = server.world.statuses.splice(0).toReversed()
  if (!last) throw new Error('nothing was written')
  server.world.notifications.length = 0
  server.world.statuses.push(last)
  for (const _ of [1, 2, 3]) t.same(gone(await look(setting)), [])
  t.match(setting.host.log, [{ level: 'warn', fields: { seen: 30, missing: 29 } }])

  // The server is whole again but for a few, which have to be missing twice from looks like this.
  server.world.statuses.push(...others.slice(5))
  t.same(gone(await look(setting)), [])
  t.equal(gone(await look(setting)).length, 5)

  const small = channelOn(server)
  server.world.statuses.length = 0
  const [only] = write(1)
  await small.channel.fetch()
  server.world.statuses.length = 0
  await look(small)
  t.match(gone(await look(small)), [new RegExp(only?.id ?? '')])
})

t.test('one that is there and can’t be read any more is not gone', async (t) => {
  const setting = channelOn(server)
  const status = server.world.write('ada', '@customer Hi', { createdAt: at(1) })
  await setting.channel.fetch()
  status.raw = { account: null }
  for (const _ of [1, 2, 3]) t.same(gone(await look(setting)), [])
})

t.test('what was missed before this release counts as missed once', async (t) => {
  const setting = channelOn(server)
  const status = server.world.write('ada', '@customer Hi', { createdAt: at(1) })
  await setting.channel.fetch()
  const { store } = setting.channel
  const [watched] = await store.list('watched/')
  await store.set(watched?.key ?? '', { ...Object(watched?.value), missed: true })
  server.world.delete(status)
  t.match(gone(await look(setting)), [new RegExp(status.id)])
})

t.test('no proxy’s page ends a grant, a thread or a reply', async (t) => {
  const { channel } = channelOn(server)
  const question = server.world.write('ada', '@customer When?', { createdAt: at(1) })
  const inReplyTo = answering(await channel.fetch(), 'When?')
  const before = server.world.statuses.length
  for (const proxy of PROXIES) {
    const name = `${proxy.status} ${proxy.body}`
    server.rules.proxy = { path: /^\/api\/v1\/(?!instance)/, ...proxy }
    await t.rejects(channel.fetch(), { code: 'unavailable' }, `fetching: ${name}`)
    await t.rejects(channel.reply({ inReplyTo, text: 'Soon' }), { code: 'unavailable' }, name)
    await t.rejects(channel.findReply({ inReplyTo, text: 'Soon' }), { code: 'unavailable' }, name)
    await t.rejects(channel.perform('delete', inReplyTo), { code: 'unavailable' }, name)
    await t.rejects(channel.perform('favourite', inReplyTo), { code: 'unavailable' }, name)
  }
  t.equal(server.world.statuses.length, before)
  server.rules.proxy = { path: /^\/api\/v2\/instance/, status: 404, ...PAGE }
  const context = { ...channel.context() }
  await context.store.delete(`instance/${server.url}`)
  await t.rejects(
    channel.reply({ inReplyTo, text: 'Soon' }),
    { code: 'unavailable', effect: 'none' },
    'a server of a Channel is a Mastodon server, whatever it answers now',
  )
  server.rules.proxy = undefined
  await channel.reply({ inReplyTo, text: 'Soon' })
  t.equal(server.world.repliesTo(question).length, 1)
})

t.test('snac refuses without a word, and signs what it says', async (t) => {
  const { channel } = channelOn(server)
  const signed = { 'x-creator': 'snac/2.96', 'content-type': 'text/html' }
  server.fail({ path: '/api/v1/notifications', status: 401, headers: signed, body: '' })
  await t.rejects(channel.fetch(), { code: 'authentication' })
})

t.test('an answer is absent for certain only where everything could be looked at', async (t) => {
  server.rules.keys = false
  const { host, channel } = channelOn(server)
  server.world.write('ada', '@customer When?', { createdAt: at(1) })
  const inReplyTo = answering(await channel.fetch(), 'When?')
  const { findReply } = await import('../src/reply.ts')
  const wanted = {
    actionId: 'reply',
    attachments: [],
    option: null,
    idempotencyKey: 'key',
    inReplyTo,
    text: 'Soon',
    attemptedTime: host.clock.now().toISOString(),
  }
  const find = () => findReply(channel.context(), wanted)
  host.clock.advance(60_000)
  t.same(await find(), { outcome: 'absent' })
  const own = server.world.write('customer', 'Something', { createdAt: at(30) })
  own.raw = { account: { id: own.account.id } }
  t.same(await find(), { outcome: 'unknown' }, 'it may be the one that can’t be read')
  own.raw = {}
  await channel.reply({ inReplyTo, text: 'Soon' })
  for (let n = 0; n < 100; n++) {
    server.world.write('customer', `Busy ${n}`, { createdAt: at(60) })
  }
  t.match(await find(), { outcome: 'found' }, 'below a hundred newer ones')
})

t.test('an answer of signs alone is not another one of signs alone', async (t) => {
  server.rules.keys = false
  const { host, channel } = channelOn(server)
  const question = server.world.write('ada', '@customer When?', { createdAt: at(1) })
  const inReplyTo = answering(await channel.fetch(), 'When?')
  server.world.write('customer', '@ada :)', { inReplyTo: question, createdAt: at(2) })
  host.clock.advance(60_000)
  const { findReply } = await import('../src/reply.ts')
  const find = (text: string) =>
    findReply(channel.context(), {
      actionId: 'reply',
      attachments: [],
      option: null,
      idempotencyKey: 'key',
      inReplyTo,
      text,
      attemptedTime: at(2),
    })
  t.same(await find('?!'), { outcome: 'absent' })
  t.match(await find(':)'), { outcome: 'found' })
  t.same(texts([]), [])
})
