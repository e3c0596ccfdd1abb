import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createTestDatabase } from '@hubward/postgres'
import { TestHost, testPlugin } from '@hubward/testkit'
import { replay } from '@hubward/testkit/replay'
import t from 'tap'
import Type from 'typebox'
import { ROOT, readPages } from './docs/pages.ts'
import { mistakesIn, sampleFolder, samplesOf } from './docs/samples.ts'
import { startBoard } from './sample/board.ts'
import noticeBoard from './sample/notice-board.ts'
import { grants } from './sample/oauth2-login.ts'
import { receive } from './sample/push.ts'
import { messagesOf } from './sample/reading.ts'

const pages = await readPages()
const board = await startBoard()
t.teardown(() => board.close())
const fetchMessages = async () => ({ messages: [], position: 0, more: false })
const reply = async () => ({ networkItemId: 'note-1' })
const connection = { server: board.url, token: 'secret' }

// #region test
testPlugin((name, run) => t.test(name, run), noticeBoard, {
  answers: { connection },
  wrongAnswers: { connection: { ...connection, token: 'wrong' } },
  channelSettings: {},
  credentials: connection,
  channel: { networkId: board.us },
  write: async (_channel, { text, time }) => {
    board.pin(text, { time })
  },
  published: async () => board.published(),
})

t.test('a wrong key shows the form again', async (t) => {
  const host = new TestHost(noticeBoard)
  const step = await host.authenticate({
    kind: 'form',
    step: 'connection',
    values: { ...connection, token: 'wrong' },
    state: null,
  })
  t.match(step, { kind: 'form', errors: { token: { en: /does not accept/ } } })
})
// #endregion

t.test(
  'the sample fetches page after page, and knows its own replies in their thread',
  async (t) => {
    const host = new TestHost(noticeBoard)
    const done = await host.authenticate({
      kind: 'form',
      step: 'connection',
      values: connection,
      state: null,
    })
    t.match(done, { kind: 'complete', accounts: [{ name: 'Garden Centre', server: /^127/ }] })
    if (done.kind !== 'complete') return
    const networkId = done.accounts[0]?.networkId ?? ''
    const channel = host.addChannel({
      channel: { networkId },
      channelSettings: {},
      credentials: connection,
    })
    await channel.fetch()
    const question = board.pin('Do you sell oak trees?')
    for (let count = 0; count < 60; count++) board.pin(`Note ${count}`)
    t.equal((await channel.fetch()).length, 61, 'all pages are fetched')
    const networkItemId = `note-${question.id}`
    await channel.reply({
      inReplyTo: { networkItemId, reference: { noteId: question.id }, rootId: null },
      text: 'From three metres on.',
      idempotencyKey: 'key-of-this-reply',
    })
    const [reply] = await channel.fetch()
    t.match(reply, { own: true, interaction: { root: { rootId: networkItemId } } })
  },
)

t.test('the sample of a login by OAuth 2 sends the Customer to the board', async (t) => {
  const settings = { clientId: 'hubward', clientSecret: 'of the operator' }
  const { apiVersion, id, name, channelSettings, position, declaration } = noticeBoard
  const rest = { apiVersion, id, name, channelSettings, position, declaration }
  const host = new TestHost({ ...rest, ...grants, fetchMessages, reply }, { settings })
  const url = /^https:\/\/board\.example\.org\/oauth\/authorize\?.*client_id=hubward/
  t.match(await host.authenticate({ kind: 'start' }), { kind: 'redirect', url })
})

