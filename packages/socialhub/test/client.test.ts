import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import {
  createConnections,
  SOCIALHUB_ERRORS,
  SocialHubClient,
  SocialHubError,
  type SocialHubErrorCode,
} from '../src/index.ts'

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzZWNyZXQiOiJvZiBtaW5lIn0.c2lnbmF0dXJl'
const NEW_TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJuZXciOnRydWV9.c2lnbmF0dXJl'
const ID = '64dcd7a6e5f74f15d6c42daa'
const FOLLOWUP = 'c5ee8300-4510-11ee-887c-ef8720926c71'
const label = { en: 'Reply', de: 'Antworten', fr: 'Répondre' }

type Answer = (request: FastifyRequest, reply: FastifyReply) => unknown
let answer: Answer = () => ({})
const seen: { method: string; path: string; query: unknown; body: unknown }[] = []
const sockets = new Set<unknown>()

const server = fastify()
server.route({
  method: ['GET', 'POST', 'PATCH', 'DELETE'],
  url: '/*',
  handler: async (request, reply) => {
    const { pathname: path, searchParams } = new URL(request.url, 'http://socialhub')
    const query = Object.fromEntries(searchParams)
    seen.push({ method: request.method, path, query, body: request.body })
    sockets.add(request.socket)
    return answer(request, reply)
  },
})
const apiUrl = await server.listen({ host: '127.0.0.1', port: 0 })
const connections = createConnections()
const client = new SocialHubClient({ accessToken: TOKEN, apiUrl, connections })

t.beforeEach(() => {
  seen.length = 0
})
t.teardown(async () => {
  connections.destroy()
  server.server.closeAllConnections()
  await server.close()
})

/** The error that a call ends with; a call that succeeds fails the test. */
async function failureOf(call: Promise<unknown>): Promise<SocialHubError> {
  try {
    await call
  } catch (error) {
    if (error instanceof SocialHubError) return error
    throw error
  }
  throw new Error('The call should have failed.')
}

const refuse =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, reply) =>
    reply.code(status).headers(headers).send(body)

const ticket = { interaction: { networkItemId: 'status-1', message: 'Hello' } }

t.test('each method makes the one request that its route documents', async (t) => {
  const routes = [
    {
      call: () => client.getChannel(),
      answers: { channel: { _id: ID, name: 'A', businessHours: null } },
      sends: { method: 'GET', path: '/', query: {}, body: undefined },
    },
    {
      call: () =>
        client.updateManifest({
          webhook: null,
          inbox: { ticketActions: [{ type: 'reply', id: 'reply', label }], rightSidebar: [] },
        }),
      answers: { _id: ID, inbox: { ticketActions: [{ type: 'reply', id: 'reply', label: 'R' }] } },
      sends: {
        method: 'PATCH',
        path: '/manifest',
        query: {},
        body: {
          webhook: null,
          inbox: { ticketActions: [{ type: 'reply', id: 'reply', label }], rightSidebar: [] },
        },
      },
    },
    {
      call: () => client.createChannel({ name: 'A', uniqueName: '@a', networkId: '1' }),
      answers: { _id: ID, endpoint: { accessToken: NEW_TOKEN } },
      sends: {
        method: 'POST',
        path: '/channels',
        query: {},
        body: { name: 'A', uniqueName: '@a', networkId: '1' },
      },
    },
    {
      call: () => client.updateChannel({ name: 'B' }),
      answers: { _id: ID },
      sends: { method: 'PATCH', path: '/channel', query: {}, body: { name: 'B' } },
    },
    {
      call: () => client.deactivateChannel('access lost & gone'),
      answers: undefined,
      sends: {
        method: 'DELETE',
        path: '/channel',
        query: { reason: 'access lost & gone' },
        body: undefined,
      },
    },
    {
      call: () => client.createTicket(ticket),
      answers: { _id: ID, interaction: { url: null, root: { url: null } } },
      sends: { method: 'POST', path: '/inbox/tickets', query: {}, body: ticket },
    },
    {
      call: () => client.updateTicket(ID, { interaction: { message: 'New' } }, { reset: true }),
      answers: { _id: ID },
      sends: {
        method: 'PATCH',
        path: `/inbox/tickets/${ID}`,
        query: { reset: 'true' },
        body: { interaction: { message: 'New' } },
      },
    },
    {
      call: () =>
        client.confirmReply(
          { ticketId: ID, followupId: FOLLOWUP },
          { interaction: { networkItemId: 'status-2' } },
        ),
      answers: { _id: ID },
      sends: {
        method: 'POST',
        path: `/inbox/tickets/${ID}/replies/${FOLLOWUP}/success`,
        query: {},
        body: { interaction: { networkItemId: 'status-2' } },
      },
    },
    {
      call: () =>
        client.resetAction(
          { ticketId: ID, actionId: 'reply', type: 'reply' },
          { followupId: FOLLOWUP, reason: 'Gone.' },
        ),
      answers: { _id: ID },
      sends: {
        method: 'POST',
        path: `/inbox/tickets/${ID}/reset/reply`,
        query: {},
        body: { followupId: FOLLOWUP, reason: 'Gone.' },
      },
    },
  ]
  for (const { call, answers, sends } of routes) {
    seen.length = 0
    answer = (_request, reply) => reply.code(answers === undefined ? 204 : 201).send(answers)
    const result = await call()
    const query = { ...sends.query, accesstoken: TOKEN }
    t.strictSame(seen, [{ ...sends, query }], `${sends.method} ${sends.path}`)
    if (result !== undefined) t.match(answers, result)
  }
})

