import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { FEATURES, hasFeature } from '@hubward/plugin'
import t from 'tap'
import { readPlugin } from '../../border/src/contract.ts'
import { parseConfig } from '../src/config.ts'
import { createHost } from '../src/host.ts'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { prepareReusableManifest } from '../src/store/manifests.ts'
import { appendPushes } from '../src/store/pushes.ts'
import expressive from './fixtures/expressive.ts'
import { createHostDatabase } from './stage/database.ts'

t.setTimeout(240_000)

const FROZEN = fileURLToPath(new URL('frozen/contract-1/plugin.js', import.meta.url))
const { default: frozen } = await import(FROZEN)

t.test('a version that the host does not speak is refused, saying what to install', async (t) => {
  const refused = (apiVersion: unknown) => readPlugin({ ...frozen, apiVersion })
  t.match(refused(2), {
    problems: [{ where: 'apiVersion', rule: /is 2, .*version 1 .*newer release of the host/ }],
  })
  t.match(refused(0), {
    problems: [{ where: 'apiVersion', rule: /is 0, .*newer release of the plugin/ }],
  })
  t.match(refused('1'), { problems: [{ where: 'apiVersion' }] })
  t.match(readPlugin(null), { problems: [{ where: 'default export' }] })
})

t.test('a plugin for an older version goes through one adapter after the other', async (t) => {
  const steps: number[] = []
  const adapter = (version: number) => (plugin: Readonly<Record<string, unknown>>) => {
    steps.push(version)
    return version === 2 ? { ...plugin, reply: plugin.answer } : plugin
  }
  const adapters = new Map([1, 2, 3].map((version) => [version, adapter(version)]))
  const contracts = { newest: 4, adapters }
  const { reply: answer, ...older } = frozen
  const read = readPlugin({ ...older, answer, apiVersion: 2 }, contracts)
  t.same(steps, [2, 3])
  t.match(read, { plugin: { apiVersion: 2, reply: answer } }, 'and says what it was written for')
  t.match(readPlugin({ ...older, apiVersion: 3 }, contracts), { problems: [{ where: 'reply' }] })
  adapters.delete(2)
  t.match(readPlugin({ ...older, apiVersion: 1 }, contracts), {
    problems: [{ rule: /is 1, but this host speaks versions 3 to 4/ }],
  })
})

