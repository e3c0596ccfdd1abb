import { execFileSync } from 'node:child_process'
import { constants } from 'node:fs'
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type CallChannel, createPluginCalls, UnstoppableWorkers } from '@hubward/border'
import { PluginError, type Reply } from '@hubward/plugin'
import { sql } from 'kysely'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { handOut, takeIn } from '../../border/src/worker/streams.ts'
import { parseConfig } from '../src/config.ts'
import { loadIntegrations } from '../src/plugins/load.ts'
import { createSurroundings } from '../src/plugins/surroundings.ts'
import { createSealer } from '../src/sealing/sealer.ts'
import { sealAuditWith } from '../src/store/acting.ts'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { openDatabase } from '../src/store/database.ts'
import { appendPushes } from '../src/store/pushes.ts'
import { createHostDatabase } from './stage/database.ts'

t.setTimeout(300_000)

const database = await createHostDatabase()
const { db } = openDatabase(database.url, 8)
const sealer = createSealer([{ id: 'k', key: Buffer.alloc(32, 1) }], Buffer.alloc(32, 2))
sealAuditWith(db, sealer)
t.teardown(async () => {
  await db.destroy()
  await database.drop()
})
process.env.SECRET_OF_THE_HOST = 'nobody-may-read-this'

const { rows } = await sql<{ id: string }>`
  insert into manifests (integration, kind, reference_hash, sealed_reference, sealed_secrets)
  values ('planted', 'reusable', 'x', 'x', 'x') returning id`.execute(db)
let channels = 0

/** A Channel of its own for each call that could end badly. */
async function addChannel(account: string): Promise<CallChannel> {
  channels += 1
  const number = channels
  const networkId = `account-${number}`
  const credentials = { account }
  const { channelId } = await db.transaction().execute((trx) =>
    storeCreatedChannel(trx, sealer, {
      integration: 'planted',
      manifest: rows[0]?.id ?? '',
      socialhubChannelId: String(number).padStart(24, '0'),
      accountId: 'b'.repeat(24),
      networkId,
      name: account,
      uniqueName: `@${networkId}`,
      imageUrl: null,
      server: null,
      language: 'en',
      accessToken: 'token',
      credentials,
      credentialsExpireAt: null,
      channelSettings: {},
      fetchSince: new Date(0),
    }),
  )
  return {
    id: channelId,
    integration: 'planted',
    channel: {
      networkId,
      name: account,
      uniqueName: `@${networkId}`,
      server: null,
      language: 'en',
      createdTime: '2026-11-22T10:00:00.000Z',
    },
    channelSettings: {},
    credentials,
  }
}

/** A line to the planted plugin, in workers as a host has them. */
async function plant(t: Test, plugins: object = {}) {
  const logged: Record<string, unknown>[] = []
  const log = pino(
    { level: 'debug' },
    { write: (text: string) => void logged.push(JSON.parse(text)) },
  )
  const config = parseConfig({
    databaseUrl: database.url,
    publicUrl: 'https://hub.example',
    keys: [{ id: 'k', key: 'ab'.repeat(32) }],
    operator: { name: 'Agency' },
    development: true,
    plugins,
    integrations: {
      planted: { plugin: fileURLToPath(new URL('./fixtures/planted.ts', import.meta.url)) },
    },
  })
  const counted: number[] = []
  const unstoppable = new UnstoppableWorkers({
    counted: (_, count) => void counted.push(count),
    givenUp: () => undefined,
  })
  const { integrations, failures, reload } = await loadIntegrations(config, log, { unstoppable })
  t.same(failures, [])
  t.teardown(async () => {
    for (const { runner } of integrations.values()) await runner.close('now')
  })
  const line = createPluginCalls(createSurroundings({ config, db, sealer, log, integrations }))
  let replies = 0
  const reply = (channel: CallChannel, text: string, signal = new AbortController().signal) => {
    replies += 1
    const asked: Reply = {
      inReplyTo: { networkItemId: 'item-0', reference: null, rootId: null },
      actionId: 'reply',
      text,
      attachments: [],
      option: null,
      idempotencyKey: `key-${replies}`,
    }
    return line.reply(channel, asked, signal)
  }
  const fetch = (channel: CallChannel, signal = new AbortController().signal) =>
    line.fetchMessages(
      channel,
      { position: null, limit: 10, since: '2026-11-22T10:00:00.000Z' },
      signal,
    )
  const receive = (remoteAddress: string, what: string) =>
    line.receive('planted', {
      method: 'POST',
      path: '/form',
      query: {},
      headers: {},
      fields: { what },
      files: [],
      rawBody: new Uint8Array(),
      remoteAddress,
      language: 'en',
    })
  const blamed = (text: string) => logged.filter(({ level, msg }) => level === 50 && msg === text)
  const seen = () => {
    const last = logged.findLast(({ msg }) => msg === 'seen')?.plugin
    return typeof last === 'object' && last !== null && 'seen' in last ? last.seen : undefined
  }
  return {
    line,
    reply,
    fetch,
    receive,
    logged,
    blamed,
    seen,
    reload,
    integrations,
    counted,
    config,
    log,
  }
}

