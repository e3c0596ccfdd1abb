import { generateKeyPairSync, verify } from 'node:crypto'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { described, refusalProblem } from './description/described.ts'

/**
 * App Store Connect as Apple's pages and its OpenAPI description say, as far as reviews go: written
 * before the plugin. Every request and every answer is checked against the description while it runs;
 * what that doesn't say is from the pages that are named beside it.
 */
export const APP_ID = '1234567890'
export const KEY_ID = '2X9R4HXF34'
export const ISSUER_ID = '57246542-96fe-1a63-e053-0824d011072a'

export interface Review {
  id: string
  createdDate: string
  rating: number
  title: string
  body: string
  reviewerNickname: string
  territory: string
  response?: { id: string; body: string; lastModifiedDate: string; state: State }
}
type State = 'PUBLISHED' | 'PENDING_PUBLISH'

/** "Tokens that expire more than 20 minutes in the future are not valid" (Generating Tokens). */
const TOKEN_LIMIT_S = 1_200
/** "Respond to reviews" (App Store Connect Help): 5,970 characters. */
const RESPONSE_LIMIT = 5_970
const PAGE_SIZE = 50

class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.status = status
    this.code = code
  }
}

export async function startFakeAppStore() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const apps = [{ id: APP_ID, name: 'Northwind Shop', bundleId: 'example.northwind.shop' }]
  const reviews: Review[] = []
  const asked: string[] = []
  const broken: string[] = []
  let now = () => Date.now()
  let state: 'granted' | 'key-revoked' | 'no-role' | 'reads-only' | 'agreement' = 'granted'
  let left = 3_500
  let publishesAtOnce = false
  let next = 1

  const app = Fastify()
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) =>
    done(null),
  )
  app.addHook('onSend', async (_request, reply) => {
    // "Every response from the API includes an X-Rate-Limit HTTP header" (Identifying Rate Limits).
    reply.header('x-rate-limit', `user-hour-lim:3600;user-hour-rem:${left};`)
  })
  app.setErrorHandler((thrown, _request, reply) => {
    const isRefusal = thrown instanceof Refused
    if (!isRefusal) broken.push(String(thrown))
    const { status, code, message } = isRefusal
      ? thrown
      : { status: 500, code: 'UNEXPECTED_ERROR', message: 'unexpected' }
    const body = {
      errors: [{ id: `e-${next++}`, status: String(status), code, title: code, detail: message }],
    }
    const wrong = refusalProblem(body)
    if (wrong !== undefined) broken.push(wrong)
    return reply.status(status).send(body)
  })

  function authorize({ headers }: FastifyRequest, isWriting: boolean) {
    const [head = '', claims = '', signature = ''] = (headers.authorization ?? '')
      .replace(/^Bearer /, '')
      .split('.')
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString() || '{}')
    const { alg, kid, typ } = read(head)
    const { iss, aud, iat, exp } = read(claims)
    const isSigned =
      alg === 'ES256' &&
      typ === 'JWT' &&
      kid === KEY_ID &&
      verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        { key: publicKey, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      )
    const isMeant = iss === ISSUER_ID && aud === 'appstoreconnect-v1' && exp - iat <= TOKEN_LIMIT_S
    if (!isSigned || !isMeant || state === 'key-revoked') {
      throw new Refused(
        401,
        'NOT_AUTHORIZED',
        'Provide a properly configured and signed bearer token.',
      )
    }
    if (state === 'agreement') {
      throw new Refused(
        403,
        'FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED',
        'A required agreement is missing or has expired.',
      )
    }
    if (state === 'no-role' || (state === 'reads-only' && isWriting)) {
      throw new Refused(403, 'FORBIDDEN_ERROR', 'The API key in use does not allow this request')
    }
    if (left-- <= 0)
      throw new Refused(429, 'RATE_LIMIT_EXCEEDED', 'The request rate limit has been reached.')
  }

  /** One call under its described path, checked on the way in and on the way out. */
  function call(
    id: string,
    run: (given: { id: string; query: Record<string, string>; body: unknown }) => unknown,
  ) {
    const [method = '', path = ''] = id.split(' ')
    const { request: checkRequest, answer: checkAnswer } = described(id)
    app.route({
      method: method as 'GET',
      url: path.replace('{id}', ':id'),
      async handler(request, reply: FastifyReply) {
        asked.push(id)
        authorize(request, method !== 'GET')
        const query = request.query as Record<string, string>
        const wrong = checkRequest(query, request.body)
        if (wrong !== undefined) {
          if (!wrong.includes('filter[territory]')) broken.push(wrong)
          throw new Refused(400, 'PARAMETER_ERROR.INVALID', wrong)
        }
        const answer = run({ id: (request.params as { id: string }).id, query, body: request.body })
        const misfit = checkAnswer(answer)
        if (misfit !== undefined) throw new Error(misfit)
        return answer === undefined ? reply.status(204).send() : answer
      },
    })
  }

  const reviewOf = (id: string) => {
    const found = reviews.find((review) => review.id === id)
    if (!found)
      throw new Refused(
        404,
        'NOT_FOUND',
        `There is no resource of type 'customerReviews' with id '${id}'`,
      )
    return found
  }
  const asReview = ({ id, response, ...attributes }: Review) => ({
    type: 'customerReviews',
    id,
    attributes,
    relationships: {
      response: response ? { data: { type: 'customerReviewResponses', id: response.id } } : {},
    },
  })
  const asResponse = ({ id, response }: Review) =>
    response
      ? [
          {
            type: 'customerReviewResponses',
            id: response.id,
            attributes: {
              responseBody: response.body,
              lastModifiedDate: response.lastModifiedDate,
              state: response.state,
            },
            relationships: { review: { data: { type: 'customerReviews', id } } },
          },
        ]
      : []

  call('GET /v1/apps', () => ({
    data: apps.map(({ id, ...attributes }) => ({ type: 'apps', id, attributes })),
    links: { self: `${url}/v1/apps` },
  }))
  call('GET /v1/apps/{id}/customerReviews', ({ id, query }) => {
    if (!apps.some((known) => known.id === id)) throw new Refused(404, 'NOT_FOUND', 'no such app')
    const territories = query['filter[territory]']?.split(',')
    const all = reviews
      .filter(({ territory }) => territories?.includes(territory) ?? true)
      .toSorted((one, other) => Date.parse(other.createdDate) - Date.parse(one.createdDate))
    const size = Number(query.limit ?? PAGE_SIZE)
    const begin = Number(query.cursor ?? 0)
    const page = all.slice(begin, begin + size)
    const self = new URL(`/v1/apps/${id}/customerReviews?${new URLSearchParams(query)}`, url)
    const following = new URL(self)
    following.searchParams.set('cursor', String(begin + size))
    return {
      data: page.map(asReview),
      ...(query.include === 'response' && { included: page.flatMap(asResponse) }),
      links: { self: self.href, ...(begin + size < all.length && { next: following.href }) },
      meta: { paging: { total: all.length, limit: size } },
    }
  })
  call('GET /v1/customerReviews/{id}', ({ id, query }) => ({
    data: asReview(reviewOf(id)),
    ...(query.include === 'response' && { included: asResponse(reviewOf(id)) }),
    links: { self: `${url}/v1/customerReviews/${id}` },
  }))
  call('POST /v1/customerReviewResponses', ({ body }) => {
    const { data } = body as {
      data: {
        attributes: { responseBody: string }
        relationships: { review: { data: { id: string } } }
      }
    }
    const review = reviewOf(data.relationships.review.data.id)
    const text = data.attributes.responseBody
    if (text.length > RESPONSE_LIMIT) {
      throw new Refused(409, 'ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG', 'responseBody is too long')
    }
    // "If a response already exists, this endpoint updates the response by overwriting it."
    review.response = {
      id: review.response?.id ?? `response-${next++}`,
      body: text,
      lastModifiedDate: new Date(now()).toISOString(),
      // "Responses don't appear in the App Store instantly."
      state: publishesAtOnce ? 'PUBLISHED' : 'PENDING_PUBLISH',
    }
    const [response] = asResponse(review)
    return {
      data: response,
      links: { self: `${url}/v1/customerReviewResponses/${review.response.id}` },
    }
  })
  call('DELETE /v1/customerReviewResponses/{id}', ({ id }) => {
    const review = reviews.find(({ response }) => response?.id === id)
    if (!review) throw new Refused(404, 'NOT_FOUND', 'no such response')
    delete review.response
    return undefined
  })

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    privateKey,
    apps,
    reviews,
    asked,
    setClock(clock: () => number) {
      now = clock
    },
    write(body: string, more: Partial<Review> = {}): Review {
      const review: Review = {
        id: `00000020-aaaa-0000-0000-${String(next++).padStart(12, '0')}`,
        createdDate: new Date(now()).toISOString(),
        rating: 3,
        title: 'A review',
        body,
        reviewerNickname: `reader${next}`,
        territory: 'DEU',
        ...more,
      }
      reviews.push(review)
      return review
    },
    /** Somebody answers at App Store Connect; or the pending answers appear in the store. */
    answer(review: Review, body: string) {
      const lastModifiedDate = new Date(now()).toISOString()
      review.response = { id: `response-${next++}`, body, lastModifiedDate, state: 'PUBLISHED' }
    },
    publish() {
      for (const { response } of reviews) if (response) response.state = 'PUBLISHED'
    },
    remove(review: Review) {
      reviews.splice(reviews.indexOf(review), 1)
    },
    is(wanted: typeof state) {
      state = wanted
    },
    /** For tests that don't wait until answers appear. */
    publishAtOnce() {
      publishesAtOnce = true
    },
    hasLeft(requests: number) {
      left = requests
    },
    /** @throws when something was not as described, on either side. */
    async close() {
      await app.close()
      if (broken.length > 0) throw new Error(broken.join('\n'))
    },
  }
}
