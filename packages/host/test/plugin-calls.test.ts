import { once } from 'node:events'
import { createServer } from 'node:http'
import { type CallChannel, containStrayFailures, createPluginCalls } from '@hubward/border'
import {
  type ChannelContext,
  field,
  type Message,
  type NetworkPlugin,
  PluginError,
  type ReceivedRequest,
  type Reply,
} from '@hubward/plugin'
import { sql } from 'kysely'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import Type from 'typebox'
import { inProcess } from '../../border/src/in-process.ts'
import { parseConfig } from '../src/config.ts'
import { createSurroundings } from '../src/plugins/surroundings.ts'
import { createSealer } from '../src/sealing/sealer.ts'
import { sealAuditWith } from '../src/store/acting.ts'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { openDatabase } from '../src/store/database.ts'
import { appendPushes } from '../src/store/pushes.ts'
import { createHostDatabase } from './stage/database.ts'

const database = await createHostDatabase()
const { db } = openDatabase(database.url, 4)
t.teardown(async () => {
  await db.destroy()
  await database.drop()
})

const words = (text: string) => ({ en: text, de: text, fr: text })

const Settings = Type.Object({
  app: Type.String(),
  appSecret: Type.String({ ...field({ label: words('Secret'), secret: true }) }),
})
const whole: NetworkPlugin = {
  apiVersion: 1,
  id: 'tested',
  name: 'A Network',
  settings: Settings,
  channelSettings: Type.Object({ greeting: Type.String({ default: 'Hello' }) }),
  credentials: Type.Object({ token: Type.String() }, { additionalProperties: false }),
  position: Type.Object({ last: Type.Integer() }),
  declaration: {
    branding: {
      icon: 'https://example.org/i.svg',
      fallback: 'https://example.org/f.png',
      color: '#123456',
    },
    ticketActions: [],
    fetch: { minIntervalMs: 1_000, maxIntervalMs: 2_000, pageSize: 10 },
    ownMessages: false,
    timeoutsMs: { reply: 30_000, fetchMessages: 30_000 },
    hosts: ['api.example.org'],
    summary: words('Messages'),
  },
  authenticate: async () => ({ kind: 'complete', accounts: [account('a')] }),
  fetchMessages: async () => ({ messages: [], position: { last: 1 }, more: false }),
  reply: async () => ({ networkItemId: 'item-1' }),
}

function account(networkId: string, credentials: object = { token: 'token-of-the-network' }) {
  return {
    networkId,
    name: networkId,
    uniqueName: `@${networkId}`,
    credentials: { ...credentials },
  }
}

interface Line {
  readonly line: ReturnType<typeof createPluginCalls>
  /** What was logged, a record for each line. */
  readonly logged: () => Record<string, unknown>[]
}

/** A line to one integration, "live", with these functions in place of the well-behaved ones. */
function lineTo(functions: object, config: object = {}): Line {
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (text: string) => void lines.push(text) })
  // What a plugin really answers is nothing that its types could be believed about.
  const plugin: NetworkPlugin = Object.assign({}, whole, functions)
  const parsed = parseConfig({
    databaseUrl: database.url,
    publicUrl: 'https://hub.example',
    keys: [{ id: 'k', key: 'ab'.repeat(32) }],
    operator: { name: 'Agency' },
    development: true,
    ...config,
  })
  const parts = {
    config: parsed,
    db,
    sealer,
    log,
    integrations: new Map([
      [
        'live',
        {
          name: 'live',
          plugin,
          runner: inProcess(plugin, { openHosts: parsed.openHosts }),
          settings: { app: 'the-app', appSecret: 'secret-of-the-app' },
          packageVersion: '1.2.3',
        },
      ],
    ]),
  }
  return {
    line: createPluginCalls(createSurroundings(parts)),
    logged: () => lines.map((text) => JSON.parse(text)),
  }
}
const sealer = createSealer([{ id: 'k', key: Buffer.alloc(32, 1) }], Buffer.alloc(32, 2))
sealAuditWith(db, sealer)