/** Waits until something has come true. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await pause(20)
}

const well = await addChannel('well')
const isPublished = { networkItemId: /^published-key-/ }

t.test('a worker gives a plugin everything that a context promises', async (t) => {
  const { reply, fetch, seen } = await plant(t)
  await db.transaction().execute((trx) => appendPushes(trx, well.id, [{ n: 1 }, { n: 2 }]))
  t.match(await reply(well, 'context'), isPublished)
  t.match(seen(), {
    integration: 'planted',
    settings: { url: 'https://example.org' },
    channel: { networkId: well.channel.networkId },
    values: ['of the integration', 'of the Channel'],
    listed: ['k'],
    conflicting: null,
    pushes: [{ n: 1 }, { n: 2 }],
    url: 'https://hub.example/p/planted/a',
  })
  t.match(await reply(well, 'file'), isPublished)
  t.match(seen(), {
    stored: 3_000_000,
    read: 3_000_000,
    url: /^https:\/\/hub\.example\/media\/[0-9a-f-]{36}\.[\w-]{32}$/,
  })
  await t.rejects(reply(well, 'too-large'), { code: 'invalid', message: /larger than 1000 bytes/ })
  t.match(await fetch(well), { messages: [{}], position: { number: 1 }, more: false })
})

t.test(
  'a stream is read no faster on one side than on the other, and ends with the call',
  async (t) => {
    let yielded = 0
    let closed = false
    async function* endless() {
      try {
        for (; ; yielded++) yield Buffer.alloc(1_000)
      } finally {
        closed = true
      }
    }
    const over = new AbortController()
    const handedOut = handOut(Readable.from(endless()), over.signal)
    const stream = takeIn(structuredClone(handedOut, { transfer: [handedOut] }), over.signal)
    const reading = stream[Symbol.asyncIterator]()
    const rounds = async () => {
      for (let round = 0; round < 500; round++) await immediate()
    }
    t.equal((await reading.next()).value.length, 1_000)
    await rounds()
    const ahead = yielded
    t.ok(ahead < 100, `${ahead} chunks ahead`)
    for (let chunk = 0; chunk < 1_000; chunk++) await reading.next()
    await rounds()
    t.ok(yielded > 1_000 && yielded < 1_000 + 2 * ahead + 10, `${yielded} chunks for 1,001 read`)
    over.abort()
    await rounds()
    t.ok(closed)
  },
)

t.test('nothing of the host’s environment is seen in a worker', async (t) => {
  const { reply, seen } = await plant(t)
  await reply(well, 'environment')
  t.same(seen(), {})
})

t.test('what fails beside a call, is printed, or floods, harms nobody', async (t) => {
  const { reply, blamed, logged } = await plant(t)
  const channel = await addChannel('secret-name')
  t.match(await reply(channel, 'throw-later'), isPublished)
  t.match(await reply(channel, 'reject-later'), isPublished)
  t.match(blamed('a plugin failed where nobody awaited it'), [
    { channel: channel.id, call: 'reply', thrown: /thrown later by \[redacted\]/ },
    { channel: channel.id, call: 'reply', thrown: /nobody listens/ },
  ])
  await reply(channel, 'print')
  t.match(
    logged.find(({ msg }) => String(msg).startsWith('printed')),
    { msg: 'printed by [redacted]', channel: channel.id },
  )
  await reply(channel, 'flood')
  t.equal(logged.filter(({ msg }) => msg === 'a line').length, 1_000)
  await t.rejects(reply(channel, 'odd-fields'), { code: 'invalid', message: /plain data/ })
  t.match(
    logged.find(({ msg }) => msg === 'odd'),
    { plugin: { call: /=> 1/, error: /Error: e/ } },
  )
})

t.test('rubbish is blamed with its field', async (t) => {
  const { reply, fetch, blamed } = await plant(t)
  await t.rejects(reply(well, 'rubbish'), { code: 'unavailable', message: /networkItemId/ })
  const rubbish = await addChannel('rubbish')
  t.match(await fetch(rubbish), { messages: [{}], rejected: [{ index: 1 }] })
  t.match(blamed('a plugin brought a message that can’t be used'), [
    {
      channel: rubbish.id,
      call: 'fetchMessages',
      problems: [{ field: 'interaction.createdTime' }],
    },
  ])
})

for (const [what, cause] of [
  ['loop', /stood still for 5 seconds/],
  ['exit', /ended itself with code 7/],
  ['leak', /ran out of memory|it held \d+ MB/],
  ['leak-buffers', /it held \d+ MB; 64 are allowed/],
] as const) {
  t.test(`${what}: ends its own worker; others go on, and it is named`, async (t) => {
    const { reply, fetch, logged, blamed } = await plant(t, { memoryMb: 64 })
    const poisoned = await addChannel(what)
    const ended = t.rejects(fetch(poisoned), {
      code: 'unavailable',
      effect: 'none',
      message: cause,
    })
    // Replies have another worker: they don't notice.
    t.match(await reply(well, 'fine'), isPublished)
    await ended
    t.match(blamed('the worker of a plugin died during a call'), [
      { integration: 'planted', channel: poisoned.id, call: 'fetchMessages', cause },
    ])
    if (what.startsWith('leak')) return
    // Now it is a suspect, with a worker of its own: fetches of its siblings don't notice either.
    const again = t.rejects(fetch(poisoned), { code: 'unavailable' })
    t.match(await fetch(well), { messages: [{}] })
    t.match(await reply(well, 'fine'), isPublished)
    await again
    t.equal(
      logged.filter(
        ({ msg, lane }) => msg === 'the worker of a plugin died' && lane === 'unhurried',
      ).length,
      1,
    )
    // Its third time comes too early.
    await t.rejects(fetch(poisoned), { effect: 'none', message: /died 1 times|died|MB|code|still/ })
    t.match(await fetch(well), { messages: [{}] })
  })
}

t.test('whoever was in the way of a dying worker is cleared by a call that ends', async (t) => {
  const { reply, logged } = await plant(t, { memoryMb: 64 })
  const [poisoned, innocent] = [await addChannel('a'), await addChannel('b')]
  const over = new AbortController()
  const both = await Promise.all([
    reply(innocent, 'hang', over.signal).catch((error: unknown) => error),
    reply(poisoned, 'exit').catch((error: unknown) => error),
  ])
  for (const error of both) {
    t.ok(error instanceof PluginError)
    t.match(error, { code: 'unavailable', effect: 'unknown' })
  }
  t.match(await reply(innocent, 'fine'), isPublished)
  await reply(poisoned, 'exit').catch(() => undefined)
  await reply(poisoned, 'exit').catch(() => undefined)
  await t.rejects(reply(poisoned, 'fine'), {
    effect: 'none',
    message: /died \d times in a row; it is started again in \d+ s/,
  })
  t.match(await reply(innocent, 'fine'), isPublished)
  const deaths = logged.filter(({ msg }) => msg === 'the worker of a plugin died')
  t.same(
    deaths.map(({ lane }) => lane),
    ['people', 'suspected', 'suspected'],
  )
})

t.test('what a worker that stands still has not begun is done by another, once', async (t) => {
  const { reply, logged } = await plant(t)
  const [poisoned, innocent] = [await addChannel('a'), await addChannel('b')]
  const ended = reply(poisoned, 'loop').catch((error: unknown) => error)
  // Given to the worker in which the loop has begun: it never comes to them.
  const behind = await Promise.all(['one', 'two'].map((text) => reply(innocent, text)))
  t.match(behind, [isPublished, isPublished])
  t.match(await reply(innocent, 'fine'), isPublished)
  t.match(await ended, { message: /stood still/, effect: 'unknown' })
  t.match(await reply(innocent, 'fine'), isPublished)
  const deaths = logged.filter(({ msg }) => msg === 'the worker of a plugin died during a call')
  t.same(
    deaths.map(({ channel }) => channel),
    [poisoned.id],
  )
  t.notOk(deaths[0]?.orDuringOneOfOthers, 'nobody else is suspected')
})

/** A named pipe: whoever reads it is in native code until it is let go, with the test at the latest. */
async function openPipe(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), 'hubward-pipe-'))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  let other: FileHandle | undefined
  /** Until somebody reads it: before that, it can't be opened for writing. */
  const isRead = async () => {
    other = await open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined)
    return other !== undefined
  }
  const letGo = async () => {
    await other?.close()
    other = undefined
    const pipe = await open(path, constants.O_RDWR | constants.O_NONBLOCK)
    // What is opened from now on is a file with an end.
    await rm(path)
    await writeFile(path, 'done')
    await pipe.close()
  }
  t.teardown(async () => {
    await letGo()
    await rm(folder, { recursive: true })
  })
  return { native: `native ${path}`, path, isRead, letGo }
}