t.test('the base URL may have a path', async (t) => {
  answer = () => ({ channel: { _id: ID } })
  await new SocialHubClient({ accessToken: TOKEN, apiUrl: `${apiUrl}/v1` }).getChannel()
  t.equal(seen[0]?.path, '/v1/')
})

t.test("each of SocialHub's codes is told by its status and body", async (t) => {
  for (const [code, row] of Object.entries(SOCIALHUB_ERRORS)) {
    if (row.status === undefined) continue
    answer = refuse(row.status, { code, message: 'Error: No', data: 'Error: inner' })
    const error = await failureOf(client.createTicket(ticket))
    t.match(error, {
      name: 'SocialHubError',
      code,
      status: row.status,
      action: row.action,
      outcome: row.outcome,
      data: 'Error: inner',
      call: 'POST /inbox/tickets',
    })
    t.match(error.message, /Error: No/)
  }
})

t.test('a code that is not known falls back to its status', async (t) => {
  const expected: [number, SocialHubErrorCode][] = [
    [400, 'BadRequestError'],
    [401, 'AccessTokenInvalidError'],
    [403, 'AccessDenied'],
    [404, 'NotFoundError'],
    [409, 'ConflictError'],
    [418, 'BadRequestError'],
    [503, 'InternalServerError'],
  ]
  for (const [status, code] of expected) {
    answer = refuse(status, { code: 'NewError', message: 'Something new' })
    t.equal((await failureOf(client.getChannel())).code, code)
  }
  answer = refuse(403, { code: 'AccessTokenInvalidError', message: 'not with this status' })
  t.equal((await failureOf(client.getChannel())).code, 'AccessDenied')
})

t.test("a proxy's error page costs no token and no Ticket", async (t) => {
  for (const status of [400, 401, 403, 404, 409]) {
    answer = refuse(status, '<html>Sign in to the guest network</html>')
    const error = await failureOf(client.getChannel())
    t.match(error, { code: 'UnexpectedAnswer', action: 'retry', status })
  }
  answer = refuse(502, 'Bad gateway')
  t.match(await failureOf(client.getChannel()), { code: 'InternalServerError', status: 502 })
  answer = refuse(429, 'Slow down', { 'retry-after': '2' })
  t.match(await failureOf(client.getChannel()), {
    code: 'TooManyRequestsError',
    retryAfterMs: 2_000,
  })
})

t.test('a 429 says how long to wait, in seconds, milliseconds or as a date', async (t) => {
  const body = { code: 'TooManyRequestsError', message: 'Error: Too many' }
  const limits = { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '-1' }
  for (const [header, ms] of [
    ['30', 30_000],
    ['880057', 880_057],
  ] as const) {
    answer = refuse(429, body, { ...limits, 'retry-after': header })
    const error = await failureOf(client.createTicket(ticket))
    t.match(error, { action: 'wait', retryAfterMs: ms })
    t.strictSame(error.rateLimit, { limit: 1_000, remaining: -1 })
  }
  const date = new Date(Date.now() + 60_000).toUTCString()
  answer = refuse(429, body, { 'retry-after': date })
  const { retryAfterMs = 0 } = await failureOf(client.createTicket(ticket))
  t.ok(retryAfterMs > 50_000 && retryAfterMs <= 60_000, `${retryAfterMs} ms until the date`)
  const hourAhead = (ms: number) => new Date(Date.now() + 3_600_000 + ms).toUTCString()
  answer = refuse(429, body, { 'retry-after': hourAhead(60_000), date: hourAhead(0) })
  const other = (await failureOf(client.createTicket(ticket))).retryAfterMs ?? 0
  t.ok(other > 50_000 && other <= 70_000, `${other} ms by the clock that wrote the date`)
})