const channel: CallChannel = {
  id: '1',
  integration: 'live',
  channel: {
    networkId: 'account-1',
    name: 'Account',
    uniqueName: '@account',
    server: null,
    language: 'de',
    createdTime: '2026-11-22T10:00:00.000Z',
  },
  channelSettings: {},
  credentials: { token: 'token-of-the-channel' },
}
const request = { position: null, limit: 10, since: '2026-11-22T10:00:00.000Z' }
const reply: Reply = {
  inReplyTo: { networkItemId: 'item-0', reference: null, rootId: null },
  actionId: 'reply',
  text: 'An answer',
  attachments: [],
  option: null,
  idempotencyKey: 'key-1',
}
const signal = new AbortController().signal
const received: ReceivedRequest = {
  method: 'POST',
  path: '/hook',
  query: {},
  headers: {},
  fields: {},
  files: [],
  rawBody: new Uint8Array(),
  remoteAddress: '192.0.2.1',
  language: 'en',
}
const message = (networkItemId: string, more: object = {}) => ({
  interaction: { networkItemId, message: 'Hello', ...more },
})
const fetching = (messages: unknown, more: object = {}) => ({
  fetchMessages: async () => ({ messages, position: { last: 1 }, more: false, ...more }),
})

/** The error lines, each of which must name whom to blame. */
function blames(t: Test, { logged }: Line, call: string) {
  const errors = logged().filter(({ level }) => level === 50)
  for (const line of errors) {
    t.match(line, { integration: 'live', plugin: 'tested@1.2.3', call }, 'names whom to blame')
  }
  return errors
}

t.test('a context says what the plugin may know, anew for each call', async (t) => {
  const seen: ChannelContext[] = []
  const { line } = lineTo({
    reply: async (context: ChannelContext<{ app: string }>) => {
      seen.push(context)
      if (seen.length === 1) Object.assign(context.channel, { name: 'changed' })
      return { networkItemId: 'item-1', url: undefined }
    },
  })
  t.same(await line.reply(channel, reply, signal), { networkItemId: 'item-1' })
  await line.reply(channel, reply, signal)
  const [first, second] = seen
  t.match(second, {
    integration: 'live',
    settings: { app: 'the-app', appSecret: 'secret-of-the-app' },
    channelSettings: { greeting: 'Hello' },
    credentials: { token: 'token-of-the-channel' },
    channel: { name: 'Account', language: 'de' },
  })
  t.not(first?.settings, second?.settings)
  t.equal(second?.publicUrl('/form'), 'https://hub.example/p/live/form')
  t.ok(Math.abs((second?.now().getTime() ?? 0) - Date.now()) < 5_000)
  t.ok(second?.signal.aborted, 'it ends with the call')
  const error = await second?.http('https://undeclared.example').catch((thrown: unknown) => thrown)
  t.ok(error, 'and so do its ways out')
})

t.test('messages are judged one by one', async (t) => {
  const written = lineTo(
    fetching([
      message('item-1'),
      message('short'.slice(0, 3)),
      { ...message('item-2'), reference: { note: 'x'.repeat(8_192) } },
      { ...message('item-3'), reference: { when: new Date() } },
      message('item-4', { message: undefined }),
      message('item-5', { createdTime: 'yesterday' }),
      'rubbish',
      { networkItemId: 'item-6', deletedTime: '2026-11-22T10:00:00Z' },
      { networkItemId: 'item-7', deletedTime: '2026-11-22T10:00:00Z', surprise: true },
      { ...message('item-8'), own: true, reference: { note: 'fine' } },
    ]),
  )
  const fetched = await written.line.fetchMessages(channel, request, signal)
  const ids = (messages: readonly Message[]) =>
    messages.map((each) => ('interaction' in each ? each.interaction : each).networkItemId)
  t.same(ids(fetched.messages), ['item-1', 'item-6', 'item-8'])
  t.match(fetched.rejected, [
    { index: 1, networkItemId: 'sho', problems: [{ field: 'interaction.networkItemId' }] },
    { index: 2, networkItemId: 'item-2', problems: [{ field: 'reference', rule: /8192 bytes/ }] },
    { index: 3, problems: [{ field: 'reference.when', rule: /plain data.*Date/ }] },
    { index: 4, networkItemId: 'item-4' },
    { index: 5, problems: [{ field: 'interaction.createdTime' }] },
    { index: 6, problems: [{}] },
    { index: 8, networkItemId: 'item-7' },
  ])
  t.same([fetched.position, fetched.more, fetched.pushesRead], [{ last: 1 }, false, 0])
  t.equal(blames(t, written, 'fetchMessages').length, 7)
})

