import { sql } from 'kysely'
import t from 'tap'
import { planTokenCheck, spreadTokenCheck } from '../src/store/token-checks.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const MINUTE = 60_000

/** In how many milliseconds SocialHub is asked; null: not planned. */
async function plannedInMs({ db }: Stage, channelId: string): Promise<number | null> {
  const { rows } = await sql<{ inMs: number | null }>`
    select extract(epoch from token_check_at - now())::float8 * 1000 as "inMs"
    from channels where id = ${channelId}`.execute(db)
  return rows[0]?.inMs ?? null
}

/** As if so much time had passed without anything being taken. */
async function letPass({ db }: Stage, channelId: string, overdueMs = 0): Promise<void> {
  await sql`update channels set token_check_at = now() - ${overdueMs} * interval '1 ms'
    where id = ${channelId}`.execute(db)
  await sql`update turns set due_at = now() where channel_id = ${channelId} and holder is null`.execute(
    db,
  )
}

const asked = ({ simulator }: Stage, channelId: string) =>
  simulator.journal.counts(channelId)['GET /']?.total ?? 0

/** A Channel whose first turn is over, that fetches nothing by itself and that nobody asks about soon. */
async function quietChannel(stage: Stage, account: string) {
  const channel = await stage.addChannel(account)
  const { channelId, socialhubChannelId } = channel
  const spreadInMs = await eventually(
    () => plannedInMs(stage, channelId),
    (inMs) => inMs !== null,
  )
  await eventually(
    () =>
      stage.db.selectFrom('turns').select('holder').where('channel_id', '=', channelId).execute(),
    ([turn]) => turn?.holder === null,
  )
  // Chance may have planned it for this very moment.
  await sql`update channels set token_check_at = now() + interval '4 minutes'
    where id = ${channelId}`.execute(stage.db)
  return { ...channel, spreadInMs, askedBefore: asked(stage, socialhubChannelId) }
}

t.test('a token that was replaced while nothing happens is noticed', async (t) => {
  const stage = await setStage({ config: { log: 'silent' } })
  t.teardown(() => stage.close())
  const { db, simulator } = stage
  const host = await stage.startHost()
  const { channelId, socialhubChannelId, spreadInMs, askedBefore } = await quietChannel(
    stage,
    'quiet',
  )
  t.ok(spreadInMs !== null && spreadInMs <= 5 * MINUTE, `a new Channel is spread: ${spreadInMs}`)

  await letPass(stage, channelId)
  const again = await eventually(
    () => plannedInMs(stage, channelId),
    (inMs) => inMs !== null && inMs > 4.5 * MINUTE,
  )
  t.ok(again !== null && again <= 10 * MINUTE, `asked again in ${again}`)
  t.equal(asked(stage, socialhubChannelId), askedBefore + 1)

  await simulator.act.createNewToken({ channelId: socialhubChannelId })
  await letPass(stage, channelId)
  await eventually(
    () => db.selectFrom('channels').select('state').where('id', '=', channelId).execute(),
    ([row]) => row?.state === 'revoked',
  )
  const notices = await db.selectFrom('notices').select('kind').execute()
  t.same(new Set(notices.map(({ kind }) => kind)), new Set(['channel.revoked']))
  t.equal(asked(stage, socialhubChannelId), askedBefore + 2, 'and is not asked again')
  await host.stop()
})

t.test('what SocialHub takes stands for asking, and nothing waits for an answer', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { simulator, network } = stage
  const host = await stage.startHost()
  const { channelId, socialhubChannelId, askedBefore } = await quietChannel(stage, 'busy')

  await sql`update channels set token_check_at = now() + interval '2 minutes'`.execute(stage.db)
  network.addMessage('busy')
  await sql`update channels set fetch_due_at = now()`.execute(stage.db)
  await sql`update turns set due_at = now() where holder is null`.execute(stage.db)
  await eventually(
    () => plannedInMs(stage, channelId),
    (inMs) => inMs !== null && inMs > 4.5 * MINUTE,
  )
  t.equal(asked(stage, socialhubChannelId), askedBefore, 'a Ticket was taken with it')

  simulator.faults.routes.add({ route: 'GET /', fault: 'server-error', times: 100 })
  await letPass(stage, channelId)
  const later = await eventually(
    () => plannedInMs(stage, channelId),
    (inMs) => inMs !== null && inMs > 0,
  )
  t.ok(
    later !== null && later > 4.5 * MINUTE,
    'SocialHub is out of order: asked no sooner for that',
  )
  network.addMessage('busy')
  await sql`update channels set fetch_due_at = now()`.execute(stage.db)
  await sql`update turns set due_at = now() where holder is null`.execute(stage.db)
  await eventually(
    () => Object.values(simulator.state.data.tickets).length,
    (tickets) => tickets === 2,
  )
  await host.stop()
})

t.test('many Channels are not asked about at once', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db } = stage
  const { channelId, socialhubChannelId } = await stage.addChannel('one-of-many')
  const planned = async (plan: typeof planTokenCheck) => {
    await db.transaction().execute((trx) => plan(trx, channelId))
    return (await plannedInMs(stage, channelId)) ?? 0
  }
  // What autovacuum would have found.
  await sql`update pg_class set reltuples = 100000 where oid = 'channels'::regclass`.execute(db)
  const everyMs = 100_000 * 100
  const next = await planned(planTokenCheck)
  t.ok(next > everyMs * 0.99 && next <= everyMs * 2, 'ten a second, of all together')
  const spread = await Promise.all(Array.from({ length: 5 }, () => planned(spreadTokenCheck)))
  t.ok(new Set(spread.map(Math.round)).size > 1)
  t.ok(spread.every((inMs) => inMs <= everyMs))

  // No host was there for a day: all have missed their moment.
  await letPass(stage, channelId, 24 * 60 * MINUTE)
  const host = await stage.startHost()
  await eventually(
    () => plannedInMs(stage, channelId),
    (inMs) => inMs !== null && inMs > 0,
  )
  t.equal(asked(stage, socialhubChannelId), 0, 'it is spread, not asked')
  await host.stop()
})