t.test('the rate limit of the last answer can be read, whether it succeeded or not', async (t) => {
  const fresh = new SocialHubClient({ accessToken: TOKEN, apiUrl, connections })
  t.equal(fresh.rateLimit, undefined)
  answer = (_request, reply) =>
    reply
      .headers({ 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '999' })
      .send({ channel: { _id: ID } })
  await fresh.getChannel()
  t.strictSame(fresh.rateLimit, { limit: 1_000, remaining: 999 })
  answer = refuse(400, { code: 'BadRequestError', message: '' }, { 'x-ratelimit-remaining': '998' })
  await failureOf(fresh.getChannel())
  t.strictSame(fresh.rateLimit, { limit: undefined, remaining: 998 })
})

t.test('gzipped answers are read', async (t) => {
  answer = (_request, reply) =>
    reply
      .headers({ 'content-encoding': 'gzip', 'content-type': 'application/json' })
      .send(gzipSync(JSON.stringify({ channel: { _id: ID, name: 'Zipped' } })))
  t.match(await client.getChannel(), { channel: { name: 'Zipped' } })
})

t.test('an answer that lacks what is used is refused, naming the field', async (t) => {
  answer = () => ({ _id: ID, endpoint: {} })
  const error = await failureOf(client.createChannel({ name: 'A', uniqueName: '@a' }))
  t.match(error, { code: 'InvalidAnswer', outcome: 'done' })
  t.strictSame(error.problems, [{ field: 'endpoint.accessToken', rule: 'This field is required.' }])
  for (const rubbish of ['', 'not json', '[]', 'null', '{"channel":{"_id":"x"}}']) {
    answer = (_request, reply) => reply.type('application/json').send(rubbish)
    t.equal((await failureOf(client.getChannel())).code, 'InvalidAnswer', rubbish)
  }
  answer = (_request, reply) => reply.header('content-encoding', 'gzip').send('not gzip')
  t.equal((await failureOf(client.getChannel())).code, 'InvalidAnswer')
})

t.test('what SocialHub accepted counts even where nothing of its answer is needed', async (t) => {
  answer = (_request, reply) => reply.code(201).send('thanks')
  const success = { interaction: { networkItemId: 'status-2' } }
  t.equal(await client.confirmReply({ ticketId: ID, followupId: FOLLOWUP }, success), undefined)
  await client.resetAction({ ticketId: ID, actionId: 'like', type: 'button' }, {})
  await client.updateTicket(ID, { interaction: { message: 'New' } })
})

t.test('what breaks a rule is not sent, and the field is named', async (t) => {
  const refused = [
    {
      call: () => client.createTicket({ interaction: { networkItemId: 'status-1', pictures: [] } }),
      field: 'interaction.message',
    },
    {
      call: () => client.resetAction({ ticketId: ID, actionId: 'a', type: 'template_reply' }, {}),
      field: 'followupId',
    },
    { call: () => client.updateTicket('../channel', { interaction: {} }), field: 'ticketId' },
    {
      call: () =>
        client.confirmReply(
          { ticketId: ID, followupId: '1/../..' },
          { interaction: { networkItemId: 'status-2' } },
        ),
      field: 'followupId',
    },
    {
      call: () =>
        client.updateManifest({
          inbox: { ticketActions: [{ type: 'template_reply', id: 'template', label }] },
        }),
      field: 'inbox.ticketActions[0].config.templates.url',
    },
    {
      call: () => client.updateManifest({ webhook: { url: 'https://a.example', secret: 'short' } }),
      field: 'webhook.secret',
    },
  ]
  for (const { call, field } of refused) {
    const error = await failureOf(call())
    t.match(error, { code: 'InvalidRequest', outcome: 'not-sent', problems: [{ field }] })
    t.ok(error.message.includes(field), error.message)
  }
  t.strictSame(seen, [])
})