t.test(
  'a fetch that answers rubbish as a whole is refused, and blamed with its field',
  async (t) => {
    for (const [answer, field] of [
      [undefined, 'messages'],
      [{ messages: 'none', position: { last: 1 }, more: false }, 'messages'],
      [{ messages: [], position: { last: 'x' }, more: false }, 'position.last'],
      [{ messages: [], position: { last: 1 } }, 'more'],
      [{ messages: [], position: new Map(), more: false }, 'position'],
      [{ messages: Array(10_001).fill(null), position: { last: 1 }, more: false }, 'messages'],
    ] as const) {
      const line = lineTo({ fetchMessages: async () => answer })
      await t.rejects(line.line.fetchMessages(channel, request, signal), {
        name: 'PluginError',
        code: 'unavailable',
        effect: 'none',
      })
      t.match(blames(t, line, 'fetchMessages'), [{ problems: [{ field }] }], field)
    }
  },
)

t.test('a fetch that promises more without getting anywhere is not believed', async (t) => {
  const line = lineTo(fetching([], { more: true }))
  const first = await line.line.fetchMessages(channel, request, signal)
  t.equal(first.more, true)
  const again = { ...request, position: { last: 1 } }
  t.equal((await line.line.fetchMessages(channel, again, signal)).more, false)
  t.equal(blames(t, line, 'fetchMessages').length, 1)
})

t.test(
  'a page listed again is checked like a fetch, and one that never ends is refused',
  async (t) => {
    const since = '2026-11-20T10:00:00Z'
    t.equal(await lineTo({}).line.listRecent(channel, { since }, signal), undefined)
    let asked: unknown
    const good = lineTo({
      listRecent: async (_context: ChannelContext, given: unknown) => {
        asked = given
        return { messages: [message('item-1'), 'rubbish' as never], cursor: { page: 2 } }
      },
    })
    const listed = await good.line.listRecent(channel, { since, cursor: { page: 1 } }, signal)
    t.same(asked, { since, cursor: { page: 1 } })
    t.match(listed, {
      messages: [message('item-1')],
      rejected: [{ index: 1 }],
      cursor: { page: 2 },
    })
    for (const [answer, field] of [
      [undefined, 'messages'],
      [{ messages: [], cursor: { page: 1 } }, 'cursor'],
      [{ messages: [], cursor: new Map() }, 'cursor'],
      [{ messages: [], cursor: 'x'.repeat(70_000) }, 'cursor'],
      [{ messages: [], completeSince: 'yesterday' }, 'completeSince'],
    ] as const) {
      const line = lineTo({ listRecent: async () => answer as never })
      await t.rejects(line.line.listRecent(channel, { since, cursor: { page: 1 } }, signal), {
        code: 'unavailable',
        effect: 'none',
      })
      t.match(blames(t, line, 'listRecent'), [{ problems: [{ field }] }], field)
    }
  },
)

