import { sql } from 'kysely'
import t from 'tap'
import { openDatabase } from '../src/store/database.ts'
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
