import { createVerify, generateKeyPairSync } from 'node:crypto'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import { described } from './description/described.ts'

/**
 * Google Play as its pages and its discovery document describe it, as far as reviews go: written before
 * the plugin. Every request and every answer of the API is checked against the discovery document while
 * it runs; what that doesn't say is from the pages that are named beside it.
 */
export const PACKAGE = 'example.northwind.shop'
export const SERVICE_ACCOUNT = 'reviews@northwind.iam.gserviceaccount.com'
const SCOPES = [
  'https://www.googleapis.com/auth/androidpublisher',
  'https://www.googleapis.com/auth/playdeveloperreporting',
]

interface Stamp {
  seconds: string
  nanos: number
}
export interface Review {
  reviewId: string
  authorName: string
  comments: [
    {
      userComment: {
        text: string
        lastModified: Stamp
        starRating: number
        [more: string]: unknown
      }
    },
    { developerComment: { text: string; lastModified: Stamp } }?,
  ]
}

/** "Retrieving a set of reviews" (Reply to Reviews): created or modified within the last week. */
const LISTED_MS = 7 * 86_400_000
/** Ten on a page by default, a hundred at most (reviews.list). */
const PAGE_SIZE = 10
const LARGEST_PAGE = 100
/** "Replies of more than approximately 350 characters will be rejected." (ReviewsReplyRequest) */
const REPLY_LIMIT = 350

const stamp = (ms: number): Stamp => ({
  seconds: String(Math.floor(ms / 1_000)),
  nanos: (ms % 1_000) * 1_000_000,
})
const msOf = ({ seconds, nanos }: Stamp) => Number(seconds) * 1_000 + nanos / 1_000_000

/** How Google's APIs refuse: https://google.aip.dev/193 */
class Refused extends Error {
  readonly code: number
  readonly status: string
  readonly reason: string | undefined
  constructor(code: number, status: string, message: string, reason?: string) {
    super(message)
    this.code = code
    this.status = status
    this.reason = reason
  }
}

/** How the Publisher API refuses an account that the Play Console doesn't know: without a `status`. */
class RefusedAsOfOld extends Refused {}

