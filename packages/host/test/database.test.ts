import { glob, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import { sql } from 'kysely'
import t from 'tap'
import { type OpenDatabase, openDatabase } from '../src/store/database.ts'
import type { ChannelId, SocialHubChannelId } from '../src/store/ids.ts'
import { filesOfSchema } from './schema/generate.ts'
import { createHostDatabase } from './stage/database.ts'
import { eventually } from './stage/stage.ts'

t.test('a connection that is cut off ends its transaction, and not the host', async (t) => {
  const { url, drop } = await createHostDatabase()
  const { db } = openDatabase(url, 2)
  t.teardown(async () => {
    await db.destroy()
    await drop()
  })
  const stray: unknown[] = []
  const note = (error: unknown) => stray.push(error)
  process.once('uncaughtException', note)
  const work = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db)
    // One look after the other: the pool has one connection left.
    await eventually(
      () => sql`select from pg_stat_activity where pid = ${rows[0]?.pid}`.execute(db),
      ({ rows: alive }) => alive.length === 0,
    )
    // Between two queries: nobody waits for an answer that could fail instead.
    await immediate()
    await immediate()
    await sql`select 1`.execute(trx)
  })
  await t.rejects(work)
  t.same(stray, [], 'nothing was thrown where nobody could catch it')
  process.off('uncaughtException', note)
  t.match(await sql`select 1 as one`.execute(db), { rows: [{ one: 1 }] }, 'the next query works')
})

