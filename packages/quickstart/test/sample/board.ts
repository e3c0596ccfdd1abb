import Fastify from 'fastify'

interface Note {
  readonly id: number
  readonly threadId: number
  readonly author: { readonly id: string; readonly name: string }
  readonly text: string
  readonly writtenAt: string
}

const US = { id: 'us', name: 'Garden Centre' }
const ANNA = { id: 'anna', name: 'Anna' }

/** The Network of the guide: a board with an API as small as an API can be. */
export async function startBoard() {
  const notes: Note[] = []
  const published = new Map<string, Note>()
  const pin = (text: string, author = ANNA, threadId?: number): Note => {
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
  board.get('/api/me', async () => US)
  board.get<{ Querystring: { after?: string; limit: string } }>('/api/notes', async (request) => {
    const { after = '0', limit } = request.query
    return { notes: notes.filter(({ id }) => id > Number(after)).slice(0, Number(limit)) }
  })
  board.post<{ Body: { text: string; inReplyTo: number } }>('/api/notes', async (request) => {
    const key = String(request.headers['idempotency-key'])
    const { text, inReplyTo } = request.body
    const note = published.get(key) ?? pin(text, US, inReplyTo)
    published.set(key, note)
    return note
  })
  const url = await board.listen({ host: '127.0.0.1', port: 0 })
  return { url, pin, close: () => board.close() }
}
