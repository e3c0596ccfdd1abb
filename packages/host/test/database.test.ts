import { sql } from 'kysely'
import t from 'tap'
import { openDatabase } from '../src/store/database.ts'
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