t.test('a thousand messages are checked in a moment', async (t) => {
  const many = Array.from({ length: 1_000 }, (_, n) => ({
    ...message(`item-${n}-of-many`, {
      createdTime: '2026-11-22T10:00:00Z',
      url: `https://example.org/${n}`,
      interactor: { interactorId: `user-${n}`, name: 'Somebody' },
    }),
    reference: { id: n },
  }))
  const { line } = lineTo(fetching(many))
  await line.fetchMessages(channel, request, signal)
  // Of the processor: how long others keep it is not what is measured.
  const began = process.cpuUsage()
  t.equal((await line.fetchMessages(channel, request, signal)).messages.length, 1_000)
  const { user, system } = process.cpuUsage(began)
  const tookMs = (user + system) / 1_000
  t.ok(tookMs < 500, `${tookMs.toFixed(1)} ms`)
})

t.test('whatever a plugin throws is an error of the contract', async (t) => {
  const sentence = words('Too long.')
  for (const [name, thrown, expected, isBug] of [
    [
      'its error',
      new PluginError('rejected', { sentence }),
      { code: 'rejected', effect: 'none', sentence },
      false,
    ],
    [
      'a rate limit',
      new PluginError('rate-limited', { retryAfterMs: 5_000 }),
      { code: 'rate-limited', retryAfterMs: 5_000 },
      false,
    ],
    [
      'a wait that is none',
      new PluginError('rate-limited', { retryAfterMs: Number.NaN }),
      { code: 'rate-limited', retryAfterMs: undefined },
      false,
    ],
    [
      'the error of another copy of the contract',
      Object.assign(new Error('gone'), { name: 'PluginError', code: 'not-found', effect: 'none' }),
      { code: 'not-found', effect: 'none' },
      false,
    ],
    [
      'a socket’s error',
      Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
      { code: 'unavailable', effect: 'none' },
      false,
    ],
    [
      'a bug',
      new TypeError('x is not a function'),
      { code: 'unavailable', effect: 'unknown' },
      true,
    ],
    ['a text', 'oops', { code: 'unavailable', effect: 'unknown' }, true],
    ['nothing', undefined, { code: 'unavailable', effect: 'unknown' }, true],
  ] as const) {
    const line = lineTo({
      reply: () => {
        throw thrown
      },
    })
    const error = await line.line.reply(channel, reply, signal).catch((error: unknown) => error)
    t.ok(error instanceof PluginError, name)
    t.match(error, expected, name)
    t.equal(blames(t, line, 'reply').length, isBug ? 1 : 0, name)
  }
})

t.test('secrets are in no log and no error', async (t) => {
  const line = lineTo({
    reply: async (context: ChannelContext<{ appSecret: string }, unknown, { token: string }>) => {
      const { settings, credentials } = context
      const stolen = `${settings.appSecret} and ${credentials.token}`
      context.log.warn(`Sending ${stolen}`, { deep: [{ [credentials.token]: stolen }], n: 1 })
      throw new TypeError(`https://x.example/?t=${encodeURIComponent(credentials.token)} ${stolen}`)
    },
  })
  const secret = { ...channel, credentials: { token: 'tök/en of "it"' } }
  const error = await line.line.reply(secret, reply, signal).catch((error: unknown) => error)
  const everything = JSON.stringify([line.logged(), String(error), error])
  for (const text of ['secret-of-the-app', 'tök/en', 't%C3%B6k']) {
    t.notMatch(everything, text)
  }
  t.match(everything, /\[redacted\] and \[redacted\]/)
  t.match(line.logged()[0], { level: 40, integration: 'live', channel: '1', plugin: {} })
})

