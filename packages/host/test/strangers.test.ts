import { randomBytes, randomUUID } from 'node:crypto'
import { visitorOf } from '@hubward/border'
import { signWebhook } from '@hubward/socialhub'
import { fastify } from 'fastify'
import got from 'got'
import type { KyselyPlugin } from 'kysely'
import t from 'tap'
import { parseConfig, readConfig } from '../src/config.ts'
import { KnownManifests } from '../src/outbound/known-manifests.ts'
import { MOST_EVENTS } from '../src/outbound/read-request.ts'
import { trustedProxies } from '../src/web/visitor.ts'
import { openHouse } from './fixtures/house.ts'
import { head, RawConnection } from './fixtures/raw-connection.ts'
import { eventually } from './stage/stage.ts'

t.setTimeout(300_000)

const written = {
  databaseUrl: 'postgres://unused',
  publicUrl: 'http://127.0.0.1:1',
  keys: [{ id: 'test', key: 'ab'.repeat(32) }],
  operator: { name: 'Agency' },
  development: true,
}

t.test('an address is believed from proxies of ours alone', async (t) => {
  const forwarded = '1.1.1.1, 2.2.2.2, 10.0.0.9'
  const cases: readonly [trustProxy: unknown, environment: string, address: string][] = [
    [false, 'false', '127.0.0.1'],
    [0, '0', '127.0.0.1'],
    [true, 'true', '10.0.0.9'],
    [1, '1', '10.0.0.9'],
    [2, '2', '2.2.2.2'],
    [['127.0.0.1'], '127.0.0.1', '10.0.0.9'],
    [['127.0.0.1', '10.0.0.0/8'], '127.0.0.1, 10.0.0.0/8', '2.2.2.2'],
    [['192.0.2.0/24'], '192.0.2.0/24', '127.0.0.1'],
  ]
  for (const [trustProxy, environment, address] of cases) {
    const config = parseConfig({ ...written, trustProxy })
    const app = fastify({ trustProxy: trustedProxies(config) })
    app.get('/', ({ ip }) => ip)
    const answer = await app.inject({ url: '/', headers: { 'x-forwarded-for': forwarded } })
    t.equal(answer.body, address, JSON.stringify(trustProxy))
    await app.close()
    const variables = {
      DATABASE_URL: written.databaseUrl,
      HUBWARD_PUBLIC_URL: written.publicUrl,
      HUBWARD_KEYS: `test:${'ab'.repeat(32)}`,
      HUBWARD_OPERATOR_NAME: 'Agency',
      HUBWARD_DEVELOPMENT: 'true',
      HUBWARD_TRUST_PROXY: environment,
    }
    t.same((await readConfig(undefined, variables)).trustProxy, trustProxy)
  }
  for (const wrong of ['proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/', '::1/200']) {
    t.throws(() => parseConfig({ ...written, trustProxy: [wrong] }), {
      name: 'ConfigError',
      message: `trustProxy: "${wrong}" is neither an address nor a network`,
    })
  }
  t.throws(() => parseConfig({ ...written, http: { headersMs: 2_000, requestMs: 1_000 } }), {
    message: 'http.headersMs',
  })
})

t.test('a visitor is an address, or a network of IPv6 that belongs to one', async (t) => {
  t.equal(visitorOf('192.0.2.1'), '192.0.2.1')
  t.equal(visitorOf('::ffff:192.0.2.1'), '::ffff:192.0.2.1')
  t.equal(visitorOf('2001:db8:0:1::a'), '2001:db8:0:1')
  t.equal(visitorOf('2001:0db8::1:2:3:4:5'), visitorOf('2001:db8:0:1::'))
  t.equal(visitorOf('::1'), '0:0:0:0')
  t.equal(visitorOf('fe80::1%eth0'), 'fe80:0:0:0')
  t.equal(visitorOf('no address'), 'no address')
})

