import { createServer } from 'node:net'
import Fastify from 'fastify'
import got from 'got'
import t from 'tap'
import {
  attachmentFailure,
  LANGUAGES,
  PLUGIN_ERROR_CODES,
  PluginError,
  SENTENCES,
  toPluginError,
} from '../src/index.ts'

const now = new Date('2026-11-22T10:00:00.000Z')

/** A Network that answers what it is asked to: `/429?retry-after=7`. `/silence` never answers. */
const network = Fastify()
network.get<{ Params: { status: string }; Querystring: Record<string, string> }>(
  '/:status',
  async (request, response) => {
    if (request.params.status === 'silence') return new Promise(() => {})
    response.status(Number(request.params.status)).headers(request.query)
    return { error: 'the body may hold a secret' }
  },
)
/** What stands in front of a Network, and knows nothing of it. */
const FRONTS: Record<string, { type?: string; body?: string; challenge?: string }> = {
  page: { type: 'text/html', body: '<!doctype html><h1>Not here</h1>' },
  word: { type: 'text/plain', body: '404 page not found' },
  nothing: {},
  lie: { type: 'text/html', body: '{"error":"not_found"}' },
  half: { type: 'application/json', body: '{"error":"not_fou' },
  number: { type: 'application/json', body: '404' },
  visitors: { type: 'text/html', body: '', challenge: 'Basic realm="staff"' },
}
network.get<{ Params: { front: string; status: string } }>(
  '/front/:front/:status',
  async (request, response) => {
    const front = FRONTS[request.params.front]
    if (front?.type) response.type(front.type)
    if (front?.challenge) response.header('www-authenticate', front.challenge)
    return response.status(Number(request.params.status)).send(front?.body)
  },
)
network.get<{ Params: { scheme: string } }>('/challenge/:scheme', (request, response) =>
  response.header('www-authenticate', `${request.params.scheme} error="x"`).status(401).send(),
)
network.get('/cut', async (request) => {
  request.raw.socket.destroy()
})

t.before(async () => {
  await network.listen({ host: '127.0.0.1', port: 0 })
})
t.teardown(() => {
  network.server.closeAllConnections()
  return network.close()
})

async function failureOf(path: string, options: object = {}): Promise<PluginError> {
  const origin = path.startsWith('http') ? '' : network.listeningOrigin
  try {
    await got(origin + path, { retry: { limit: 0 }, ...options })
  } catch (thrown) {
    return toPluginError(thrown, now)
  }
  throw new Error(`${path} should have failed`)
}

t.test('an answer of the Network is understood by its status', async (t) => {
  const codes = {
    400: 'invalid',
    401: 'authentication',
    403: 'rejected',
    404: 'not-found',
    408: 'unavailable',
    409: 'rejected',
    410: 'not-found',
    413: 'invalid',
    415: 'invalid',
    422: 'invalid',
    425: 'unavailable',
    429: 'rate-limited',
    500: 'unavailable',
    502: 'unavailable',
    503: 'unavailable',
  }
  for (const [status, code] of Object.entries(codes)) {
    const error = await failureOf(`/${status}`)
    t.equal(error.code, code, status)
    t.equal(error.effect, code === 'unavailable' ? 'unknown' : 'none', `${status}: the effect`)
    t.equal(error.message, `the Network answered ${status}`, 'the body stays out of the log')
    t.equal(error.retryAfterMs, undefined)
  }
})

t.test('a proxy ends no grant and deletes nothing: only an API is believed', async (t) => {
  for (const front of Object.keys(FRONTS)) {
    for (const status of [401, 403, 404, 407, 410]) {
      for (const responseType of ['text', 'json', 'buffer']) {
        t.match(
          await failureOf(`/front/${front}/${status}`, { responseType }),
          {
            code: 'unavailable',
            message: /^the Network answered \d+, but not in the words of an API/,
          },
          `${front} ${status} ${responseType}`,
        )
      }
    }
  }
  for (const scheme of ['Bearer', 'DPoP']) {
    t.match(await failureOf(`/challenge/${scheme}`), { code: 'authentication' }, scheme)
  }
  const problem = new URLSearchParams({ 'content-type': 'application/problem+json' })
  t.match(await failureOf(`/404?${problem}`, { responseType: 'buffer' }), { code: 'not-found' })
})

t.test('the author of a plugin reads why an API was not believed', async (t) => {
  for (const [front, why] of Object.entries({
    page: 'its content-type is “text/html”, where an API says application/json',
    nothing: 'it has no content-type, where an API says application/json',
    half: 'its body is no JSON object',
    number: 'its body is no JSON object',
  })) {
    const { message } = await failureOf(`/front/${front}/401`)
    const said = `the Network answered 401, but not in the words of an API: ${why}`
    t.equal(message.replace('; charset=utf-8', ''), said, front)
  }
})

