import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { sql } from 'kysely'
import t from 'tap'
import { openDatabase } from '../src/store/database.ts'
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