t.test('a call ends in time, and with what it is wanted for', async (t) => {
  let ended: AbortSignal | undefined
  const line = lineTo({
    declaration: { ...whole.declaration, timeoutsMs: { reply: 150 } },
    reply: (context: ChannelContext) => {
      ended = context.signal
      return new Promise(() => undefined)
    },
    fetchMessages: (context: ChannelContext) => {
      ended = context.signal
      return new Promise(() => undefined)
    },
  })
  await t.rejects(line.line.reply(channel, reply, signal), {
    code: 'unavailable',
    effect: 'unknown',
    message: 'no end after 150 ms',
  })
  t.ok(ended?.aborted)
  t.equal(blames(t, line, 'reply').length, 1)

  const interrupted = new AbortController()
  const fetched = line.line.fetchMessages(channel, request, interrupted.signal)
  interrupted.abort()
  await t.rejects(fetched, { code: 'unavailable' })
  t.ok(ended?.aborted)
  await t.rejects(line.line.reply(channel, reply, interrupted.signal), {
    code: 'unavailable',
    effect: 'none',
  })
  t.equal(blames(t, line, 'reply').length, 1, 'nobody is blamed for an interruption')
})

t.test('a failure that nobody awaits is laid to the call that caused it', async (t) => {
  const stop = containStrayFailures(pino({ level: 'silent' }))
  t.teardown(stop)
  const line = lineTo({
    reply: async () => {
      void Promise.reject(new Error('stray'))
      setTimeout(() => {
        throw new Error('stray as well')
      }, 1)
      await new Promise((resolve) => setTimeout(resolve, 20))
      return { networkItemId: 'item-1' }
    },
  })
  t.same(await line.line.reply(channel, reply, signal), { networkItemId: 'item-1' })
  t.match(blames(t, line, 'reply'), [{ thrown: /stray/ }, { thrown: /stray as well/ }])
})

t.test('what is stored and no longer fits is the operator’s matter', async (t) => {
  const { line } = lineTo({})
  const operator = { code: 'operator', effect: 'none' }
  await t.rejects(line.reply({ ...channel, credentials: {} }, reply, signal), operator)
  await t.rejects(
    line.reply({ ...channel, channelSettings: { greeting: 1 } }, reply, signal),
    operator,
  )
  await t.rejects(line.fetchMessages(channel, { ...request, position: 'x' }, signal), operator)
  await t.rejects(line.reply({ ...channel, integration: 'unknown' }, reply, signal), operator)
})

t.test('replies, templates, actions and instructions are checked as well', async (t) => {
  const bad = lineTo({
    reply: async () => ({ networkItemId: 'x' }),
    findReply: async () => ({ outcome: 'perhaps' }),
    templates: async () => [{ name: 'no more' }],
    replyWithTemplate: async () => null,
    refresh: async () => ({ credentials: { token: 7 } }),
    instructions: async () => [{ label: 'not localized', kind: 'link', value: '' }],
    actions: {
      hide: async () => () => 'no plain data, and nobody cares',
    },
  }).line
  const template = {
    inReplyTo: reply.inReplyTo,
    actionId: 'template',
    template: { networkId: 't', name: 't', language: 'en' },
    variables: {},
    idempotencyKey: 'k',
  }
  const action = { actedOn: reply.inReplyTo, idempotencyKey: 'k' }
  const rubbish = { code: 'unavailable', message: /rubbish/ }
  await t.rejects(bad.reply(channel, reply, signal), { ...rubbish, effect: 'unknown' })
  await t.rejects(bad.findReply(channel, { ...reply, attemptedTime: '' }, signal), rubbish)
  await t.rejects(bad.templates(channel, signal), rubbish)
  await t.rejects(bad.replyWithTemplate(channel, template, signal), rubbish)
  await t.rejects(bad.refresh(channel, signal), rubbish)
  await t.rejects(bad.instructions(channel), rubbish)
  await bad.perform(channel, 'hide', action, signal)

  const plain = lineTo({}).line
  t.same(await plain.findReply(channel, { ...reply, attemptedTime: '' }, signal), {
    outcome: 'unknown',
  })
  t.same(await plain.templates(channel, signal), [])
  t.same(await plain.instructions(channel), [])
  t.equal(await plain.refresh(channel, signal), undefined)
  await t.rejects(plain.perform(channel, 'hide', action, signal), { code: 'rejected' })
  await t.rejects(plain.replyWithTemplate(channel, template, signal), { code: 'rejected' })

  const fresh = { credentials: { token: 'new' }, expirationTime: '2026-11-22T10:00:00Z' }
  t.same(await lineTo({ refresh: async () => fresh }).line.refresh(channel, signal), fresh)
})