/** @param options.readsClock refuses assertions that were not signed just now. */
export async function startFakeGooglePlay({ readsClock = false } = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const apps = new Map<string, { displayName: string; reviews: Review[] }>()
  const tokens = new Map<string, readonly string[]>()
  const asked: string[] = []
  const tokensUsed: string[] = []
  const broken: string[] = []
  let now = () => Date.now()
  let state: 'granted' | 'key-deleted' | 'no-permission' | 'api-disabled' | 'not-invited' =
    'granted'
  let reportingEnabled = true
  let nextReview = 1
  let nextToken = 1

  const app = Fastify({ routerOptions: { maxParamLength: 1_000 } })
  await app.register(formbody)
  app.setErrorHandler((thrown, _request, response) => {
    if (!(thrown instanceof Refused)) {
      broken.push(String(thrown))
      return response
        .status(500)
        .send({ error: { code: 500, message: 'Internal', status: 'INTERNAL' } })
    }
    const { code, status, message, reason } = thrown
    if (thrown instanceof RefusedAsOfOld) {
      const error = { domain: 'androidpublisher', reason, message }
      return response.status(code).send({ error: { code, message, errors: [error] } })
    }
    const details =
      reason === undefined
        ? []
        : [
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              reason,
              domain: 'googleapis.com',
            },
          ]
    return response.status(code).send({ error: { code, message, status, details } })
  })

  // "Using OAuth 2.0 for Server to Server Applications", HTTP/REST.
  app.post<{ Body: Record<string, string> }>('/token', async ({ body }, response) => {
    const refuse = (error: string, error_description: string) =>
      response.status(400).send({ error, error_description })
    if (body.grant_type !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      return refuse('unsupported_grant_type', `Invalid grant_type: ${body.grant_type}`)
    }
    const [head = '', claims = '', signature = ''] = (body.assertion ?? '').split('.')
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString() || '{}')
    const header = read(head)
    const { iss, scope, aud, exp, iat } = read(claims)
    const signed = createVerify('RSA-SHA256').update(`${head}.${claims}`)
    const isSigned = header.alg === 'RS256' && signed.verify(publicKey, signature, 'base64url')
    if (iss !== SERVICE_ACCOUNT) return refuse('invalid_grant', 'Invalid grant: account not found')
    if (!isSigned || state === 'key-deleted')
      return refuse('invalid_grant', 'Invalid JWT Signature.')
    // Clocks of tests stand still or jump: only where one says so are they compared.
    const skewMs = readsClock ? Math.abs(iat * 1_000 - Date.now()) : 0
    const isTimely = exp > iat && exp - iat <= 3_600 && skewMs < 300_000
    if (!isTimely) return refuse('invalid_grant', 'Invalid JWT: Token must be a short-lived token')
    if (aud !== `${url}/token`) return refuse('invalid_grant', 'Invalid JWT: audience')
    const scopes = String(scope).split(' ')
    if (scopes.some((one) => !SCOPES.includes(one))) return refuse('invalid_scope', 'no such scope')
    const token = `ya29.token-${nextToken++}`
    tokens.set(token, scopes)
    return { access_token: token, expires_in: 3_599, token_type: 'Bearer' }
  })

  const authorize = (header: string | undefined, scope: string, reason: boolean) => {
    const scopes = tokens.get(header?.replace(/^Bearer /, '') ?? '')
    if (!scopes || state === 'key-deleted') {
      throw new Refused(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.')
    }
    if (!scopes.includes(scope))
      throw new Refused(
        403,
        'PERMISSION_DENIED',
        'insufficient scopes',
        'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
      )
    if (reason) {
      throw new Refused(
        403,
        'PERMISSION_DENIED',
        'The API has not been used in project 1 before or it is disabled.',
        'SERVICE_DISABLED',
      )
    }
  }

  /** One call of the API under its described path, checked on the way in and on the way out. */
  type Call = (given: {
    params: Record<string, string>
    query: Record<string, string>
    body: unknown
  }) => unknown
  const calls: { id: string; pattern: RegExp; method: string; run: Call; scope: string }[] = []
  function call(id: string, scope: string, run: Call) {
    const { httpMethod, flatPath } = described(id)
    const pattern = flatPath
      .replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/:]+)')
    calls.push({ id, pattern: new RegExp(`^/${pattern}$`), method: httpMethod, run, scope })
  }
  app.all('/*', async (request) => {
    const [path = ''] = request.url.split('?')
    const found = calls.find(
      ({ pattern, method }) => method === request.method && pattern.test(path),
    )
    if (!found) throw new Refused(404, 'NOT_FOUND', `no such method: ${request.method} ${path}`)
    const { id, pattern, run, scope } = found
    const { request: checkRequest, answer: checkAnswer } = described(id)
    const query = request.query as Record<string, string>
    const wrong = checkRequest(query, request.body)
    if (wrong !== undefined) {
      broken.push(wrong)
      throw new Refused(400, 'INVALID_ARGUMENT', wrong)
    }
    asked.push(id)
    tokensUsed.push(String(request.headers.authorization))
    const isReporting = id.startsWith('playdeveloperreporting')
    authorize(
      request.headers.authorization,
      scope,
      isReporting ? !reportingEnabled : state === 'api-disabled',
    )
    const groups = Object.entries(pattern.exec(path)?.groups ?? {})
    const params = Object.fromEntries(
      groups.map(([name, value]) => [name, decodeURIComponent(value)]),
    )
    const answer = run({ params, query, body: request.body })
    const misfit = checkAnswer(answer)
    if (misfit !== undefined) throw new Error(misfit)
    return answer
  })

  const appOf = (packageName: string) => {
    const known = apps.get(packageName)
    if (!known) throw new Refused(404, 'NOT_FOUND', `Package not found: ${packageName}.`)
    if (state === 'not-invited') {
      const words = 'The current user has insufficient permissions to perform the operation.'
      throw new RefusedAsOfOld(401, '', words, 'permissionDenied')
    }
    if (state === 'no-permission')
      throw new Refused(403, 'PERMISSION_DENIED', 'The caller does not have permission')
    return known
  }
  const reviewOf = (packageName: string, reviewId: string) => {
    const found = appOf(packageName).reviews.find((review) => review.reviewId === reviewId)
    if (!found) throw new Refused(404, 'NOT_FOUND', `Review not found: ${reviewId}`)
    return found
  }
  const changed = ({ comments: [{ userComment }] }: Review) => msOf(userComment.lastModified)

  call('androidpublisher.reviews.list', SCOPES[0] ?? '', ({ params, query }) => {
    const all = appOf(params.packageName ?? '').reviews
    // "The first result in the list shows the user comment that was most recently created or modified."
    const recent = all
      .filter((review) => changed(review) > now() - LISTED_MS)
      .toSorted((one, other) => changed(other) - changed(one))
    const size = Math.min(Number(query.maxResults ?? PAGE_SIZE), LARGEST_PAGE)
    const begin = query.token === undefined ? 0 : Number(query.token.replace('page-', ''))
    const reviews = recent.slice(begin, begin + size)
    const more = begin + size < recent.length
    return {
      ...(reviews.length > 0 && { reviews }),
      ...(more && { tokenPagination: { nextPageToken: `page-${begin + size}` } }),
    }
  })
  call('androidpublisher.reviews.get', SCOPES[0] ?? '', ({ params }) =>
    reviewOf(params.packageName ?? '', params.reviewId ?? ''),
  )
  call('androidpublisher.reviews.reply', SCOPES[0] ?? '', ({ params, body }) => {
    const review = reviewOf(params.packageName ?? '', params.reviewId ?? '')
    const { replyText = '' } = body as { replyText?: string }
    if ([...replyText].length > REPLY_LIMIT)
      throw new Refused(400, 'INVALID_ARGUMENT', 'The reply is too long.')
    // "HTML tags will be stripped." (ReviewsReplyRequest)
    const text = replyText.replaceAll(/<\/?[a-z][^<>]*>/gi, '')
    const lastModified = stamp(now())
    review.comments = [review.comments[0], { developerComment: { text, lastModified } }]
    return { result: { replyText: text, lastEdited: lastModified } }
  })
  call('playdeveloperreporting.apps.search', SCOPES[1] ?? '', () => ({
    apps: [...apps].map(([packageName, { displayName }]) => ({
      name: `apps/${packageName}`,
      packageName,
      displayName,
    })),
  }))

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const reviewsOf = (packageName: string) => {
    const known = apps.get(packageName)
    if (!known) throw new Error(`no app ${packageName}`)
    return known.reviews
  }
  const fake = {
    url,
    settings: { server: url, reporting: url, tokenEndpoint: `${url}/token` },
    /** The file that the Google Cloud console offers once: JSON. */
    keyFile: JSON.stringify({
      type: 'service_account',
      project_id: 'northwind',
      private_key_id: '5f1c',
      private_key: privateKey,
      client_email: SERVICE_ACCOUNT,
      token_uri: 'https://oauth2.googleapis.com/token',
    }),
    privateKey,
    asked,
    tokensUsed,
    /** As when Google ends them early. */
    forgetTokens: () => tokens.clear(),
    setClock(clock: () => number) {
      now = clock
    },
    addApp(packageName: string, displayName: string) {
      apps.set(packageName, { displayName, reviews: [] })
    },
    reviews: reviewsOf,
    write(
      text: string,
      more: {
        stars?: number
        time?: number
        author?: string
        details?: object
        packageName?: string
      } = {},
    ): Review {
      const review: Review = {
        reviewId: `gp:AOqpTOF-${nextReview}`,
        authorName: more.author ?? `Reviewer ${nextReview}`,
        comments: [
          {
            userComment: {
              text,
              lastModified: stamp(more.time ?? now()),
              starRating: more.stars ?? 3,
              ...more.details,
            },
          },
        ],
      }
      nextReview++
      reviewsOf(more.packageName ?? PACKAGE).push(review)
      return review
    },
    edit({ comments: [{ userComment }] }: Review, text: string, time = now()) {
      userComment.text = text
      userComment.lastModified = stamp(time)
    },
    /** Somebody answers in the Play Console. */
    answer(review: Review, text: string, time = now()) {
      review.comments = [
        review.comments[0],
        { developerComment: { text, lastModified: stamp(time) } },
      ]
    },
    unanswer(review: Review) {
      review.comments = [review.comments[0]]
    },
    is(next: typeof state) {
      state = next
    },
    listsApps(enabled: boolean) {
      reportingEnabled = enabled
    },
    /** @throws when something was not as described, on either side. */
    async close() {
      await app.close()
      if (broken.length > 0) throw new Error(broken.join('\n'))
    },
  }
  fake.addApp(PACKAGE, 'Northwind Shop')
  return fake
}