t.test('the sample of a signed push is refused without its signature', async (t) => {
  const rawBody = Buffer.from(JSON.stringify({ accountId: 'account-1', id: '7' }))
  const webhookSecret = 'of the operator'
  const settings = Type.Object({ webhookSecret: Type.String() })
  const host = new TestHost({ ...noticeBoard, settings, receive }, { settings: { webhookSecret } })
  const channel = host.addChannel({
    channel: { networkId: 'account-1' },
    channelSettings: {},
    credentials: connection,
  })
  const signature = createHmac('sha256', webhookSecret).update(rawBody).digest('hex')
  for (const [given, status] of [
    ['00', 401],
    [signature, 204],
  ] as const) {
    const headers = { 'x-signature': given }
    const response = await host.receive({ method: 'POST', path: '/events', rawBody, headers })
    t.equal(response.status, status)
  }
  t.match(await channel.pushes.read(0, 10), [{ number: 1, entry: { id: '7' } }])
})

t.test('the sample reads a list item by item', async (t) => {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const messages = messagesOf({ log }, [
    { id: 'one', text: 'Hello', written: '2026-01-15T10:00:00Z' },
    { id: 'two', text: null, written: '2026-01-15T10:00:00Z' },
    { id: 'three', text: 'Late', written: 'never' },
  ])
  t.match(messages, [{ interaction: { networkItemId: 'note-one', message: 'Hello' } }])
  t.equal(messages.length, 1)
})

// #region replay
t.test('what the Network answered on that day is one message', async (t) => {
  const recorded = new URL('sample/recorded/fetchMessages.json', import.meta.url)
  const host = new TestHost(noticeBoard, replay(recorded))
  const channel = host.addChannel({
    channelSettings: {},
    credentials: { server: 'https://board.example.org', token: 'masked-1' },
  })
  const { messages, position } = await channel.fetchPage(7, 50)
  t.match(messages, [{ interaction: { networkItemId: 'note-8' } }])
  t.equal(position, 8)
})
// #endregion

t.test('the samples of all pages compile, but for names that are the reader’s', async (t) => {
  // Those two compile theirs by a test of their own.
  const others = pages.filter(({ path }) => !/^packages\/(socialhub|simulator)\//.test(path))
  const samples = others.flatMap(samplesOf)
  t.ok(samples.length > 15, `${samples.length} samples were looked at`)
  const wrong = { page: 'wrong.md', code: "import { createHosts } from '@hubward/host'\n" }
  const [found, ...more] = await mistakesIn([...samples, wrong])
  t.match(found, /^wrong\.md:.*createHosts/)
  t.same(more, [])
})

t.test('the program in the README of the host runs one', async (t) => {
  const readme = pages.find(({ path }) => path === 'packages/host/README.md')
  const [program] = readme === undefined ? [] : samplesOf(readme)
  const database = await createTestDatabase({
    name: 'sample',
    version: '1',
    prepare: async () => {},
  })
  const folder = await sampleFolder()
  t.teardown(async () => {
    await rm(folder, { recursive: true })
    await database.drop()
  })
  const config = {
    publicUrl: 'http://127.0.0.1',
    listen: { port: 0 },
    operator: { name: 'An agency' },
    development: true,
    integrations: { form: { plugin: join(ROOT, 'plugins/contact-form') } },
    plugins: { isolation: 'in-process' },
  }
  await writeFile(join(folder, 'hubward.yaml'), JSON.stringify(config))
  await writeFile(join(folder, 'program.ts'), program?.code ?? '')
  const env = {
    ...process.env,
    HUBWARD_CONFIG: join(folder, 'hubward.yaml'),
    HUBWARD_KEYS: `test:${'0'.repeat(64)}`,
    DATABASE_URL: database.url,
  }
  const host = execFile(process.execPath, [join(folder, 'program.ts')], { env })
  const ended = once(host, 'exit')
  t.teardown(() => host.kill('SIGKILL'))
  let said = ''
  for await (const piece of host.stdout ?? []) {
    const listened = said.includes('listens at')
    said += piece
    // Once: a second signal ends it at once.
    if (!listened && said.includes('listens at')) host.kill('SIGTERM')
  }
  t.match(said, /The host listens at http:\/\/127\.0\.0\.1:\d+/)
  t.match(said, /the host has stopped/)
  t.same(await ended, [0, null], host.stderr ? await text(host.stderr) : '')
})
