import { type RawBuilder, sql } from 'kysely'
import t from 'tap'
import { claimTurns, releaseTurns, ring, untilNextDue } from '../src/store/turns.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const CHANNELS = 12
/** With one more for people. */
const PLACES = 4
const LOAD_EACH = 400

t.test('with every place taken for a long time, a reply still finds one', async (t) => {
  const stage = await setStage({
    leaseMs: 30_000,
    simulator: { settings: { rateLimit: { limit: 1_000_000, windowMs: 60_000 } } },
  })
  t.teardown(() => stage.close())
  const { db, network, simulator } = stage
  const accounts = Array.from({ length: CHANNELS }, (_, place) => `account-${place}`)
  for (const account of accounts) {
    await stage.addChannel(account)
    network.addMessage(account)
  }
  const host = await stage.startHost({ config: { concurrentTurns: PLACES } })
  t.teardown(() => host.stop())
  const tickets = () => Object.values(simulator.state.data.tickets)
  const visible = () => tickets().filter((ticket) => !ticket.hidden)
  await eventually(
    () => visible().length,
    (count) => count === CHANNELS,
  )
  const answered = visible()

  // SocialHub takes so long for each Ticket that a turn lasts until the host ends it.
  simulator.faults.routes.add({
    route: 'POST /inbox/tickets',
    fault: 'slow-answer',
    delayMs: 500,
    times: 1_000_000,
  })
  for (const account of accounts) {
    for (let number = 0; number < LOAD_EACH; number++) network.addMessage(account)
  }
  await sql`update channels set fetch_due_at = now()`.execute(db)
  await sql`update turns set due_at = now() where holder is null`.execute(db)
  const held = async () => {
    const rows = await db
      .selectFrom('turns')
      .select(['channel_id', 'fence'])
      .where('holder', 'is not', null)
      .orderBy('channel_id')
      .execute()
    return rows.map(({ channel_id, fence }) => `${channel_id}: ${fence}`)
  }
  await eventually(held, (busy) => busy.length === PLACES)
  await eventually(
    () => visible().length,
    (count) => count > CHANNELS,
  )
  const busy = await held()

  const followups = answered.map(({ id }) =>
    simulator.act.reply({ ticketId: id, actionId: 'reply', text: 'soon' }),
  )
  await eventually(
    () =>
      followups.filter(({ id }) => simulator.state.data.followups[id]?.status === 'published')
        .length,
    (published) => published === CHANNELS,
    60_000,
  )
  const still = await held()
  t.same(
    busy.filter((turn) => !still.includes(turn)),
    [],
    'all replies are out, and no Channel that had much to do was sent away for it',
  )
  t.ok(visible().length < CHANNELS * LOAD_EACH, 'there was still much to do')
  for (const account of accounts) t.equal(network.replies(account).length, 1, account)
})

t.test('whom people wait for is claimed first, and keeps its place among the others', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db } = stage
  const host = '0197a0c5-0000-7000-8000-000000000001'
  const ids: string[] = []
  for (const account of ['first', 'second', 'third']) {
    ids.push((await stage.addChannel(account)).channelId)
  }
  const [first = '', second = '', third = ''] = ids
  const overdue = (channelId: string, seconds: number) =>
    sql`update turns set due_at = now() - ${seconds} * interval '1 s'
      where channel_id = ${channelId}`.execute(db)
  await overdue(first, 30)
  await overdue(second, 20)
  await overdue(third, 10)
  await db.transaction().execute((trx) => ring(trx, second, 'command'))
  await db.transaction().execute((trx) => ring(trx, third, 'action'))

  t.same(await claimTurns(db, host, 60_000, { any: 0, people: 0 }), [])
  const reserved = await claimTurns(db, host, 60_000, { any: 0, people: 2 })
  t.match(reserved, [{ channelId: third, peopleWait: true }])
  t.equal(reserved.length, 1, 'no other Channel has a place that is kept for people')
  const [claimed] = reserved
  if (!claimed) throw new Error('it was claimed')
  t.ok(claimed.overdueMs >= 10_000 && claimed.overdueMs < 20_000)

  const { rung } = await db
    .selectFrom('turns')
    .select('rung')
    .where('channel_id', '=', third)
    .executeTakeFirstOrThrow()
  await releaseTurns(db, host, [{ claimed, rungSeen: rung, nextInMs: -claimed.overdueMs }])
  await overdue(second, 5)
  const others = await claimTurns(db, host, 60_000, { any: 2, people: 2 })
  t.same(
    others.map(({ channelId, peopleWait }) => [channelId, peopleWait]).toSorted(),
    [
      [first, false],
      [third, false],
    ],
    'the second has waited for less long by now',
  )
})

t.test('how long until the next Channel is due', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db } = stage
  t.equal(await untilNextDue(db), undefined, 'without a Channel')
  const { channelId } = await stage.addChannel('first')
  await stage.addChannel('never')
  const due = (at: RawBuilder<unknown>) => sql`update turns set due_at = ${at}`.execute(db)
  await due(sql`'infinity'`)
  t.equal(await untilNextDue(db), undefined, 'when none will be due unless it is rung')
  await sql`update turns set due_at = now() + interval '1 hour'
    where channel_id = ${channelId}`.execute(db)
  const ms = (await untilNextDue(db)) ?? 0
  t.ok(ms > 3_000_000 && ms <= 3_600_000, 'of two, the one that is due')
  await due(sql`now() - interval '1 second'`)
  t.ok(((await untilNextDue(db)) ?? 0) <= -1_000, 'it is overdue')
})
