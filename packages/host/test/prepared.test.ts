import { sql } from 'kysely'
import t from 'tap'
import { acceptEvents } from '../src/store/accept-events.ts'
import { type Db, openDatabase } from '../src/store/database.ts'
import { storeProgress } from '../src/store/fetching.ts'
import { readMailboxes } from '../src/store/mailbox.ts'
import { claimTurns, releaseTurns } from '../src/store/turns.ts'
import { openSealer } from '../src/tokens/keys.ts'
import { createHostDatabase } from './stage/database.ts'

t.test('statements are planned once for each connection', async (t) => {
  const database = await createHostDatabase()
  const { db } = openDatabase(database.url, 1)
  t.teardown(async () => {
    await db.destroy()
    await database.drop()
  })
  const prepared = async (part: string) => {
    const { rows } = await sql<{ statement: string }>`
      select statement from pg_prepared_statements`.execute(db)
    return rows.filter(({ statement }) => statement.includes(part)).length
  }
  const byId = (id: string) =>
    db.selectFrom('turns').select(['rung', 'fence']).where('channel_id', '=', id).execute()

  await byId('1')
  await byId('2')
  t.equal(await prepared('"turns"'), 1, 'one statement for both')
  await t.rejects(byId('no number'), /invalid input syntax/)
  t.same(await byId('3'), [], 'a failure harms no later call')

  const whole = () => db.selectFrom('turns').selectAll().where('channel_id', '=', '1').execute()
  await whole()
  await sql`alter table turns add column later text`.execute(db)
  t.same(await whole(), [], 'a newer host’s migration breaks none that asks for every column')
  t.same(await byId('1'), [])

  const ids = Array.from({ length: 600 }, (_, count) =>
    Array.from({ length: count + 1 }, (_, id) => String(id)),
  )
  for (const some of ids.slice(0, 520)) {
    await db.selectFrom('turns').select('rung').where('channel_id', 'in', some).execute()
  }
  t.ok((await prepared('"channel_id" in')) <= 500, 'what is different each time does not pile up')
})

