import Fastify, { type FastifyRequest } from 'fastify'
import { ACCOUNT, addAccess } from './access.ts'
import { Kept } from './kept.ts'
import { pageOf } from './page.ts'
import { addTelling } from './telling.ts'

export interface LocalMessage {
  readonly id: number
  /** The id of the message that began the thread. */
  readonly threadId: number
  /** The id of the message that it answers. */
  readonly inReplyTo?: number
  readonly author: { readonly id: string; readonly name: string }
  readonly text: string
  readonly writtenAt: string
}

interface Writing {
  /** Who writes. */
  readonly name?: string
  readonly inReplyTo?: number
  /** ISO 8601, in place of the time that it is. */
  readonly time?: string
}

/**
 * A Network as small as a Network can be, on this computer: the plugin is tested with it, and tried
 * out with `npm run network`. Replace it by what your Network's API answers.
 *
 * @param file where it keeps everything; absent: it forgets all when it stops.
 */
export async function startNetwork(port = 0, file?: string) {
  const kept = new Kept(file)
  const byId = kept.map<LocalMessage>('messages')
  const byKey = kept.map<LocalMessage>('published')
  const app = Fastify()
  const { logIn } = addAccess(app, kept)
  const { tell, ...telling } = addTelling(app, kept)
  app.addHook('onSend', async () => kept.save())
  const messages = () => [...byId.values()]

  function append(
    text: string,
    author: LocalMessage['author'],
    { inReplyTo, time = new Date().toISOString() }: Writing,
  ): LocalMessage {
    const id = byId.size + 1
    const answered = byId.get(String(inReplyTo))
    const threadId = answered?.threadId ?? id
    const message: LocalMessage = {
      id,
      threadId,
      ...(answered && { inReplyTo: answered.id }),
      author,
      text,
      writtenAt: time,
    }
    byId.set(String(id), message)
    kept.save()
    return message
  }

  /** Our own replies. */
  const published = () => messages().filter(({ author }) => author.id === ACCOUNT.id)

  /** What somebody out there does. */
  async function write(text: string, writing: Writing = {}): Promise<LocalMessage> {
    const { name = 'Anna' } = writing
    const message = append(text, { id: `person-${name.toLowerCase()}`, name }, writing)
    await tell(message)
    return message
  }

  app.get<{ Querystring: { after?: string; since?: string; limit: string } }>(
    '/api/messages',
    async ({ query: { after = '0', since = '', limit } }) => ({
      messages: messages()
        .filter(({ id, writtenAt }) => id > Number(after) && writtenAt >= since)
        .slice(0, Number(limit)),
    }),
  )

  app.post<{ Body: { text: string; inReplyTo?: number } }>('/api/messages', async (request) => {
    const key = String(request.headers['idempotency-key'])
    const known = byKey.get(key)
    if (known !== undefined) return known
    const message = append(request.body.text, ACCOUNT, request.body)
    byKey.set(key, message)
    await tell(message)
    return message
  })

  // The page on which people write: /
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)),
  )
  app.get('/', async (_, response) => response.type('text/html').send(pageOf(messages())))
  app.post<{ Body: { text: string; name: string } }>('/', async ({ body }, response) => {
    await write(body.text, { name: body.name })
    return response.redirect('/', 303)
  })

  const url = await app.listen({ host: '127.0.0.1', port })
  return { url, write, published, logIn, ...telling, close: () => app.close() }
}