/** A server that speaks no HTTP: what it does with a connection is the test. */
async function rawServer(
  t: { teardown(end: () => unknown): void },
  behave: (socket: Socket) => void,
) {
  const raw = createServer(behave)
  raw.listen(0, '127.0.0.1')
  await once(raw, 'listening')
  t.teardown(() => raw.close())
  const address = raw.address()
  if (address === null || typeof address === 'string') throw new Error('No port.')
  return { raw, host: `127.0.0.1:${address.port}` }
}

t.test('no connection means surely not sent', async (t) => {
  const { raw, host } = await rawServer(t, () => {})
  raw.close()
  await once(raw, 'close')
  const refused = new SocialHubClient({ accessToken: TOKEN, apiUrl: `http://${host}` })
  t.match(await failureOf(refused.createTicket(ticket)), {
    code: 'NotSent',
    outcome: 'not-sent',
    networkCode: 'ECONNREFUSED',
  })
  const plain = await rawServer(t, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const noTls = new SocialHubClient({ accessToken: TOKEN, apiUrl: `https://${plain.host}` })
  t.equal((await failureOf(noTls.createTicket(ticket))).code, 'NotSent')
  const mute = await rawServer(t, (socket) => socket.unref())
  const noHandshake = new SocialHubClient({
    accessToken: TOKEN,
    apiUrl: `https://${mute.host}`,
    timeoutMs: 50,
  })
  t.equal((await failureOf(noHandshake.createTicket(ticket))).code, 'NotSent')
})

t.test('a connection that breaks after the request leaves the outcome unknown', async (t) => {
  const { host } = await rawServer(t, (socket) => socket.once('data', () => socket.destroy()))
  const cut = new SocialHubClient({ accessToken: TOKEN, apiUrl: `http://${host}` })
  t.match(await failureOf(cut.createTicket(ticket)), { code: 'ConnectionLost', outcome: 'unknown' })
  const reset = await rawServer(t, (socket) => socket.once('data', () => socket.resetAndDestroy()))
  const gone = new SocialHubClient({ accessToken: TOKEN, apiUrl: `http://${reset.host}` })
  t.match(await failureOf(gone.createTicket(ticket)), {
    code: 'ConnectionLost',
    networkCode: 'ECONNRESET',
  })
})

t.test('a slow answer ends in a time-out of the client or of the call', async (t) => {
  // Long enough that a busy machine has sent the request by then: what was not sent ends otherwise.
  answer = () => new Promise(() => {})
  const impatient = new SocialHubClient({
    accessToken: TOKEN,
    apiUrl,
    connections,
    timeoutMs: 1_000,
  })
  t.match(await failureOf(impatient.createTicket(ticket)), { code: 'TimedOut', outcome: 'unknown' })
  t.equal((await failureOf(client.createTicket(ticket, { timeoutMs: 1_000 }))).code, 'TimedOut')
})

t.test('an answer that stops after its head was still given', async (t) => {
  const { host } = await rawServer(t, (socket) =>
    socket.once('data', () => socket.write('HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{')),
  )
  const stalled = new SocialHubClient({
    accessToken: TOKEN,
    apiUrl: `http://${host}`,
    timeoutMs: 1_000,
  })
  const error = await failureOf(stalled.createTicket(ticket))
  t.match(error, { code: 'InvalidAnswer', outcome: 'done', status: 201 })
})

t.test('a call can be aborted by its own signal and by that of the client', async (t) => {
  const ofCall = new AbortController()
  const ofClient = new AbortController()
  const stoppable = new SocialHubClient({
    accessToken: TOKEN,
    apiUrl,
    connections,
    signal: ofClient.signal,
  })
  answer = () => {
    ofCall.abort(new Error(`reason with ${TOKEN}`))
    return new Promise(() => {})
  }
  const error = await failureOf(stoppable.createTicket(ticket, { signal: ofCall.signal }))
  t.match(error, { code: 'Aborted', action: 'none' })
  t.notMatch(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }), TOKEN)
  answer = () => {
    ofClient.abort()
    return new Promise(() => {})
  }
  const { signal } = new AbortController()
  t.equal((await failureOf(stoppable.getChannel({ signal }))).code, 'Aborted')
  seen.length = 0
  t.equal((await failureOf(stoppable.getChannel())).code, 'Aborted')
  t.strictSame(seen, [], 'and once aborted, nothing is sent at all')
})

