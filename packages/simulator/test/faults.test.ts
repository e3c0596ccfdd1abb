import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { call, connect, integration, simulator, ticket } from './integration.ts'

const interaction = (networkItemId: string) => ({ interaction: { networkItemId, message: 'Hi' } })

async function withFault(test: Parameters<typeof simulator>[0], fault: object) {
  const socialhub = await simulator(test)
  const { apiUrl: base, appUrl, accessToken: token } = socialhub
  const route = 'POST /inbox/tickets'
  const added = await call('POST /simulator/faults', { base: appUrl, body: { route, ...fault } })
  if (added.status !== 201) throw new Error(JSON.stringify(added.body))
  const post = (item: string) => call(route, { base, token, body: interaction(item) })
  const counts = () => socialhub.journal.counts()[route]
  return { socialhub, post, counts, id: Number(Reflect.get(added.body, 'id')) }
}

t.test('Every answer carries the rate limit, and one above it is a 429', async (t) => {
  // A clock that stands still: all requests are of one moment of the window.
  const time = new Date()
  const settings = { rateLimit: { limit: 2, windowMs: 60_000 } }
  const socialhub = await simulator(t, { settings, now: () => time })
  const { apiUrl: base, accessToken: token, act, accountId, state } = socialhub
  const root = (one = token) => call('GET /', { base, token: one })
  const first = await root()
  t.equal(first.headers.get('x-ratelimit-limit'), '2')
  t.equal(first.headers.get('x-ratelimit-remaining'), '1')
  t.equal((await root()).headers.get('x-ratelimit-remaining'), '0')
  const third = await root()
  t.equal(third.status, 429)
  t.equal(third.body.code, 'TooManyRequestsError')
  t.equal(third.headers.get('x-ratelimit-remaining'), '0')
  t.match(third.headers.get('retry-after'), /^60$/)
  state.settings.retryAfter = 'milliseconds'
  t.match((await root()).headers.get('retry-after'), /^60000$/)
  state.settings.retryAfter = 'date'
  t.match((await root()).headers.get('retry-after'), / GMT$/)

  const other = act.createCustomChannel({ accountId, name: 'Other' })
  const otherToken = await act.showToken({ channelId: other.id })
  t.equal((await root(otherToken)).status, 200, 'limits are counted per Channel')
  const nobody = await root('nonsense')
  t.equal(nobody.status, 401)
  t.ok(nobody.headers.get('x-ratelimit-limit'), 'a refused request has the headers too')
})

t.test('A 429 can be switched on', async (t) => {
  const { post, counts } = await withFault(t, { fault: 'too-many-requests', retryAfterMs: 3000 })
  const refused = await post('item-1')
  t.equal(refused.status, 429)
  t.equal(refused.headers.get('retry-after'), '3')
  t.equal((await post('item-1')).status, 201, 'for once')
  t.same(counts(), { total: 2, byStatus: { 201: 1, 429: 1 } })
})

t.test('A 5xx happens as often as it was asked for, without effect', async (t) => {
  const { post } = await withFault(t, { fault: 'server-error', status: 503, times: 2 })
  t.equal((await post('item-1')).status, 503)
  t.equal((await post('item-1')).body.code, 'InternalServerError')
  t.equal((await post('item-1')).status, 201)
})

t.test('A reset connection has no effect and no answer', async (t) => {
  const { post, counts } = await withFault(t, { fault: 'connection-reset' })
  await t.rejects(post('item-1'))
  t.same(counts(), { total: 1, byStatus: { RESET: 1 } })
  t.equal((await post('item-1')).status, 201)
})

t.test('A lost answer leaves its effect', async (t) => {
  const { post, counts } = await withFault(t, { fault: 'lost-answer' })
  await t.rejects(post('item-1'))
  t.same(counts(), { total: 1, byStatus: { 201: 1 } })
  t.equal((await post('item-1')).status, 409)
})