t.test('schema.sql and the types of tables say what the migrations make', async (t) => {
  const { url, drop } = await createHostDatabase()
  const { db } = openDatabase(url, 2)
  t.teardown(async () => {
    await db.destroy()
    await drop()
  })
  for (const { path, text } of await filesOfSchema(db)) {
    const stored = await readFile(path, 'utf8').catch(() => '')
    t.equal(stored, text, `${basename(path)} is out of date: run "pnpm schema" and commit it`)
  }
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace
      and relkind = 'r' and relname not like 'kysely%' and obj_description(oid, 'pg_class') is null
    union all
    select table_name || '.' || column_name from information_schema.columns
    where table_schema = 'public' and (column_name like 'sealed\\_%' or column_name like '%\\_hash')
      and col_description(format('%I', table_name)::regclass, ordinal_position) is null`.execute(db)
  t.same(rows, [], 'a migration says what its tables are for ("comment on …"), and what is sealed')
})

t.test('the store says what is where, and who writes to a Channel’s row', async (t) => {
  const store = join(import.meta.dirname, '../src/store')
  const readme = await readFile(join(store, 'README.md'), 'utf8')
  const [, writers = ''] = readme.split('## Who writes to a Channel’s row')
  const named = (text: string) => [...text.matchAll(/`([a-z-]+\.ts)`/g)].map(([, name]) => name)
  const files = (await readdir(store)).filter((name) => name.endsWith('.ts'))
  t.same(
    files.filter((name) => !named(readme).includes(name)),
    [],
    'every file is in the README',
  )
  const tables = readme.slice(readme.indexOf('## What is where'))
  t.same(
    named(tables).filter((name) => !files.includes(`${name}`)),
    [],
    'and no other',
  )
  const texts = await Promise.all(
    files.map(async (name) => ({ name, text: await readFile(join(store, name), 'utf8') })),
  )
  const writes = texts.filter(({ text }) =>
    /update channels\b|(updateTable|insertInto)\('channels'\)/.test(text),
  )
  t.same(
    writes.map(({ name }) => name).filter((name) => !named(writers).includes(name)),
    [],
    'a Channel’s row is written where the README says which part of it',
  )
  t.ok(writes.length > 5, 'there is something to look at')
})

t.test('SocialHub’s id of a Channel is not taken for ours', async (t) => {
  const { db } = openDatabase('postgresql://nobody@127.0.0.1:1/none', 1)
  t.teardown(() => db.destroy())
  const [ours, socialHubs]: [ChannelId, SocialHubChannelId] = ['7', '5f9d7a3e2b1c4d6e8f0a1b2c']
  const turn = (id: ChannelId) =>
    db.selectFrom('turns').select('fence').where('channel_id', '=', id)
  turn(ours)
  // @ts-expect-error The compiler refuses it, in functions and in queries.
  turn(socialHubs)
  // @ts-expect-error
  const { sql } = db.selectFrom('turns').where('channel_id', '=', socialHubs).compile()
  t.match(sql, /"channel_id" = \$1/)
})

t.test('every query that the documentation shows finds what it looks for', async (t) => {
  const { url, drop } = await createHostDatabase()
  // One connection: what a page sets holds for the queries behind it.
  const { db, pool } = openDatabase(url, 1)
  t.teardown(async () => {
    await db.destroy()
    await drop()
  })
  const channel = '5f1b2c3d4e5f60718293a4b5'
  await plantLifeOf(db, channel)
  const docs = join(import.meta.dirname, '../../../docs')
  let shown = 0
  for await (const page of glob('**/*.md', { cwd: docs })) {
    const text = await readFile(join(docs, page), 'utf8')
    for (const [, query = ''] of text.matchAll(/```sql\n([\s\S]*?)```/g)) {
      const values = query.includes(":'channel'") ? [channel] : []
      const { command, rowCount } = await pool.query(query.replace(":'channel'", '$1'), values)
      if (command !== 'SELECT') continue
      shown += 1
      t.ok(rowCount === 1, `${page}: ${query.split('\n')[0]}`)
    }
  }
  t.ok(shown > 5, `${shown} queries were run`)
  const change = pool.query('delete from channels')
  await t.rejects(change, /read-only/, 'whoever follows the page can change nothing')
})

/** One row of everything that the life of a Channel can leave behind. */
async function plantLifeOf(db: OpenDatabase['db'], channelId: SocialHubChannelId): Promise<void> {
  const rows = sql<{ id: string }>`
    with manifest as (
      insert into manifests (integration, kind, reference_hash, sealed_reference, sealed_secrets)
      values ('board', 'reusable', '', '', '') returning id
    )
    insert into channels (integration, manifest, socialhub_channel_id, account_id, network_id, name,
      unique_name, language, sealed_token, sealed_credentials, sealed_settings, fetch_since, push_count)
    select 'board', id, ${channelId}, 'account', 'us', 'Us', 'us', 'en', '', '', '', now(), 1
    from manifest returning id`
  const [channel] = (await rows.execute(db)).rows
  const id = channel?.id
  for (const statement of [
    sql`insert into turns (channel_id) values (${id})`,
    sql`insert into interactions (channel_id, network_item_id, state, thread)
      values (${id}, 'note-1', 'delivered', 'note-1')`,
    sql`insert into revisions (channel_id, network_item_id, revision, kind)
      values (${id}, 'note-1', 1, 'edited')`,
    sql`insert into ticket_actions (channel_id, event_uuid, subject, event_time, type, action_id,
        ticket_id, network_item_id, payload)
      values (${id}, 'uuid', 'followup', now(), 'reply', 'reply', 'ticket', 'note-1', '{}')`,
    sql`insert into grant_refreshes (channel_id, generation, deadline) values (${id}, 1, now())`,
    sql`insert into pushes (channel_id, number, entry) values (${id}, 1, '{}')`,
    sql`insert into plugin_faults (channel_id, call, plugin, reason)
      values (${id}, 'fetchMessages', 'board', 'a field is missing')`,
    sql`insert into reconciliations (channel_id, since) values (${id}, now())`,
    sql`insert into terms_acceptances (integration, account_id, socialhub_channel_id, version, url,
        accepted_at)
      values ('board', 'account', ${channelId}, '1', 'https://agency.example/terms', now())`,
  ]) {
    await statement.execute(db)
  }
}
