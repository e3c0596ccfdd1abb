import { sql } from 'kysely'
import t from 'tap'
import { SharedStatements } from '../src/shared-statements.ts'
import type { FetchProgress } from '../src/store/fetching.ts'
import { takeWaiting } from '../src/store/interactions.ts'
import { type Claimed, claimTurns, LeaseLostError } from '../src/store/turns.ts'
import { setStage } from './stage/stage.ts'

t.test('turns that end at the same moment', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer } = stage
  const names = ['anna', 'bert', 'cleo', 'dora', 'emil']
  const ids = new Map<string, string>()
  for (const name of names) ids.set(name, (await stage.addChannel(name)).channelId)
  const holder = crypto.randomUUID()
  const statements = new SharedStatements(db, sealer, holder)
  const claimed = await claimTurns(db, holder, 60_000, { any: names.length, people: 0 })
  const turnOf = (name: string): Claimed => {
    const found = claimed.find(({ channelId }) => channelId === ids.get(name))
    if (!found) throw new Error(`the turn of ${name} is ours`)
    return found
  }
  const rowOf = (name: string) =>
    db
      .selectFrom('channels')
      .select(['position', 'fetch_interval_ms', 'fetch_due_at', 'reconcile_due_at', 'fetched_at'])
      .where('id', '=', ids.get(name) ?? '')
      .executeTakeFirstOrThrow()
  const progressOf = async (name: string): Promise<FetchProgress> => {
    const row = await statements.readMailbox(ids.get(name) ?? '', false)
    if (!row) throw new Error(`${name} is there`)
    return {
      fetchSince: row.fetch_since,
      position: { read: name },
      intervalMs: 60_000,
      inMs: 60_000,
      dueAt: row.fetch_due_at,
      pushCount: row.push_count,
      pushesRead: 0,
      compareInMs: undefined,
    }
  }

  await t.test('their mailboxes are read together', async (t) => {
    const rows = await Promise.all(
      [...ids.values(), '0'].map((id) => statements.readMailbox(id, false)),
    )
    t.same(
      rows.map((row) => row?.id),
      [...ids.values(), undefined],
      'each gets its own, and one that is not there gets none',
    )
  })

  await t.test('where people wait, a mailbox is not read after those of others', async (t) => {
    const answered = Promise.withResolvers<void>()
    let isFirst = true
    const slow = db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        if (isFirst) {
          isFirst = false
          await answered.promise
        }
        return result
      },
    })
    const shared = new SharedStatements(slow, sealer, holder)
    const quiet = shared.readMailbox(ids.get('anna') ?? '', false)
    t.match(await shared.readMailbox(ids.get('bert') ?? '', true), { id: ids.get('bert') })
    answered.resolve()
    t.match(await quiet, { id: ids.get('anna') })
  })

  await t.test('a mailbox holds nothing to deliver that may not be sent yet', async (t) => {
    const channelId = ids.get('emil') ?? ''
    const look = async () => {
      const [row, taken] = await Promise.all([
        statements.readMailbox(channelId, false),
        db.transaction().execute((trx) => takeWaiting(trx, channelId, 10)),
      ])
      return { waiting: row?.waiting, taken: taken.length }
    }
    await sql`
      insert into interactions (channel_id, network_item_id, state, thread, own, content)
      values (${channelId}, 'own', 'stored', 'own', true, '{}')`.execute(db)
    t.same(await look(), { waiting: true, taken: 1 })
    await sql`
      insert into ticket_actions (channel_id, event_uuid, subject, event_time, type, action_id,
        ticket_id, network_item_id, payload, state)
      values (${channelId}, ${crypto.randomUUID()}, 'reply', now(), 'reply', 'reply', 'ticket',
        'message', '{}', 'sending')`.execute(db)
    t.same(await look(), { waiting: false, taken: 0 }, 'it may be the reply that is being sent')
    await sql`
      insert into interactions (channel_id, network_item_id, state, thread, content, ticket_id)
      values (${channelId}, 'refused', 'refused', 'refused', '{}', 'ticket')`.execute(db)
    await sql`
      insert into revisions (channel_id, network_item_id, revision, kind, content)
      values (${channelId}, 'refused', 1, 'edited', '{}')`.execute(db)
    t.same(await look(), { waiting: false, taken: 0 }, 'nor is a revision of what is no Ticket')
    await sql`delete from interactions where channel_id = ${channelId}`.execute(db)
    await sql`delete from ticket_actions where channel_id = ${channelId}`.execute(db)
  })

  await t.test('each stores its own progress', async (t) => {
    const [anna, bert, cleo, dora, emil] = await Promise.all(names.map(progressOf))
    if (!anna || !bert || !cleo || !dora || !emil) throw new Error('five are five')
    const id = (name: string) => ids.get(name) ?? ''
    // Meanwhile: bert is wanted from further back, something was pushed to cleo, dora was taken over.
    const earlier = new Date(bert.fetchSince.getTime() - 86_400_000)
    await db
      .updateTable('channels')
      .set({ fetch_since: earlier })
      .where('id', '=', id('bert'))
      .execute()
    await db.updateTable('channels').set({ push_count: '7' }).where('id', '=', id('cleo')).execute()
    await db
      .updateTable('turns')
      .set((row) => ({ fence: row('fence', '+', '1'), holder: crypto.randomUUID() }))
      .where('channel_id', '=', id('dora'))
      .execute()
    // And somebody else writes to emil.
    const writing = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const writer = db.transaction().execute(async (trx) => {
      await trx.updateTable('channels').set({ name: 'Emil' }).where('id', '=', id('emil')).execute()
      locked.resolve()
      await writing.promise
    })
    await locked.promise
    let emilIsStored = false
    const emilStored = statements.storeProgress(turnOf('emil'), emil).then(() => {
      emilIsStored = true
    })
    const outcomes = await Promise.allSettled([
      statements.storeProgress(turnOf('anna'), { ...anna, compareInMs: 3_600_000 }),
      statements.storeProgress(turnOf('bert'), bert),
      statements.storeProgress(turnOf('cleo'), cleo),
      statements.storeProgress(turnOf('dora'), dora),
    ])
    t.same(
      outcomes.map((one) => (one.status === 'fulfilled' ? 'stored' : one.reason.constructor)),
      ['stored', 'stored', 'stored', LeaseLostError],
    )
    t.notOk(emilIsStored, 'whom somebody writes to is waited for by nobody else')
    writing.resolve()
    await writer
    await emilStored

    const now = Date.now()
    const later = (time: Date | null, ms: number) =>
      time !== null && Math.abs(time.getTime() - now - ms) < 30_000
    const stored = await rowOf('anna')
    t.match(stored, { position: { read: 'anna' }, fetch_interval_ms: 60_000 })
    t.ok(later(stored.fetch_due_at, 60_000), 'next when it was said')
    t.ok(later(stored.reconcile_due_at, 3_600_000))
    t.equal((await rowOf('bert')).position, null, 'what is wanted from further back begins anew')
    const cleoNow = await rowOf('cleo')
    t.ok(cleoNow.fetch_due_at <= new Date(), 'what was pushed meanwhile is fetched at once')
    t.equal(cleoNow.reconcile_due_at, null, 'no comparison was planned')
    t.match(await rowOf('dora'), { position: null, fetched_at: null }, 'nothing under a lost lease')
    t.match(await rowOf('emil'), { position: { read: 'emil' } })
  })
})