t.test('what every turn and every event needs is prepared, and reads few rows', async (t) => {
  const database = await createHostDatabase()
  const { db } = openDatabase(database.url, 1)
  t.teardown(async () => {
    await db.destroy()
    await database.drop()
  })
  await openSealer(db, [{ id: 'k', key: Buffer.alloc(32, 1) }])
  await sql`
    with manifest as (
      insert into manifests (integration, kind, reference_hash, sealed_reference, sealed_secrets)
      values ('quiet', 'reusable', 'x', 'x', 'x') returning id
    ), channel as (
      insert into channels (integration, manifest, network_id, fetch_since, socialhub_channel_id,
        account_id, name, unique_name, language, sealed_token, sealed_credentials, sealed_settings)
      select 'quiet', manifest.id, 'account-' || n, now(), lpad(n::text, 24, '0'), 'account', 'name',
        'name-' || n, 'en', 'x', 'x', 'x'
      from manifest, generate_series(1, 20000) as n returning id
    )
    insert into turns (channel_id) select id from channel`.execute(db)
  const manifest = await db.selectFrom('manifests').select('id').executeTakeFirstOrThrow()
  // As PostgreSQL plans after a few calls: without knowing what is asked for.
  await sql`set plan_cache_mode = force_generic_plan`.execute(db)
  const rowsRead = async () => {
    await sql`select pg_stat_force_next_flush()`.execute(db)
    const { rows } = await sql<{ read: string }>`
      select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as read
      from pg_stat_user_tables where relname in ('ticket_actions', 'interactions')`.execute(db)
    return Number(rows[0]?.read)
  }
  // A plan is made while nothing waits, and stays for a while.
  await readMailboxes(db, ['1'])
  await addBacklog(db)
  const some = Array.from({ length: 20 }, (_, count) => String(count + 1))
  const readBefore = await rowsRead()
  const mailboxes = await readMailboxes(db, some)
  t.equal(mailboxes.length, some.length)
  t.ok(mailboxes.every(({ acting, waiting }) => acting && waiting))
  t.ok((await rowsRead()) - readBefore < 10 * some.length, 'nothing is read of other Channels')
  await sql`analyze`.execute(db)
  const wholeReads = async () => {
    await sql`select pg_stat_force_next_flush()`.execute(db)
    const { rows } = await sql<{ scans: string }>`
      select sum(seq_scan) as scans from pg_stat_user_tables
      where relname in ('turns', 'channels', 'ticket_actions', 'interactions', 'grant_refreshes')`.execute(
      db,
    )
    return Number(rows[0]?.scans)
  }
  const host = '0197a0c5-0000-7000-8000-000000000001'
  const before = await wholeReads()
  const claimed = await claimTurns(db, host, 60_000, { any: 20, people: 5 })
  t.equal(claimed.length, 20)
  const ids = claimed.map(({ channelId }) => channelId)
  t.equal((await readMailboxes(db, ids)).length, 20)
  const progress = {
    fetchSince: new Date(),
    position: 1,
    intervalMs: 1_000,
    inMs: 1_000,
    dueAt: new Date(),
    pushCount: '0',
    pushesRead: 0,
    compareInMs: undefined,
  }
  const given = claimed.map((one) => ({ claimed: one, progress }))
  await storeProgress(db, host, given.slice(0, 1), 'leave')
  await sql`select pg_stat_force_next_flush()`.execute(db)
  const changes = await sql<{ all: string; hot: string }>`
    select n_tup_upd as all, n_tup_hot_upd as hot from pg_stat_user_tables
    where relname = 'channels'`.execute(db)
  t.match(changes.rows, [{ all: '1', hot: '1' }], 'a Channel’s progress touches no index')
  for (const busy of ['leave', 'wait'] as const) {
    t.equal((await storeProgress(db, host, given, busy)).size, 20)
  }
  await releaseTurns(
    db,
    host,
    claimed.map((one) => ({ claimed: one, rungSeen: '0', nextInMs: 1_000 })),
  )
  const event = {
    uuid: 'e4c0b9a6-1f0c-4a43-9a3e-0d1e9f6f1a11',
    time: Date.now(),
    type: 'reply',
    actionId: 'reply',
    ticketId: 'a'.repeat(24),
    networkItemId: 'message-1',
    payload: { followupId: 'followup-1', text: 'an answer' },
  } as const
  const incoming = {
    manifest: manifest.id,
    socialhubChannelId: '7'.padStart(24, '0'),
    event,
    traceparent: null,
  }
  t.same(await acceptEvents(db, [incoming]), ['accepted'])
  t.equal(await wholeReads(), before, 'no table was read as a whole')
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_prepared_statements
    where statement ~ 'people_wait and due_at|rung_seen|jsonb_to_recordset|"acting"|push_read'`.execute(
    db,
  )
  t.equal(rows[0]?.count, 6)

  await sql`set plan_cache_mode = auto`.execute(db)
  for (const one of given) {
    await readMailboxes(db, [one.claimed.channelId])
    await storeProgress(db, host, [one], 'leave')
  }
  const { rows: plans } = await sql<{ most: string }>`
    select max(custom_plans) as most from pg_prepared_statements
    where statement ~ '"acting"|push_read'`.execute(db)
  t.same(
    plans,
    [{ most: '5' }],
    'what is asked for a single Channel is planned no more than others',
  )
})

/** In every Channel there is something that waits, and its grant was refreshed before. */
async function addBacklog(db: Db): Promise<void> {
  await sql`
    insert into ticket_actions (channel_id, event_uuid, subject, event_time, type, action_id, ticket_id,
      network_item_id, payload)
    select channel_id, 'uuid-' || n, 'subject-' || n, now(), 'reply', 'reply', 'ticket', 'message', '{}'
    from turns, generate_series(1, 3) as n`.execute(db)
  await sql`
    insert into interactions (channel_id, network_item_id, state, thread, content)
    select channel_id, 'message-' || n, 'stored', 'message-' || n, '{}'
    from turns, generate_series(1, 3) as n`.execute(db)
  await sql`
    insert into grant_refreshes (channel_id, generation, deadline, state, settled_at)
    select channel_id, n, now(), 'stored', now() from turns, generate_series(1, 3) as n`.execute(db)
}