t.test('a worker in native code is given up, and others do its work', async (t) => {
  const { line, reply, fetch, receive, logged, blamed, integrations, counted, config, log } =
    await plant(t)
  const pipe = await openPipe(t)
  const folder = t.testdir({
    'importing.mjs': `import { readFileSync } from 'node:fs'\nreadFileSync(${JSON.stringify(pipe.path)}, 'utf8')`,
  })
  const importing = loadIntegrations(
    { ...config, integrations: { importing: { plugin: join(folder, 'importing.mjs') } } },
    log,
  )
  const stuck = await addChannel(pipe.native)
  const isDead = { code: 'unavailable', message: /stood still for 5 seconds/ }

  const media = async () => {
    const { stream } = await line.openMedia(stuck, pipe.native, new AbortController().signal)
    let read = ''
    for await (const chunk of stream) read += chunk
    return read
  }
  await Promise.all([
    t.rejects(fetch(stuck), { ...isDead, effect: 'none' }),
    t.rejects(reply(stuck, pipe.native), { ...isDead, effect: 'unknown' }),
    t.rejects(receive('192.0.2.1', pipe.native), isDead),
    t.rejects(media(), /stood still/, 'whoever reads a stream is told'),
  ])
  t.equal(counted.at(-1), 4, 'none of the four has ended')
  t.equal(blamed('the worker of a plugin died during a call').length, 4)
  t.match(await fetch(well), { messages: [{}] })
  t.match(await reply(well, 'fine'), isPublished)
  t.match(await receive('192.0.2.2', 'fine'), { response: { body: 'fine' } })

  // A suspect goes on alone, until two of the workers for suspects can't be ended either.
  await Promise.all([t.rejects(fetch(stuck), isDead), t.rejects(reply(stuck, pipe.native), isDead)])
  t.equal(counted.at(-1), 6)
  await t.rejects(fetch(stuck), {
    effect: 'none',
    message: /2 workers of the plugin stand still and can’t be ended/,
  })
  t.match(await fetch(well), { messages: [{}] })
  t.match(await reply(well, 'fine'), isPublished)
  t.match(
    logged.filter(({ msg }) => /can’t be ended, for it is in native code/.test(String(msg))).at(-1),
    { integration: 'planted', lane: 'suspected', leaving: 2, limit: 2 },
  )
  t.equal(counted.at(-1), 6, 'no more than that')

  const { failures } = await importing
  t.match(failures, [{ name: 'importing', problems: [{ rule: /its import had no end/ }] }])

  await pipe.letGo()
  await until(() => counted.at(-1) === 0)
  // The lane for suspects works again, once its pause after three deaths is over.
  let fetched: unknown
  await until(async () => {
    fetched = await fetch(stuck).catch((error: unknown) => error)
    return !(fetched instanceof PluginError && /it is started again in/.test(fetched.message))
  })
  t.match(fetched, { messages: [{}] })
  for (const { runner } of integrations.values()) await runner.close('now')
})