t.test('A slow route waits before its effect, a slow answer after it', async (t) => {
  for (const [fault, tickets] of [
    ['slow', 0],
    ['slow-answer', 1],
  ] as const) {
    const { socialhub, post, id } = await withFault(t, { fault })
    let answered = false
    const answer = post('item-1').finally(() => {
      answered = true
    })
    if (tickets > 0) await socialhub.until(() => Object.keys(socialhub.state.data.tickets)[0])
    else await call('GET /', { base: socialhub.apiUrl, token: socialhub.accessToken })
    t.equal(Object.keys(socialhub.state.data.tickets).length, tickets)
    t.equal(answered, false, 'as long as the fault stands')
    await call(`DELETE /simulator/faults/${id}`, { base: socialhub.appUrl })
    t.equal((await answer).status, 201)
  }
  const { post } = await withFault(t, { fault: 'slow', delayMs: 30 })
  const before = performance.now()
  t.equal((await post('item-1')).status, 201)
  t.ok(performance.now() - before >= 29, 'or for a time')
})

t.test('A fault may concern one Channel only, and is refused where it can’t be', async (t) => {
  const { post } = await withFault(t, { fault: 'server-error', channelId: 'f'.repeat(24) })
  t.equal((await post('item-1')).status, 201)
  const { appUrl: base } = await simulator(t)
  const add = (body: object) => call('POST /simulator/faults', { base, body })
  t.match((await add({ route: 'GET /tickets', fault: 'slow' })).body.message, 'PATCH /manifest')
  t.match((await add({ route: 'GET /', fault: 'explode' })).body.message, 'fault')
})

async function withWebhookFault(test: Parameters<typeof simulator>[0], fault: object) {
  const socialhub = await simulator(test)
  const network = await integration(test)
  await connect(socialhub, network)
  const { ticketId } = await ticket(socialhub)
  const body = fault
  const added = await call('POST /simulator/webhook-faults', { base: socialhub.appUrl, body })
  if (added.status !== 201) throw new Error(JSON.stringify(added.body))
  const press = () => socialhub.act.pressButton({ ticketId, actionId: 'like' }).id
  const uuids = () => network.events().map(({ uuid }) => uuid)
  return { socialhub, network, press, uuids }
}

t.test('A webhook can be delivered twice', async (t) => {
  const { socialhub, press, uuids } = await withWebhookFault(t, { fault: 'twice' })
  const id = press()
  await socialhub.idle()
  t.same(uuids(), [id, id])
})

t.test('A webhook can be redelivered under a new uuid', async (t) => {
  const { socialhub, network, press, uuids } = await withWebhookFault(t, { fault: 'new-uuid' })
  const id = press()
  await socialhub.idle()
  const [first, second] = uuids()
  t.equal(first, id)
  t.ok(second && second !== id)
  const [one, two] = network.events()
  t.same({ ...one, uuid: '' }, { ...two, uuid: '' }, 'with nothing else changed')
})

t.test('A late webhook is overtaken', async (t) => {
  const { socialhub, press, uuids } = await withWebhookFault(t, { fault: 'late' })
  const late = press()
  const next = press()
  await socialhub.until(() => uuids().length === 1)
  socialhub.faults.webhooks.remove()
  await socialhub.idle()
  t.same(uuids(), [next, late])
})

t.test('A webhook can come out of order', async (t) => {
  const { socialhub, press, uuids } = await withWebhookFault(t, { fault: 'out-of-order' })
  const held = press()
  const next = press()
  await socialhub.idle()
  t.same(uuids(), [next, held])
})

t.test('A wrongly signed or stale webhook is refused, and comes again', async (t) => {
  for (const fault of ['wrong-signature', 'stale']) {
    const { socialhub, press, uuids } = await withWebhookFault(t, { fault })
    const id = press()
    await socialhub.idle()
    t.same(uuids(), [id, id])
    t.same(
      socialhub.journal
        .deliveries()
        .slice(-2)
        .map(({ status }) => status),
      [401, 200],
    )
  }
})

t.test('Events of one Channel come in the order they were made', async (t) => {
  const fault = { fault: 'twice', channelId: 'another' }
  const { socialhub, network, press, uuids } = await withWebhookFault(t, fault)
  const { promise, resolve } = Promise.withResolvers<void>()
  network.mayAnswer = promise
  const ids = Array.from({ length: 20 }, press)
  const { apiUrl: base } = socialhub
  while (uuids().length === 0) await call('GET /', { base })
  for (const _ of ids) await call('GET /', { base })
  t.equal(uuids().length, 1, 'each after the one before was answered')
  resolve()
  await socialhub.idle()
  t.same(uuids(), ids)
})

