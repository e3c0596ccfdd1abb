import { createHmac } from 'node:crypto'
import { checkPlugin } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import Fastify from 'fastify'
import t from 'tap'
import Type from 'typebox'
import noticeBoard from './sample/notice-board.ts'
import { receive } from './sample/push.ts'

interface Note {
  id: number
  threadId: number
  author: { id: string; name: string }
  text: string
  writtenAt: string
}

/** The Network of the guide: a board with an API as small as an API can be. */
function startBoard() {
  const notes: Note[] = []
  const published = new Map<string, Note>()
  const pin = (text: string, author: { id: string; name: string }, threadId?: number) => {
    const id = notes.length + 1
    const writtenAt = new Date(Date.UTC(2026, 0, 15, 10, id)).toISOString()
    const note = { id, threadId: threadId ?? id, author, text, writtenAt }
    notes.push(note)
    return note
  }
  const board = Fastify()
  board.addHook('onRequest', async (request, response) => {
    if (request.headers.authorization !== 'Bearer secret') return response.status(401).send()
  })
  board.get('/api/me', async () => ({ id: 'us', name: 'Garden Centre' }))
  board.get<{ Querystring: { after?: string; limit: string } }>('/api/notes', async (request) => {
    const { after = '0', limit } = request.query
    return { notes: notes.filter(({ id }) => id > Number(after)).slice(0, Number(limit)) }
  })
  board.post<{ Body: { text: string; inReplyTo: number } }>('/api/notes', async (request) => {
    const key = String(request.headers['idempotency-key'])
    const { text, inReplyTo } = request.body
    const note = published.get(key) ?? pin(text, { id: 'us', name: 'Garden Centre' }, inReplyTo)
    published.set(key, note)
    return note
  })
  return { board, pin, notes }
}

t.test('the sample of the plugin author’s guide does what the guide says', async (t) => {
  const { board, pin, notes } = startBoard()
  await board.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => board.close())
  const server = board.listeningOrigin

  t.same(checkPlugin(noticeBoard), [], 'it keeps the rules')
  const host = new TestHost(noticeBoard)

  const first = await host.authenticate({ kind: 'start' })
  t.match(first, { kind: 'form', step: 'connection' }, 'it asks for address and key')
  const submit = { kind: 'form', step: 'connection', state: null } as const
  const refused = await host.authenticate({ ...submit, values: { server, token: 'wrong' } })
  t.match(refused, { kind: 'form', errors: { token: { en: /does not accept/ } } })
  const done = await host.authenticate({ ...submit, values: { server, token: 'secret' } })
  t.match(done, { kind: 'complete', accounts: [{ name: 'Garden Centre', server: /^127/ }] })
  if (done.kind !== 'complete') return
  const networkId = done.accounts[0]?.networkId ?? ''

  const question = pin('Do you sell oak trees?', { id: 'anna', name: 'Anna' })
  for (let count = 0; count < 60; count++) pin(`Note ${count}`, { id: 'ben', name: 'Ben' })

  // #region test
  const channel = host.addChannel({
    channel: { networkId },
    channelSettings: {},
    credentials: { server, token: 'secret' },
  })
  t.equal((await channel.fetch()).length, 61, 'all pages are fetched')
  t.same(await channel.fetch(), [], 'and nothing twice')

  const inReplyTo = { networkItemId: 'note-1', reference: { noteId: question.id }, rootId: null }
  const published = await channel.reply({ inReplyTo, text: 'From three metres on.' })
  const again = await channel.reply({ inReplyTo, text: 'From three metres on.' })
  t.same(again, published, 'a repeated reply is the same reply')
  t.match(await channel.fetch(), [{ own: true, interaction: { root: { rootId: 'note-1' } } }])
  // #endregion
  t.equal(notes.length, 62, 'and stands on the board once')
})

t.test('the sample of a signed push is refused without its signature', async (t) => {
  const rawBody = Buffer.from(JSON.stringify({ accountId: 'account-1', id: '7' }))
  const webhookSecret = 'of the operator'
  const plugin = {
    ...noticeBoard,
    settings: Type.Object({ webhookSecret: Type.String() }),
    receive,
  }
  const host = new TestHost(plugin, { settings: { webhookSecret } })
  const channel = host.addChannel({
    channel: { networkId: 'account-1' },
    channelSettings: {},
    credentials: { server: 'https://board.example.org', token: 'secret' },
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