t.test('a note that is too large to be kept makes no published reply uncertain', async (t) => {
  const published = { networkItemId: 'item-1', reference: 'x'.repeat(8_192) }
  const line = lineTo({
    reply: async () => published,
    findReply: async () => ({ outcome: 'found', reply: published }),
  })
  const { signal } = new AbortController()
  t.same(await line.line.reply(channel, reply, signal), { networkItemId: 'item-1' })
  t.equal(blames(t, line, 'reply').length, 1)
  const attempted = { ...reply, attemptedTime: request.since }
  t.same(await line.line.findReply(channel, attempted, signal), {
    outcome: 'found',
    reply: { networkItemId: 'item-1' },
  })
})

t.test('steps of authentication are checked as the kind that they claim to be', async (t) => {
  const callback = { url: 'https://hub.example/connect/live/callback', state: 's' }
  const given = { language: 'fr', callback } as const
  const authenticate = (step: unknown) => lineTo({ authenticate: async () => step })
  for (const [step, field] of [
    [{ kind: 'dance' }, 'kind'],
    [{ kind: 'redirect', step: 'go', url: 'javascript:alert(1)', state: null }, 'url'],
    [
      { kind: 'wait', step: 'go', title: words('Wait'), pollAfterMs: 1, state: null },
      'pollAfterMs',
    ],
    [
      { kind: 'form', step: 'go', title: words('Form'), schema: { type: 'string' }, state: null },
      'schema',
    ],
    [{ kind: 'complete', accounts: [] }, 'accounts'],
    [{ kind: 'complete', accounts: [account('a', { nothing: 1 })] }, /^accounts\.0\.credentials/],
    [{ kind: 'complete', accounts: [account('a'), account('a')] }, 'accounts.1.networkId'],
  ] as const) {
    const line = authenticate(step)
    await t.rejects(line.line.authenticate('live', given, { kind: 'start' }), {
      code: 'unavailable',
    })
    t.match(blames(t, line, 'authenticate'), [{ problems: [{ field }] }])
  }
  let seen: unknown
  const { line } = lineTo({
    authenticate: async (context: object, input: object) => {
      seen = { context, input }
      return { kind: 'complete', accounts: [account('a')] }
    },
  })
  const input = { kind: 'start', reactivation: { uniqueName: '@a' } } as const
  t.match(await line.authenticate('live', given, input), { kind: 'complete' })
  t.match(seen, { context: { language: 'fr', callback }, input })

  const leak = lineTo({
    authenticate: async () => {
      throw new Error('password hunter22 of state-secret')
    },
  })
  const form = {
    kind: 'form',
    step: 'a',
    values: { password: 'hunter22' },
    state: ['state-secret'],
  } as const
  await leak.line.authenticate('live', given, form).catch(() => undefined)
  t.notMatch(JSON.stringify(leak.logged()), /hunter22|state-secret/)
})