t.test('The control routes', async (t) => {
  const socialhub = await simulator(t)
  const network = await integration(t)
  await connect(socialhub, network)
  const { appUrl: base, apiUrl, accountId, channelId, manifestId, accessToken } = socialhub
  const get = async (path: string): Promise<unknown> => (await call(`GET ${path}`, { base })).body
  const act = async (name: string, body: object) =>
    call(`POST /simulator/act/${name}`, { base, body })

  t.same(await get('/simulator'), {
    apiUrl,
    appUrl: base,
    accountId,
    channelId,
    manifestId,
    accessToken,
  })
  const { ticketId, networkItemId } = await ticket(socialhub)
  t.match(await get(`/simulator/tickets?interaction.networkItemId=${networkItemId}`), [
    { id: ticketId },
  ])
  t.same(await get('/simulator/tickets?status=done'), [])

  const published = get(`/simulator/followups?ticketId=${ticketId}&status=published&atLeast=1`)
  const contentBase64 = Buffer.from('text').toString('base64')
  const answered = await act('reply', {
    ticketId,
    actionId: 'answer',
    option: 'public',
    attachments: [{ name: 'a.txt', mimetype: 'text/plain', contentBase64 }],
  })
  const followupId = Reflect.get(answered.body, 'id')
  await call(`POST /inbox/tickets/${ticketId}/replies/${followupId}/success`, {
    base: apiUrl,
    token: accessToken,
    body: { interaction: { networkItemId: 'reply-1' } },
  })
  t.match(await published, [{ id: followupId }], 'wait until what a test asks for is there')
  const vain = await call('GET /simulator/notices?atLeast=1&timeoutMs=20', { base })
  t.equal(vain.status, 408)
  t.match(vain.body.message, /in vain for 1 of notices/)

  t.match(await get(`/simulator/counts?channelId=${channelId}`), {
    'POST /inbox/tickets/:ticketId/replies/:followupId/success': {
      total: 1,
      byStatus: { 201: 1 },
    },
    'POST /inbox/tickets': { total: 1 },
  })
  t.equal((await call('DELETE /simulator/counts', { base })).status, 204)
  t.same(await get('/simulator/counts'), {})

  t.equal((await act('markDone', { ticketId })).status, 200)
  t.match(await get(`/simulator/tickets?id=${ticketId}`), [{ status: 'done' }])
  const tooLong = await act('reply', { ticketId, actionId: 'reply', text: 'x'.repeat(30) })
  t.equal(tooLong.status, 400)
  t.match(tooLong.body.message, /at most 20/)
  t.match((await act('reply', { ticketId })).body.message, /actionId/)
  t.equal((await act('pressButton', { ticketId, actionId: 'like' })).status, 200)
  t.equal((await act('promoteManifest', { manifestId, name: 'Form' })).status, 200)
  t.match((await act('creationLink', { accountId, manifestId })).body, { url: /token=/ })

  const settings = { webhook: { attempts: 1 }, activeMatch: 'refuse' }
  const changed = await call('PATCH /simulator/settings', { base, body: settings })
  t.match(changed.body, { webhook: { attempts: 1, retryDelayMs: 1 }, activeMatch: 'refuse' })
  const wrong = await call('PATCH /simulator/settings', { base, body: { activeMatch: 'maybe' } })
  t.equal(wrong.status, 400)
})

t.test('Stopping cuts short what waits', async (t) => {
  const socialhub = await simulator(t)
  socialhub.faults.routes.add({ route: 'GET /', fault: 'slow' })
  const { apiUrl: base, accessToken: token } = socialhub
  const waiting = call('GET /', { base, token }).catch(() => 'cut')
  await socialhub.close()
  const still = wait(20_000, 'still waiting', { ref: false })
  t.equal(await Promise.race([waiting, still]), 'cut')
})
