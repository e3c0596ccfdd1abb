import { checkPlugin } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import Fastify from 'fastify'
import t from 'tap'
import noticeBoard from './sample/notice-board.ts'

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
  t.match(done, { kind: 'complete', accounts: [{ name: 'Garden Centre' }] })
  if (done.kind !== 'complete') return
  const [account] = done.accounts

  const channel = host.addChannel({
    channelSettings: {},
    credentials: { server, token: 'secret' },
    channel: { networkId: account?.networkId ?? '', server: account?.server ?? null },
  })
  const question = pin('Do you sell oak trees?', { id: 'anna', name: 'Anna' })
  for (let count = 0; count < 60; count++) pin(`Note ${count}`, { id: 'ben', name: 'Ben' })
  const fetched = await channel.fetch()
  t.equal(fetched.length, 61, 'more than one page is fetched')
  t.same(await channel.fetch(), [], 'and nothing twice')

  const inReplyTo = { networkItemId: 'note-1', reference: { noteId: question.id }, rootId: null }
  const published = await channel.reply({ inReplyTo, text: 'From three metres on.' })
  const again = await channel.reply({ inReplyTo, text: 'From three metres on.' })
  t.same(again, published, 'a repeated reply is the same reply')
  t.equal(notes.length, 62)
  t.match(await channel.fetch(), [
    {
      interaction: { networkItemId: published.networkItemId, root: { rootId: 'note-1' } },
      own: true,
    },
  ])
})
