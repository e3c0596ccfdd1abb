import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import t from 'tap'
import { Claims } from '../src/claim.ts'
import { createHost } from '../src/host.ts'
import { acceptEvents, type Claiming } from '../src/store/accept-events.ts'
import { openDatabase } from '../src/store/database.ts'
import type { SocialHubChannelId } from '../src/store/ids.ts'
import { type ClaimWhenRung, claimTurn, DOORBELL } from '../src/store/turns.ts'
import { replyTo } from './fixtures/reply-to.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

async function pidOf(db: Stage['db']): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  return rows[0]?.pid ?? 0
}

const turnOf = (db: Stage['db'], channelId: string) =>
  db
    .selectFrom('turns')
    .select(['holder', 'fence', 'people_wait', sql<boolean>`due_at <= now()`.as('due')])
    .where('channel_id', '=', channelId)
    .executeTakeFirstOrThrow()

t.test('the statement that stores events claims their Channels’ turns', async (t) => {
  const stage = await setStage()
  const { db, manifest } = stage
  const { pool } = openDatabase(stage.config.databaseUrl, 1)
  const ears = await pool.connect()
  t.teardown(async () => {
    ears.release(true)
    await pool.end()
    await stage.close()
  })
  const rings: string[] = []
  ears.on('notification', ({ payload = '' }) => rings.push(payload))
  await ears.query(`listen ${DOORBELL}`)
  /** What was rung until now. A notification of one's own comes after all earlier ones. */
  const heard = async () => {
    const end = randomUUID()
    await sql`select pg_notify(${DOORBELL}, ${end})`.execute(db)
    await eventually(
      () => rings,
      (all) => all.includes(end),
    )
    return rings.splice(0).filter((ring) => ring !== end)
  }
  const ours = randomUUID()
  const accept = async (
    channels: readonly { readonly socialhubChannelId: SocialHubChannelId }[],
    change: Partial<ClaimWhenRung> = {},
  ) => {
    const ids: string[] = []
    const offer = { holder: ours, leaseMs: 60_000, places: 10, integrations: ['stub'], ...change }
    const claiming: Claiming = async (statement) => {
      const stored = await statement(offer)
      ids.push(...stored.claimed.map(({ channelId }) => channelId))
      return stored
    }
    const events = channels.map((one) => replyTo(manifest, one.socialhubChannelId))
    t.same(new Set(await acceptEvents(db, events, claiming)), new Set(['accepted']))
    return ids.toSorted()
  }
  const add = async (name: string) => {
    const channel = await stage.addChannel(name)
    await sql`update turns set due_at = 'infinity' where channel_id = ${channel.channelId}`.execute(
      db,
    )
    await heard()
    return channel
  }

  await t.test('and nobody else has to hear of it', async (t) => {
    const anna = await add('anna')
    t.same(await accept([anna, anna]), [anna.channelId], 'once, for two events')
    t.match(await turnOf(db, anna.channelId), {
      holder: ours,
      fence: '1',
      people_wait: true,
      due: false,
    })
    t.same(await heard(), [])
  })

  await t.test('of no more than there are places for: the others are due', async (t) => {
    const channels = [await add('bert'), await add('cleo'), await add('dora')]
    const claimed = await accept(channels, { places: 2 })
    t.equal(claimed.length, 2)
    const left = channels.find(({ channelId }) => !claimed.includes(channelId))
    t.match(await turnOf(db, left?.channelId ?? ''), { holder: null, fence: '0', due: true })
    t.same(await heard(), [`${left?.channelId} action`])
  })

  await t.test('not of one that a host holds, but of one whose lease has ended', async (t) => {
    const emil = await add('emil')
    await claimTurn(db, randomUUID(), 60_000, emil.channelId)
    t.same(await accept([emil]), [])
    t.same(await heard(), [`${emil.channelId} action`], 'whoever holds it hears of it')
    await sql`update turns set due_at = now() where channel_id = ${emil.channelId}`.execute(db)
    t.same(await accept([emil]), [emil.channelId])
    t.match(await turnOf(db, emil.channelId), { holder: ours, fence: '2' })
  })

  await t.test('nor of one whose plugin the host does not have', async (t) => {
    const franz = await add('franz')
    t.same(await accept([franz], { integrations: ['other'] }), [])
    t.match(await turnOf(db, franz.channelId), { holder: null, due: true })
    t.same(await heard(), [`${franz.channelId} action`])
  })

  await t.test('nor for an event that is known', async (t) => {
    const greta = await add('greta')
    const event = replyTo(manifest, greta.socialhubChannelId)
    await acceptEvents(db, [event])
    await sql`update turns set due_at = 'infinity'`.execute(db)
    await acceptEvents(db, [event], async (statement) => {
      const stored = await statement({
        holder: ours,
        leaseMs: 60_000,
        places: 1,
        integrations: ['stub'],
      })
      t.same(stored.claimed, [])
      return stored
    })
    t.match(await turnOf(db, greta.channelId), { holder: null, due: false })
  })
})

