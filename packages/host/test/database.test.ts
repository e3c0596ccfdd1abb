import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { sql } from 'kysely'
import t from 'tap'
import { openDatabase } from '../src/store/database.ts'
import type { ChannelId, SocialHubChannelId } from '../src/store/ids.ts'
import { filesOfSchema } from './schema/generate.ts'
import { createHostDatabase } from './stage/database.ts'

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
    const closed = new Promise((resolve) => {
      const look = setInterval(async () => {
        const { rows: alive } = await sql`
          select from pg_stat_activity where pid = ${rows[0]?.pid}`.execute(db)
        if (alive.length > 0) return
        clearInterval(look)
        // Between two queries: nobody waits for an answer that could fail instead.
        setImmediate(() => setImmediate(resolve))
      }, 20)
    })
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db)
    await closed
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
