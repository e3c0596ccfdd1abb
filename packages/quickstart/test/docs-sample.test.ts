import { createHmac } from 'node:crypto'
import { TestHost, testPlugin } from '@hubward/testkit'
import t from 'tap'
import Type from 'typebox'
import { startBoard } from './sample/board.ts'
import noticeBoard from './sample/notice-board.ts'
import { grants } from './sample/oauth2-login.ts'
import { receive } from './sample/push.ts'
import { messagesOf } from './sample/reading.ts'

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