t.test('what strangers hold open or send keeps nobody else out', async (t) => {
  // The smallest room: 2 MiB for webhooks, 6 MiB for everything else.
  const house = await openHouse({ config: { http: { heldBytes: 8_388_608 }, trustProxy: true } })
  const { simulator, url, context, manifestId, accountId } = house
  const webhook = simulator.state.data.manifests[manifestId]?.webhook
  if (!webhook) throw new Error('the Manifest has no webhook')
  const { pathname } = new URL(webhook.url)
  const opened: RawConnection[] = []
  const endAll = () => {
    for (const connection of opened.splice(0)) connection.end()
  }
  t.teardown(async () => {
    endAll()
    await house.close()
  })
  t.afterEach(endAll)

  const open = async (text = '') => {
    const connection = await RawConnection.open(url, text)
    opened.push(connection)
    return connection
  }
  const many = (count: number, text: () => string) =>
    Promise.all(Array.from({ length: count }, () => open(text())))
  const answers = (connections: readonly RawConnection[], status: number) =>
    connections.filter((connection) => connection.status === status).length
  const send = async (events: object, channelId = 'c'.repeat(24)) => {
    const rawBody = JSON.stringify({ manifestId, accountId, channelId, events })
    const timestamp = String(Date.now())
    const secret = webhook.secret
    const { signature, challenge } = signWebhook({ secret, timestamp, rawBody })
    const { statusCode, headers, body } = await got.post(webhook.url, {
      body: rawBody,
      throwHttpErrors: false,
      retry: { limit: 0 },
      headers: {
        'content-type': 'application/json',
        'x-socialhub-timestamp': timestamp,
        'x-socialhub-signature': signature,
      },
    })
    return { status: statusCode, solved: headers['x-socialhub-challenge'] === challenge, body }
  }
  const wellAnswered = { status: 200, solved: true }
  const figures = () => context.counters.registry.metrics()

  t.test('a made-up webhook is refused before its body, a true one gets through', async (t) => {
    const strangers = await many(300, () =>
      head(
        'POST',
        `/webhooks/${randomBytes(24).toString('base64url')}`,
        { 'content-type': 'application/json', 'content-length': 1_000 },
        '{',
      ),
    )
    t.match(await send({}), wellAnswered)
    await Promise.all(strangers.map(({ closed }) => closed))
    t.equal(answers(strangers, 404), strangers.length, 'none was read, and none may stay')
  })

  t.test('who knows a webhook and holds bodies open displaces only himself', async (t) => {
    const strangers = await many(400, () =>
      head('POST', pathname, { 'content-length': 1_000 }, '{'),
    )
    await eventually(
      () => answers(strangers, 503),
      (count) => count > 100,
    )
    t.match(strangers.find(({ status }) => status === 503)?.received, /retry-after: 1\r\n/)
    t.match(await send({}), wellAnswered)
  })

  t.test('unfinished bodies for a plugin hold so much memory and no more', async (t) => {
    // There is room for 263 of them at most.
    const bodies = await many(300, () =>
      head('POST', '/p/harbour/form', { 'content-length': 20_000 }, 'x'.repeat(15_000)),
    )
    await eventually(
      () => answers(bodies, 503),
      (count) => count >= 37,
    )
    const refused = bodies.filter(({ status }) => status === 503)
    t.ok(refused.every(({ received }) => received.includes('retry-after: 5\r\n')))
    await Promise.all(refused.map(({ closed }) => closed))
    const form = await got.post(`${url}/p/harbour/form`, {
      form: { name: 'Ada' },
      retry: { limit: 0 },
    })
    t.match(JSON.parse(form.body).fields, { name: 'Ada' }, 'a small one has its place')
    t.match(await send({}), wellAnswered)
    t.match(await figures(), /hubward_requests_put_off_total\{kind="others"\} \d\d/)
  })

  t.test('a body in pieces of one byte is refused, and those of a packet count', async (t) => {
    const chunked = (size: number, count: number) =>
      head(
        'POST',
        '/p/harbour/form',
        { 'transfer-encoding': 'chunked' },
        `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`.repeat(count),
      )
    const crumbs = await open(chunked(1, 5_000))
    await crumbs.closed
    t.equal(crumbs.status, 400)
    // 60 bodies of 19 KB: by their bytes there is room for all of them, by what Node takes there isn't.
    const pieces = await many(60, () => chunked(120, 160))
    await eventually(
      () => answers(pieces, 503),
      (count) => count >= 1,
    )
  })

  t.test('an address that leads nowhere is answered before the body', async (t) => {
    const paths = {
      '/nowhere': 404,
      '/healthz': 404,
      [`/media/${randomUUID()}`]: 404,
      '/connect/nowhere': 404,
      '/connect/harbour': 400,
      '/connect/harbour/backfill': 400,
      '/connect/harbour/cancel': 303,
      '/settings/made-up': 410,
    }
    for (const [path, status] of Object.entries(paths)) {
      // Each kind where it would be read: JSON by fastify itself, a form by our pages.
      const type = status === 404 ? 'application/json' : 'application/x-www-form-urlencoded'
      const endless = await open(
        head('POST', path, { 'transfer-encoding': 'chunked', 'content-type': type }),
      )
      await endless.closed
      t.equal(endless.status, status, path)
    }
  })

  t.test('who asks before sending a body is told to send only what is wanted', async (t) => {
    const ask = { 'content-length': 1_000_000, expect: '100-continue' }
    const unwanted = await open(head('POST', '/webhooks/made-up-and-unknown', ask))
    await unwanted.closed
    t.match(unwanted.received, /^HTTP\/1.1 404/, 'the answer comes in place of it')
    const wanted = await open(head('POST', pathname, ask))
    await eventually(
      () => wanted.received,
      (received) => received.startsWith('HTTP/1.1 100 Continue'),
    )
  })

  t.test(
    'made-up references are looked up together, and displace none that is known',
    async (t) => {
      let statements = 0
      const counting: KyselyPlugin = {
        transformQuery: ({ node }) => {
          statements += 1
          return node
        },
        transformResult: async ({ result }) => result,
      }
      const manifests = new KnownManifests({ ...context, db: context.db.withPlugin(counting) })
      const reference = pathname.split('/').at(-1) ?? ''
      t.match(await manifests.find(reference), { manifestId })
      statements = 0
      const madeUp = Array.from({ length: 2_000 }, () => randomBytes(24).toString('base64url'))
      const found = await Promise.all(madeUp.map((one) => manifests.find(one)))
      t.ok(found.every((manifest) => manifest === undefined))
      t.ok(statements <= 12, `${statements} statements`)
      statements = 0
      for (const one of ['short', 'x'.repeat(500), 'a.b', "'; --"]) await manifests.find(one)
      t.equal(statements, 0, 'what is no reference is not looked up')
      t.ok(manifests.isKnown(reference))
    },
  )

  t.test('a forged beginning of X-Forwarded-For makes nobody another visitor', async (t) => {
    t.ok(house.log.some((line) => line.includes('trustProxy: true means one proxy')))
    /** How many requests this visitor may still send within the minute. */
    const left = async (forged: string, by: string) => {
      const answer = await fetch(`${url}/connect/nowhere`, {
        headers: { 'x-forwarded-for': `${forged}, ${by}` },
      })
      await answer.body?.cancel()
      return Number(answer.headers.get('x-ratelimit-remaining'))
    }
    const atFirst = await left('198.51.100.1', '192.0.2.1')
    t.ok(atFirst > 100, `${atFirst} are left`)
    t.equal(await left('198.51.100.2', '192.0.2.1'), atFirst - 1)
    t.equal(await left('2001:db8::1, 10.0.0.1', '192.0.2.1'), atFirst - 2)
    t.equal(await left('198.51.100.1', '192.0.2.2'), atFirst, 'somebody else is another')
    t.equal(await left('198.51.100.1', '2001:db8:0:1::a'), atFirst)
    t.equal(await left('198.51.100.1', '2001:db8:0:1:ffff::b'), atFirst - 1, 'one network')
  })

  t.test(
    'one request makes one line of the log, however much of it is not understood',
    async (t) => {
      const lines = (text: string) => house.log.filter((line) => line.includes(text))
      const before = house.log.length
      const many = (count: number) => Array.from({ length: count }, () => ({}))
      t.match(await send({ weather_report: many(200_000), tide: many(2) }), wellAnswered)
      const told = lines('events of unknown types')
      t.equal(told.length, 1)
      t.match(JSON.parse(told[0] ?? ''), { types: 2, events: { weather_report: 200_000, tide: 2 } })

      t.match(await send({ ticket_action: many(MOST_EVENTS) }), wellAnswered)
      const broken = lines('Ticket Actions can’t be understood')
      t.equal(broken.length, 1)
      t.match(JSON.parse(broken[0] ?? ''), { events: MOST_EVENTS })
      t.ok((broken[0] ?? '').length < 10_000, 'of which a few are named')
      const types = Object.fromEntries(many(20_000).map((_, number) => [`type-${number}`, [{}]]))
      t.match(await send(types), wellAnswered)
      t.ok((lines('events of unknown types').at(-1) ?? '').length < 1_000)
      t.ok(house.log.length - before < 10, `${house.log.length - before} lines`)
    },
  )

  t.test('more events than anybody sends are refused before they are looked at', async (t) => {
    const { status, body } = await send({
      ticket_action: Array.from({ length: MOST_EVENTS + 1 }, () => ({})),
    })
    t.equal(status, 400)
    t.match(body, /more than 1000 events/)
  })
})
