import { randomUUID } from 'node:crypto'
import { signWebhook } from '@hubward/socialhub'
import { type FastifyInstance, fastify } from 'fastify'
import got from 'got'
import { sql } from 'kysely'
import t from 'tap'
import { parseConfig } from '../src/config.ts'
import { createHost } from '../src/host.ts'
import { KnownManifests } from '../src/outbound/known-manifests.ts'
import { comesToWebhook, webhookRoutes } from '../src/outbound/webhook-route.ts'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { openDatabase } from '../src/store/database.ts'
import { prepareReusableManifest, setManifestId } from '../src/store/manifests.ts'
import { answerFailures } from '../src/web/error-reply.ts'
import { boundRequests } from '../src/web/held-requests.ts'
import { createHostDatabase } from './stage/database.ts'
import { eventually } from './stage/stage.ts'

t.setTimeout(200_000)

t.test('a flood of events for one Channel', async (t) => {
  const database = await createHostDatabase()
  const config = parseConfig({
    databaseUrl: database.url,
    publicUrl: 'http://127.0.0.1:1',
    keys: [{ id: 'test', key: 'ab'.repeat(32) }],
    operator: { name: 'Test Agency' },
    development: true,
    log: 'silent',
    integrations: {},
  })
  const host = await createHost({ config })
  const { context } = host
  const { db, sealer } = context
  const locks = openDatabase(database.url, 1).db
  const apps: FastifyInstance[] = []
  t.teardown(async () => {
    await Promise.all(apps.map((app) => app.close()))
    await host.stop()
    await locks.destroy()
    await database.drop()
  })
  const manifestId = 'b'.repeat(24)
  const [flooded, quiet] = ['1'.repeat(24), '2'.repeat(24)] as const
  const manifest = await db.transaction().execute(async (trx) => {
    const prepared = await prepareReusableManifest(trx, sealer, 'test')
    await setManifestId(trx, prepared.id, manifestId)
    for (const socialhubChannelId of [flooded, quiet]) {
      await storeCreatedChannel(trx, sealer, {
        integration: 'test',
        manifest: prepared.id,
        socialhubChannelId,
        accountId: 'c'.repeat(24),
        networkId: socialhubChannelId,
        name: 'Test',
        uniqueName: socialhubChannelId,
        imageUrl: null,
        server: null,
        language: 'en',
        accessToken: 'none',
        credentials: {},
        credentialsExpireAt: null,
        channelSettings: {},
        fetchSince: new Date(),
      })
    }
    return prepared
  })
  const serve = async (limits: { bytes: number; ofAChannel: number }) => {
    const app = fastify()
    const manifests = new KnownManifests(context)
    boundRequests(app, context, limits.bytes, (request) => comesToWebhook(manifests, request))
    answerFailures(app, context)
    apps.push(app)
    await webhookRoutes(app, context, manifests, { eventsOfAChannel: limits.ofAChannel })
    return await app.listen({ host: '127.0.0.1', port: 0 })
  }
  const bodyFor = (channelId: string) =>
    JSON.stringify({
      manifestId,
      accountId: 'c'.repeat(24),
      channelId,
      events: {
        ticket_action: [
          {
            ticketId: 'a'.repeat(24),
            networkItemId: 'message-1',
            type: 'reply',
            actionId: 'reply',
            payload: { followupId: randomUUID(), text: 'an answer' },
            time: Date.now(),
            uuid: randomUUID(),
          },
        ],
      },
    })
  const send = async (url: string, body: string) => {
    const rawBody = Buffer.from(body)
    const timestamp = String(Date.now())
    const secret = manifest.secrets[0] ?? ''
    const { signature, challenge } = signWebhook({ secret, timestamp, rawBody })
    const { statusCode, headers } = await got.post(`${url}/webhooks/${manifest.reference}`, {
      body: rawBody,
      throwHttpErrors: false,
      retry: { limit: 0 },
      headers: {
        'content-type': 'application/json',
        'x-socialhub-timestamp': timestamp,
        'x-socialhub-signature': signature,
      },
    })
    return {
      status: statusCode,
      retryAfter: headers['retry-after'],
      solved: headers['x-socialhub-challenge'] === challenge,
    }
  }
  type Answer = Awaited<ReturnType<typeof send>>
  const stored = async (socialhubChannelId: string) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ticket_actions a join channels c on c.id = a.channel_id
      where c.socialhub_channel_id = ${socialhubChannelId}`.execute(db)
    return rows[0]?.count
  }
  /** How many statements wait until they may store. */
  const blocked = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_locks
      where not granted and relation = 'ticket_actions'::regclass`.execute(db)
    return rows[0]?.count
  }
  /** Nothing can be stored until the answer is called. */
  const jam = async () => {
    const locked = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const done = locks.transaction().execute(async (trx) => {
      await sql`lock table ticket_actions in exclusive mode`.execute(trx)
      locked.resolve()
      await release.promise
    })
    await locked.promise
    return async () => {
      release.resolve()
      await done
    }
  }

  t.test('is put off beyond a certain number, and keeps nobody else waiting', async (t) => {
    const url = await serve({ bytes: 67_108_864, ofAChannel: 20 })
    const free = await jam()
    const bodies = Array.from({ length: 100 }, () => bodyFor(flooded))
    const answers: Answer[] = []
    const sendOne = async (body: string) => {
      const answer = await send(url, body)
      answers.push(answer)
      return { body, answer }
    }
    // The first makes a group alone; those that come together would share it.
    const first = bodies.slice(0, 1).map(sendOne)
    await eventually(blocked, (count) => count === 1)
    const sent = [...first, ...bodies.slice(1).map(sendOne)]
    await eventually(
      () => answers.length,
      (count) => count >= 79,
    )
    t.equal(answers.length, 79, 'one is being stored, twenty wait, the rest is put off')
    t.ok(
      answers.every(({ status, retryAfter, solved }) => status === 503 && retryAfter && !solved),
      'with a 503, which SocialHub takes for a failure',
    )
    const other = send(url, bodyFor(quiet))
    await free()
    t.match(await other, { status: 200, solved: true }, 'the other Channel had its place')
    const refused = (await Promise.all(sent)).filter(({ answer }) => answer.status !== 200)
    t.equal(refused.length, 79)
    t.equal(await stored(flooded), 21)
    for (const { body } of refused) t.match(await send(url, body), { status: 200, solved: true })
    t.equal(await stored(flooded), 100, 'delivered again, each is there once')
    t.equal(await stored(quiet), 1)
  })

  t.test('is not even read beyond a certain number of requests', async (t) => {
    // A quarter is for webhooks: room for five, each of which takes 9,000 bytes and a little more.
    const url = await serve({ bytes: 200_000, ofAChannel: 1_000 })
    t.match(await send(url, bodyFor(quiet)), { status: 200 }, 'now the webhook is known')
    const free = await jam()
    const answers: Answer[] = []
    const sent = Array.from({ length: 25 }, async () => {
      answers.push(await send(url, bodyFor(flooded)))
    })
    await eventually(
      () => answers.length,
      (count) => count >= 20,
    )
    t.ok(answers.every(({ status }) => status === 503))
    await free()
    await Promise.all(sent)
    t.equal(answers.filter(({ status }) => status === 200).length, 5)
    t.match(await send(url, bodyFor(flooded)), { status: 200 }, 'and then there is room again')
    const figures = await context.counters.registry.metrics()
    t.match(figures, /hubward_webhook_put_off_total 99/)
  })
})
