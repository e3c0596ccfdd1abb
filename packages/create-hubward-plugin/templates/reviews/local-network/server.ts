import Fastify, { type FastifyRequest } from 'fastify'
import { ACCOUNT, addAccess } from './access.ts'
import { Kept } from './kept.ts'
import { pageOf } from './page.ts'

export interface Review {
  readonly id: number
  readonly author: { readonly id: string; readonly name: string }
  /** One to five. */
  readonly stars: number
  readonly text: string
  readonly writtenAt: string
  readonly editedAt?: string
  /** At most one: a second takes the place of the first. */
  readonly answer?: { readonly id: number; readonly text: string; readonly writtenAt: string }
  /** The latest of these times: the list is in this order. */
  readonly changedAt: string
}

interface Writing {
  /** Who writes. */
  readonly name?: string
  readonly stars?: number
  /** ISO 8601: from now on it is this time, in place of the time that it is. */
  readonly time?: string
}

/**
 * A Network of reviews as small as one can be, on this computer: the plugin is tested with it, and
 * tried out with `npm run network`. Replace it by what your Network's API answers.
 *
 * @param file where it keeps everything; absent: it forgets all when it stops.
 */
export async function startNetwork(port = 0, file?: string) {
  const kept = new Kept(file)
  const byId = kept.map<Review>('reviews')
  const byKey = kept.map<Review>('published')
  const numbers = kept.map<number>('numbers')
  const app = Fastify()
  const { logIn } = addAccess(app, kept)
  app.addHook('onSend', async () => kept.save())

  let told: string | undefined
  function now(time = told): string {
    told = time
    return told ?? new Date().toISOString()
  }

  function newId(): number {
    const id = (numbers.get('last') ?? 0) + 1
    numbers.set('last', id)
    return id
  }

  function put(review: Review): Review {
    byId.set(String(review.id), review)
    kept.save()
    return review
  }

  /** What was changed last comes last. */
  const reviews = () =>
    [...byId.values()].toSorted(
      (one, other) => one.changedAt.localeCompare(other.changedAt) || one.id - other.id,
    )

  /** Our own answers as they stand, each with the id of its review. */
  const published = () =>
    reviews().flatMap(({ id, answer }) => (answer ? [{ id, text: answer.text }] : []))

  /** What somebody out there does. */
  async function write(text: string, { name = 'Anna', stars = 4, time }: Writing = {}) {
    const author = { id: `person-${name.toLowerCase()}`, name }
    const writtenAt = now(time)
    return put({ id: newId(), author, stars, text, writtenAt, changedAt: writtenAt })
  }
  async function edit(id: number, text: string, { time }: Pick<Writing, 'time'> = {}) {
    const review = byId.get(String(id))
    if (!review) throw new Error(`there is no review ${id}`)
    const editedAt = now(time)
    return put({ ...review, text, editedAt, changedAt: editedAt })
  }
  async function remove(id: number): Promise<void> {
    byId.delete(String(id))
    kept.save()
  }

  interface Asked {
    changedSince?: string
    after?: string
    limit?: string
  }
  app.get<{ Querystring: Asked }>('/api/reviews', async ({ query }) => {
    const { changedSince = '', after = '', limit = '50' } = query
    const wanted = reviews().filter(
      (review) => review.changedAt >= changedSince && cursorOf(review) > after,
    )
    const listed = wanted.slice(0, Number(limit))
    const last = listed.at(-1)
    return {
      reviews: listed,
      ...(wanted.length > listed.length && last && { next: cursorOf(last) }),
    }
  })

  app.put<{ Params: { id: string }; Body: { text: string } }>(
    '/api/reviews/:id/answer',
    async ({ params, body, headers }, response) => {
      const key = String(headers['idempotency-key'])
      const known = byKey.get(key)
      if (known) return known
      const review = byId.get(params.id)
      if (!review) return response.status(404).send({ error: 'not_found' })
      const writtenAt = now()
      const answer = { id: newId(), text: body.text, writtenAt }
      const answered = put({ ...review, answer, changedAt: writtenAt })
      byKey.set(key, answered)
      return answered
    },
  )

  // The page on which people write: /
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)),
  )
  app.get('/', async (_, response) => response.type('text/html').send(pageOf(ACCOUNT, reviews())))
  app.post<{ Body: { text: string; name: string; stars: string } }>(
    '/',
    async (request, response) => {
      const { text, name, stars } = request.body
      await write(text, { name, stars: Number(stars) })
      return response.redirect('/', 303)
    },
  )

  const url = await app.listen({ host: '127.0.0.1', port })
  return { url, write, edit, remove, published, logIn, close: () => app.close() }
}

/** A place in the list that stays where it is, whatever comes and goes before it. */
function cursorOf({ changedAt, id }: Review): string {
  return `${changedAt} ${String(id).padStart(10, '0')}`
}