t.test('a host that accepts events', async (t) => {
  const stage = await setStage({ leaseMs: 600_000 })
  const { db, manifest, network } = stage
  const host = await createHost({ config: stage.config, logTo: { write: () => undefined } })
  const { pool } = openDatabase(stage.config.databaseUrl, 1)
  const claims = new Claims(host.context, pool, {
    heard: () => undefined,
    heardNothing: () => undefined,
  })
  t.teardown(async () => {
    await stop()
    await host.stop()
    await pool.end()
    await stage.close()
  })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= claims.stop()
    return stopped
  }
  const anna = await stage.addChannel('anna')
  // Nobody but a ring brings the next turn.
  const tomorrow = sql`now() + interval '1 day'`
  await sql`update channels set fetch_due_at = ${tomorrow}, token_check_at = ${tomorrow}`.execute(
    db,
  )
  await claims.start()
  // Its first look is over once it has had the Channel's first turn.
  await eventually(
    () => turnOf(db, anna.channelId),
    ({ holder, fence }) => holder === null && fence === '1',
  )
  /** @param then what happens between the commit and its answer. */
  const accept = (then: () => Promise<void> = () => Promise.resolve(), to = anna) =>
    acceptEvents(db, [replyTo(manifest, to.socialhubChannelId)], (statement) =>
      claims.claimWith([to.socialhubChannelId], async (offer) => {
        const stored = await statement(offer)
        t.same(
          stored.claimed.map(({ channelId }) => channelId),
          [to.channelId],
        )
        await then()
        return stored
      }),
    )
  const handedBack = () =>
    eventually(
      () => turnOf(db, anna.channelId),
      ({ holder }) => holder === null,
    )

  await t.test('serves their Channels without being rung', async () => {
    const published = network.nextEffect('reply', 'anna')
    await accept()
    await published
    await handedBack()
  })

  await t.test('hands back what was claimed by a statement whose answer was lost', async (t) => {
    const published = network.nextEffect('reply', 'anna')
    await t.rejects(
      accept(() => Promise.reject(new Error('the connection broke'))),
      /the connection broke/,
    )
    await published
    await handedBack()
  })

  await t.test('hands it back later, where PostgreSQL cannot be reached at once', async (t) => {
    const published = network.nextEffect('reply', 'anna')
    const held = Promise.withResolvers<number>()
    const broken = Promise.withResolvers<void>()
    const lost = accept(async () => {
      void db.transaction().execute(async (trx) => {
        await sql`select from turns where channel_id = ${anna.channelId} for update`.execute(trx)
        held.resolve(await pidOf(trx))
        await broken.promise
      })
      await held.promise
      throw new Error('the connection broke')
    })
    const rejected = t.rejects(lost, /the connection broke/)
    const pid = await held.promise
    // What hands it back waits for the row, and loses its own connection.
    await eventually(
      () =>
        sql<{ ended: boolean }>`select pg_terminate_backend(pid) as ended from pg_stat_activity
          where ${pid} = any(pg_blocking_pids(pid))`.execute(db),
      ({ rows }) => rows.length > 0,
    )
    broken.resolve()
    await rejected
    await published
    await handedBack()
  })

  await t.test('hands nothing back where PostgreSQL refused the statement', async (t) => {
    const bert = await stage.addChannel('bert')
    await sql`update channels set fetch_due_at = ${tomorrow}, token_check_at = ${tomorrow}`.execute(
      db,
    )
    await eventually(
      () => turnOf(db, bert.channelId),
      ({ holder, due }) => holder === null && !due,
    )
    // Nothing is rolled back here, so that it shows when it is handed back.
    const refused = async () => void (await sql`select 1 / 0`.execute(db))
    await t.rejects(accept(refused, bert), /division by zero/)
    const { holder, fence } = await turnOf(db, bert.channelId)
    t.not(holder, null)
    const published = network.nextEffect('reply', 'anna')
    await t.rejects(
      accept(() => Promise.reject(new Error('the connection broke'))),
      /the connection broke/,
    )
    await published
    await handedBack()
    t.match(await turnOf(db, bert.channelId), { holder, fence }, 'nor claimed anew')
  })

  await t.test('stops when it has ended what such a statement claims', async (t) => {
    const answer = Promise.withResolvers<void>()
    const claimed = Promise.withResolvers<void>()
    const accepted = accept(() => {
      claimed.resolve()
      return answer.promise
    })
    await claimed.promise
    let hasStopped = false
    const stopping = stop().then(() => {
      hasStopped = true
    })
    // Time enough for all that it has to wait for besides.
    for (let look = 0; look < 100; look++) await turnOf(db, anna.channelId)
    t.notOk(hasStopped, 'it waits for the statement')
    answer.resolve()
    await stopping
    t.match(await turnOf(db, anna.channelId), { holder: null, due: true })
    await accepted
    t.same(
      await acceptEvents(db, [replyTo(manifest, anna.socialhubChannelId)], (statement) =>
        claims.claimWith([anna.socialhubChannelId], async (offer) => {
          t.equal(offer.places, 0, 'and takes no turn any more')
          return await statement(offer)
        }),
      ),
      ['accepted'],
    )
  })
})