t.test('an attachment that is not found is not the message that is answered', async (t) => {
  const fetching = async (path: string) => {
    try {
      await got(network.listeningOrigin + path, { retry: { limit: 0 } })
    } catch (thrown) {
      return attachmentFailure(thrown, now)
    }
    throw new Error(`${path} should have failed`)
  }
  for (const path of ['/404', '/403', '/front/page/404', '/front/nothing/410']) {
    t.match(await fetching(path), { code: 'invalid', effect: 'none', sentence: { de: /Anhang/ } })
  }
  t.match(await fetching('/503'), { code: 'unavailable', effect: 'none' })
  t.match(await fetching('/429?retry-after=7'), { code: 'rate-limited', retryAfterMs: 7_000 })
  const sentence = { en: 'Too large.', de: 'Zu groß.', fr: 'Trop grand.' }
  const refused = new PluginError('invalid', { message: 'too many bytes' })
  t.match(attachmentFailure(refused, now, sentence), { code: 'invalid', sentence })
})

t.test('Retry-After is seconds or a date, and nothing else', async (t) => {
  t.equal((await failureOf('/429?retry-after=7')).retryAfterMs, 7_000)
  t.equal((await failureOf('/503?retry-after=120')).retryAfterMs, 120_000)
  const after = async (retryAfter: string, date: string) => {
    const query = new URLSearchParams({ 'retry-after': retryAfter, date })
    return (await failureOf(`/429?${query}`)).retryAfterMs
  }
  const right = 'Sun, 22 Nov 2026 10:00:00 GMT'
  t.equal(await after('Sun, 22 Nov 2026 10:01:30 GMT', right), 90_000)
  t.equal(await after('Sun, 22 Nov 2026 09:00:00 GMT', right), 0, 'a date gone by')
  t.equal(
    await after('Sun, 22 Nov 2026 11:01:30 GMT', 'Sun, 22 Nov 2026 11:00:00 GMT'),
    90_000,
    'by the clock that wrote it, though one of both is an hour off',
  )
  t.equal(await after('Sun, 22 Nov 2026 10:01:30 GMT', ''), 90_000, 'by ours where it names none')
  t.equal((await failureOf('/429?retry-after=soon')).retryAfterMs, undefined)
  t.equal((await failureOf('/500?retry-after=7')).retryAfterMs, undefined, 'only 429 and 503')
})

t.test('a connection that was never made changed nothing', async (t) => {
  const taken = createServer()
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => {
      const address = taken.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  await new Promise((resolve) => taken.close(resolve))

  const refused = await failureOf(`http://127.0.0.1:${port}/`)
  t.match(refused, { code: 'unavailable', effect: 'none', message: /ECONNREFUSED/ })
  const nameless = await failureOf('http://no-such-network.invalid/')
  t.match(nameless, { code: 'unavailable', effect: 'none', message: /ENOTFOUND|EAI_AGAIN/ })
})

t.test('a request that left may have changed something', async (t) => {
  const late = await failureOf('/silence', { timeout: { response: 50 } })
  t.match(late, {
    code: 'unavailable',
    effect: 'unknown',
    message: 'no answer in time (response)',
  })
  const cut = await failureOf('/cut')
  t.match(cut, { code: 'unavailable', effect: 'unknown' })
})

t.test('whatever a plugin throws is read as one class', async (t) => {
  const own = new PluginError('operator', { message: 'the app is suspended' })
  t.equal(toPluginError(own, now), own, 'its own errors pass')
  const bug = new TypeError('x is not a function')
  t.match(toPluginError(bug, now), {
    name: 'PluginError',
    code: 'unavailable',
    effect: 'unknown',
    message: 'x is not a function',
    cause: bug,
  })
  t.match(toPluginError('rubbish', now), { code: 'unavailable', message: 'rubbish' })
})

t.test('only a failure of unknown outcome may have had an effect', async (t) => {
  for (const code of PLUGIN_ERROR_CODES) {
    const { effect } = new PluginError(code)
    t.equal(effect, code === 'unavailable' ? 'unknown' : 'none', code)
  }
  t.equal(new PluginError('unavailable', { effect: 'none' }).effect, 'none')
  t.equal(new PluginError('rejected', { effect: 'unknown' }).effect, 'unknown')
  const sentence = { en: 'Too old.', de: 'Zu alt.', fr: 'Trop ancien.' }
  t.match(new PluginError('rejected', { sentence }), { message: 'Too old.', sentence })
})

t.test('every code has a sentence in every language', async (t) => {
  t.same(Object.keys(SENTENCES).toSorted(), [...PLUGIN_ERROR_CODES].toSorted())
  for (const [code, sentence] of Object.entries(SENTENCES)) {
    for (const language of LANGUAGES) {
      t.match(sentence[language], /^[A-Z].{20,}\.$/, `${code}, ${language}`)
    }
  }
})
