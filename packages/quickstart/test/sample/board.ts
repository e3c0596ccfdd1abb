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
  let now = '2026-01-15T10:00:00.000Z'
  /** @param given.time moves the board's clock; ISO 8601. */
  const pin = (
    text: string,
    given: { time?: string; author?: typeof ANNA; threadId?: number } = {},
  ): Note => {
    const id = notes.length + 1
    now = given.time ?? new Date(Date.parse(now) + 60_000).toISOString()
    const { author = ANNA, threadId = id } = given
    const note = { id, threadId, author, text, writtenAt: now }
    notes.push(note)
    return note
  }
  const board = Fastify()
  board.addHook('onRequest', async (request, response) => {
    if (request.headers.authorization !== 'Bearer secret') {
      return response.status(401).send({ error: 'unauthorized' })
    }
  })
  board.get('/api/me', async () => US)
  board.get<{ Querystring: { after?: string; since?: string; limit: string } }>(
    '/api/notes',
    async (request) => {
      const { after = '0', since = '', limit } = request.query
      const wanted = notes.filter(({ id, writtenAt }) => id > Number(after) && writtenAt >= since)
      return { notes: wanted.slice(0, Number(limit)) }
    },
  )
  board.post<{ Body: { text: string; inReplyTo: number } }>('/api/notes', async (request) => {
    const key = String(request.headers['idempotency-key'])
    const { text, inReplyTo } = request.body
    const note = published.get(key) ?? pin(text, { author: US, threadId: inReplyTo })
    published.set(key, note)
    return note
  })
  const url = await board.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    /** Whose Channel it is, as the sample names people. */
    us: `${US.id}@${new URL(url).host}`,
    pin,
    published: () => [...published.values()].map(({ text }) => text),
    close: () => board.close(),
  }
}