t.test('the frozen plugin of version 1 loads, and every function of it works', async (t) => {
  const asked: string[] = []
  const network = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''} ${body}`)
    response.end(JSON.stringify(request.url === '/token' ? { token: 'token-2' } : { id: 'r1' }))
  }).listen(0, '127.0.0.1')
  await once(network, 'listening')
  const address = network.address()
  const at = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  t.teardown(() => network.close())
  const database = await createHostDatabase()
  t.teardown(database.drop)
  const config = parseConfig({
    databaseUrl: database.url,
    publicUrl: 'http://host.example',
    keys: [{ id: 'k', key: 'ab'.repeat(32) }],
    operator: { name: 'Agency' },
    development: true,
    openHosts: [at],
    integrations: { frozen: { plugin: FROZEN, settings: { url: `http://${at}` } } },
  })
  const host = await createHost({ config, logTo: { write: () => undefined } })
  t.teardown(() => host.stop())
  t.same(host.failures, [])
  const { plugins: line, db, sealer } = host.context

  // A Customer comes.
  const call = {
    language: 'en',
    callback: { url: 'http://host.example/back', state: 's' },
  } as const
  const login = await line.authenticate('frozen', call, { kind: 'start' })
  t.match(login, { kind: 'form', step: 'login', state: { tries: 1 } })
  const fill = (password: string) =>
    line.authenticate('frozen', call, {
      kind: 'form',
      step: 'login',
      values: { user: 'ann', password },
      state: { tries: 1 },
    })
  t.match(await fill('wrong'), { kind: 'form', errors: { password: {} } })
  t.match(await fill('right'), { kind: 'redirect', url: /authorize\?state=s$/ })
  const waiting = await line.authenticate('frozen', call, {
    kind: 'callback',
    step: 'authorize',
    query: { code: 'c' },
    state: { user: 'ann' },
  })
  t.match(waiting, { kind: 'wait', code: '1234', state: { code: 'c' } })
  const done = await line.authenticate('frozen', call, {
    kind: 'poll',
    step: 'code',
    state: { user: 'ann' },
  })
  if (done.kind !== 'complete') return t.fail('the login must end')
  const [account] = done.accounts
  if (!account) return t.fail('the login must bring an account')

  const { id: manifest } = await db
    .transaction()
    .execute((trx) => prepareReusableManifest(trx, sealer, 'frozen'))
  const { channelId } = await db.transaction().execute((trx) =>
    storeCreatedChannel(trx, sealer, {
      integration: 'frozen',
      manifest,
      socialhubChannelId: 'c'.repeat(24),
      accountId: 'a'.repeat(24),
      networkId: account.networkId,
      name: account.name,
      uniqueName: account.uniqueName,
      imageUrl: null,
      server: account.server ?? null,
      language: 'en',
      accessToken: 'access',
      credentials: account.credentials,
      credentialsExpireAt: null,
      channelSettings: {},
      fetchSince: new Date(),
    }),
  )
  const channel = await loadCallChannel(db, sealer, channelId)
  if (!channel) return t.fail('the Channel must be stored')
  const { signal } = new AbortController()

  // The Network pushes, and is read.
  const received = await line.receive('frozen', {
    method: 'POST',
    path: '/push',
    query: { channel: 'ann' },
    headers: {},
    fields: {},
    files: [],
    rawBody: Buffer.from(JSON.stringify({ id: '7', text: 'Hi', user: 'bob' })),
    remoteAddress: '192.0.2.1',
    language: 'en',
  })
  t.match(received, { response: { status: 202, body: 'Hello' }, pushes: [{ networkId: 'ann' }] })
  const entries = [...(received.pushes ?? []).map(({ entry }) => entry), { id: '8', deleted: true }]
  await db.transaction().execute((trx) => appendPushes(trx, channelId, entries))
  const request = { position: null, limit: 10, since: '2026-01-01T00:00:00.000Z' }
  const fetched = await line.fetchMessages(channel, request, signal)
  t.match(fetched, { rejected: [], position: { read: 2 }, more: false })
  t.match(fetched.messages, [
    { interaction: { networkItemId: 'item-7' }, reference: { number: 1 }, own: false },
    { networkItemId: 'item-8', deletedTime: '2026-01-02T00:00:00.000Z' },
  ])
  t.match(await line.listRecent(channel, { since: request.since }, signal), { cursor: 2 })

  // A community manager acts.
  const actedOn = { networkItemId: 'item-7', reference: { number: 1 }, rootId: null }
  const reply = {
    inReplyTo: actedOn,
    actionId: 'reply',
    text: 'good day',
    attachments: [],
    option: null,
    idempotencyKey: 'key-1',
  }
  const attempted = { ...reply, attemptedTime: request.since }
  t.same(await line.findReply(channel, attempted, signal), { outcome: 'absent' })
  t.match(await line.reply(channel, reply, signal), { networkItemId: /^reply-/ })
  t.match(await line.findReply(channel, attempted, signal), { outcome: 'found' })
  t.match(asked, ['POST /replies Bearer token-1 {"text":"Hello, good day","to":"item-7"}'])
  const refused = line.reply(channel, { ...reply, text: 'refuse this' }, signal)
  await t.rejects(refused, { code: 'rejected', sentence: { en: 'Only on Mondays.' } })
  const action = { actedOn, idempotencyKey: 'key-2' }
  await line.perform(channel, 'like', action, signal)
  await line.perform(channel, 'remove', action, signal)
  t.match(await line.templates(channel, signal), [{ networkId: 'greeting' }])
  const template = { networkId: 'greeting', name: 'Greeting', language: 'en' }
  const templateReply = {
    inReplyTo: actedOn,
    actionId: 'template',
    template,
    variables: { name: 'Bob' },
    idempotencyKey: 'key-3',
  }
  t.match(await line.replyWithTemplate(channel, templateReply, signal), { networkItemId: /Bob/ })

  // What keeps a Channel alive, and what ends it.
  const refreshed = await line.refresh(channel, signal)
  t.match(refreshed, { credentials: { user: 'ann', token: 'token-2' } })
  t.match(await line.subscribe(channel, signal), { expiresAt: /^\d{4}-/ })
  t.match(await line.instructions(channel), [
    { kind: 'link', value: 'http://host.example/p/frozen/show' },
    { kind: 'code', value: /^http:\/\/host\.example\/media\// },
  ])
  t.equal(await line.revoke(channel, signal), true)
})

t.test(
  'a plugin that needs what this host does not know is refused when it is loaded',
  async (t) => {
    const needing = (...needs: string[]) => ({
      ...frozen,
      declaration: { ...frozen.declaration, needs },
    })
    t.match(readPlugin(needing(...FEATURES)), { plugin: { id: 'frozen' } })
    t.same(readPlugin(needing('reply-reference', 'telepathy')), {
      problems: [
        {
          where: 'declaration.needs',
          rule: 'names "telepathy", which this host does not know; install a newer release of the host, or an older one of the plugin',
        },
      ],
    })
  },
)

t.test('a plugin of today on the host from before there were additions', async (t) => {
  const former = await import(new URL('frozen/contract-1/former-host.js', import.meta.url).href)
  const needing = { ...frozen, declaration: { ...frozen.declaration, needs: [...FEATURES] } }
  t.match(
    former.readPlugin(needing),
    { problems: [{ where: 'declaration.needs' }] },
    'what it can’t do without is refused before anything is published',
  )
  t.match(
    former.readPlugin(expressive),
    { problems: [{ where: /^declaration\.ticketActions/ }] },
    'and so is what only stands in the declaration',
  )
  const asking = {
    ...frozen,
    reply: async (context: { features?: readonly string[] }) => ({
      networkItemId: 'reply-1',
      ...(hasFeature(context, 'reply-reference') && { reference: { topic: 7 } }),
    }),
  }
  t.match(former.readPlugin(asking), { plugin: { id: 'frozen' } }, 'the rest it asks for')
  // A context of that host names no features.
  t.match(former.check(former.PublishedReply, await asking.reply({})), { ok: true })
  t.match(
    former.check(former.PublishedReply, await asking.reply({ features: FEATURES })),
    { ok: false },
    'which that host would refuse when the reply is public already',
  )
})