t.test('nothing is repeated and no redirect is followed', async (t) => {
  answer = refuse(500, { code: 'InternalServerError', message: '' })
  await failureOf(client.getChannel())
  t.equal(seen.length, 1)
  seen.length = 0
  answer = (_request, reply) => reply.redirect(`${apiUrl}/elsewhere`, 301)
  t.match(await failureOf(client.getChannel()), { code: 'UnexpectedAnswer', status: 301 })
  t.equal(seen.length, 1)
})

t.test('the Access Token is in nothing that an error or a client shows', async (t) => {
  const { host } = await rawServer(t, (socket) => socket.once('data', () => socket.destroy()))
  const broken = new SocialHubClient({ accessToken: TOKEN, apiUrl: `http://${host}` })
  const echo = { code: 'BadRequestError', message: `no: ${TOKEN}`, data: { tokens: [TOKEN] } }
  const causes: [string, Answer, () => Promise<unknown>][] = [
    ['an echo', refuse(400, echo), () => client.createTicket(ticket)],
    ['an echo as text', refuse(404, `GET /?accesstoken=${TOKEN}`), () => client.getChannel()],
    [
      'a redirect',
      refuse(302, '', { location: `/?accesstoken=${TOKEN}` }),
      () => client.getChannel(),
    ],
    ['rubbish', refuse(200, { channel: TOKEN }), () => client.getChannel()],
    ['bad gzip', refuse(200, 'x', { 'content-encoding': 'gzip' }), () => client.getChannel()],
    ['silence', () => new Promise(() => {}), () => client.getChannel({ timeoutMs: 30 })],
    ['a lost connection', () => {}, () => broken.getChannel()],
    ['a bad id', () => {}, () => client.updateTicket(TOKEN, { interaction: {} })],
  ]
  for (const [name, answers, call] of causes) {
    answer = answers
    const error = await failureOf(call())
    const everything = [
      inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
      JSON.stringify(error),
      JSON.stringify(error, Object.getOwnPropertyNames(error)),
      `${error} ${error.stack} ${error.message}`,
    ].join('\n')
    t.notOk(everything.includes(TOKEN), name)
    t.equal(error.cause, undefined)
  }
  const shown = inspect(client, { depth: Number.POSITIVE_INFINITY, showHidden: true })
  t.notOk(shown.includes(TOKEN), 'the client')
  t.notOk(JSON.stringify(client).includes(TOKEN), 'the client as JSON')
})

t.test('clients that share connections reuse them, until they are destroyed', async (t) => {
  answer = () => ({ channel: { _id: ID } })
  const shared = createConnections()
  const clients = ['a.b.c', 'd.e.f'].map(
    (accessToken) => new SocialHubClient({ accessToken, apiUrl, connections: shared }),
  )
  sockets.clear()
  for (const one of clients) for (let i = 0; i < 5; i++) await one.getChannel()
  t.equal(sockets.size, 1)
  shared.destroy()
  await clients[0]?.getChannel()
  t.equal(sockets.size, 2)
  shared.destroy()
})

t.test('an idle connection ends by itself, a slow call does not', async (t) => {
  const impatient = createConnections({ idleMs: 20 })
  const one = new SocialHubClient({ accessToken: TOKEN, apiUrl, connections: impatient })
  const slow = { channel: { _id: ID } }
  answer = (request) =>
    new Promise((resolve) => {
      const answerLater = setTimeout(() => resolve(slow), 100)
      request.raw.socket.once('close', () => clearTimeout(answerLater))
    })
  t.match(await one.getChannel(), slow)
  const [idle] = Object.values(impatient.http.freeSockets).flat()
  if (idle === undefined) throw new Error('The connection was not kept.')
  await once(idle, 'close')
})

t.test('the token travels by https only, except to this machine', async (t) => {
  const make = (url: string) => () => new SocialHubClient({ accessToken: TOKEN, apiUrl: url })
  for (const url of [
    'http://localhost:1',
    'http://127.0.0.1:1',
    'http://[::1]:1',
    'https://a.example',
  ]) {
    t.doesNotThrow(make(url), url)
  }
  t.throws(make('http://api.socialhub.io/'), { message: /must begin with https/ })
  t.throws(make('http://127.0.0.1.example.org/'), { message: /must begin with https/ })
  t.throws(make('ftp://localhost/'), { message: /must begin with https/ })
  t.throws(make('api.socialhub.io'), { message: /absolute URL/ })
  t.throws(make('https://user:pw@a.example'), { message: /no user name/ })
  t.throws(() => new SocialHubClient({ accessToken: '' }), { message: /accessToken/ })
})