t.test('what can’t be ended keeps nobody from closing', async (t) => {
  const { native, isRead } = await openPipe(t)
  const { fetch, integrations, counted } = await plant(t)
  const stuck = await addChannel(native)
  const fetched = t.rejects(fetch(stuck), { message: /the host stops/ })
  await until(isRead)
  for (const { runner } of integrations.values()) await runner.close('now')
  await fetched
  t.same(counted, [1])
})

t.test('one visitor poisons again and again; other visitors and replies go on', async (t) => {
  const { reply, receive, logged } = await plant(t)
  let over = false
  const goOn = async (work: () => Promise<unknown>) => {
    const answers = new Set<string>()
    while (!over) {
      answers.add(JSON.stringify(await work().catch(String)))
      await pause(20)
    }
    return [...answers]
  }
  const answered = { response: { status: 200, body: 'slow' } }
  const others = Promise.all([
    goOn(() => receive('192.0.2.2', 'slow')),
    goOn(() => receive('192.0.2.3', 'slow')),
    goOn(async () => ({ ...(await reply(well, 'fine')), networkItemId: 'published' })),
  ])
  for (let time = 0; time < 3; time++) {
    // Whoever has one address of IPv6 has many.
    await t.rejects(receive(`2001:db8::${time}`, 'loop'), {
      code: 'unavailable',
      message: /stood still/,
    })
    // A good request doesn't clear whoever sends bad ones as well.
    const [own, others] = await Promise.all(
      ['2001:db8::3', '192.0.2.2'].map((visitor) => receive(visitor, 'where')),
    )
    t.match([own, others], [{ response: { body: /^in / } }, { response: { body: /^in / } }])
    t.not(own?.response.body, others?.response.body, 'a suspect is alone, and nobody else is one')
  }
  over = true
  t.same(await others, [
    [JSON.stringify(answered)],
    [JSON.stringify(answered)],
    [JSON.stringify({ networkItemId: 'published' })],
  ])
  const lanes = logged
    .filter(({ msg }) => msg === 'the worker of a plugin died')
    .map(({ lane }) => lane)
  t.same(lanes.slice(0, 1), ['visitors'])
  t.same(new Set(lanes.slice(1)), new Set(['suspected-visitors']), 'no other worker died')
})

t.test('hung calls leave room for others, however many they are', async (t) => {
  const { reply, fetch } = await plant(t, { callsAtOnce: 2 })
  const over = new AbortController()
  const hung = await Promise.all([1, 2, 3, 4].map(() => addChannel('hang')))
  const ended = hung.map((channel) =>
    t.rejects(fetch(channel, over.signal), { code: 'unavailable', effect: 'none' }),
  )
  t.match(await reply(well, 'fine'), isPublished)
  const served = fetch(well)
  over.abort()
  t.match(await served, { messages: [{}] })
  await Promise.all(ended)
})

t.test('a plugin is reloaded without losing the calls under way', async (t) => {
  const { reply, reload, integrations } = await plant(t)
  const before = integrations.get('planted')
  const over = new AbortController()
  // A call that still waited for its worker would be refused, to be made again.
  t.match(await reply(well, 'fine'), isPublished)
  const hung = t.rejects(reply(well, 'hang', over.signal), { message: /no longer wants/ })
  t.same(await reload('planted'), [])
  t.not(integrations.get('planted'), before)
  t.match(await reply(well, 'fine'), isPublished)
  over.abort()
  await hung
  t.match(await reload('nothing'), [{ rule: /no integration that runs/ }])
})