t.test('what comes in for a plugin', async (t) => {
  const { rows } = await sql<{ id: string }>`
    insert into manifests (integration, kind, reference_hash, sealed_reference, sealed_secrets)
    values ('live', 'reusable', 'x', 'x', 'x') returning id`.execute(db)
  const { channelId } = await db.transaction().execute((trx) =>
    storeCreatedChannel(trx, sealer, {
      integration: 'live',
      manifest: rows[0]?.id ?? '',
      socialhubChannelId: 'a'.repeat(24),
      accountId: 'b'.repeat(24),
      networkId: 'account-1',
      name: 'Account',
      uniqueName: '@account',
      imageUrl: null,
      server: null,
      language: 'de',
      accessToken: 'token',
      credentials: { token: 'token-of-the-channel' },
      credentialsExpireAt: null,
      channelSettings: {},
      fetchSince: new Date(0),
    }),
  )

  t.test('finds its Channel, without credentials', async (t) => {
    let found: unknown
    let unknown: unknown
    const answer = {
      response: { status: 200 },
      pushes: [{ networkId: 'account-1', entry: { n: 1 } }],
    }
    const { line } = lineTo({
      receive: async (context: { channelOf(id: string): Promise<unknown> }) => {
        found = await context.channelOf('account-1')
        unknown = await context.channelOf('account-2')
        return answer
      },
    })
    t.same(await line.receive('live', received), answer)
    t.match(found, { channel: { networkId: 'account-1' }, channelSettings: { greeting: 'Hello' } })
    t.notMatch(JSON.stringify(found), /token/)
    t.equal(unknown, undefined)
  })

  t.test('may not answer headers that HTTP does not allow', async (t) => {
    const line = lineTo({
      receive: async () => ({
        response: { status: 200, headers: { 'x-a': 'b\r\nset-cookie: c' } },
      }),
    })
    await t.rejects(line.line.receive('live', received), { code: 'unavailable' })
    t.match(blames(t, line, 'receive'), [{ problems: [{ field: 'response.headers.x-a' }] }])
    await t.rejects(lineTo({}).line.receive('live', received), { code: 'not-found' })
  })

  t.test('is read from the push log by a fetch, which tells how far', async (t) => {
    await db
      .transaction()
      .execute((trx) => appendPushes(trx, channelId, [{ n: 1 }, { n: 2 }, { n: 3 }]))
    const { line } = lineTo({
      fetchMessages: async ({ received: log }: ChannelContext) => {
        const entries = await log.read(0, 2)
        return {
          messages: entries.map(({ number }) => message(`push-${number}`)),
          position: { last: entries.at(-1)?.number ?? 0 },
          more: true,
        }
      },
    })
    const fetched = await line.fetchMessages({ ...channel, id: channelId }, request, signal)
    t.match(fetched, { pushesRead: 2, position: { last: 2 }, more: true })
  })

  t.test('keeps what it stores for the Channel and the integration apart', async (t) => {
    const { line, logged } = lineTo({
      reply: async (context: ChannelContext) => {
        await context.store.set('key', 'integration')
        await context.channelStore.set('key', 'channel')
        const file = await context.files.put(Buffer.from('bytes'), {
          name: 'a.txt',
          mimeType: 'text/plain',
        })
        const opened = await context.files.open(file.reference)
        const text = String(Buffer.concat(await opened.stream.toArray()))
        const values = [await context.store.get('key'), await context.channelStore.get('key')]
        context.log.info('stored', {
          values: values.map((stored) => stored?.value ?? null),
          text,
          url: context.mediaUrl(file.reference),
        })
        return { networkItemId: 'item-1' }
      },
    })
    await line.reply({ ...channel, id: channelId }, reply, signal)
    t.match(
      logged().find(({ msg }) => msg === 'stored'),
      {
        plugin: {
          values: ['integration', 'channel'],
          text: 'bytes',
          url: /^https:\/\/hub\.example\/media\/[0-9a-f-]{36}\.[\w-]{32}$/,
        },
      },
    )
  })
})

t.test('a plugin reaches its Network where the operator opened the way', async (t) => {
  const server = createServer((_, response) => {
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"no"}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const functions = {
    reply: async ({ http }: ChannelContext) => http(`http://127.0.0.1:${port}/`),
  }
  const open = lineTo(functions, { openHosts: [`127.0.0.1:${port}`] })
  await t.rejects(open.line.reply(channel, reply, signal), {
    code: 'authentication',
    effect: 'none',
  })
  const closed = lineTo(functions)
  await t.rejects(closed.line.reply(channel, reply, signal), {
    code: 'unavailable',
    effect: 'none',
    message: /no public address/,
  })
})
