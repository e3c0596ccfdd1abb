import { sql } from 'kysely'
import t from 'tap'
import { putBrakeOn, standingBrakes } from '../src/store/brakes.ts'
import { openDatabase } from '../src/store/database.ts'
import { openSealer } from '../src/tokens/keys.ts'
import { createHostDatabase } from './stage/database.ts'

t.test('a refusal from before a brake came off puts none on again', async (t) => {
  const database = await createHostDatabase()
  const { db } = openDatabase(database.url, 2)
  await openSealer(db, [{ id: 'k', key: Buffer.alloc(32, 1) }])
  t.teardown(async () => {
    await db.destroy()
    await database.drop()
  })
  const group = { integration: 'stub', server: '' }
  const now = async () => {
    const { rows } = await sql<{ now: Date }>`select now()`.execute(db)
    return rows[0]?.now ?? new Date()
  }
  const put = (asOf: Date, server = '') =>
    putBrakeOn(db, { ...group, server }, 'operator', 'refused', 1, asOf)

  const asked = await now()
  t.equal(await put(asked), true)
  t.equal(await put(asked), false, 'it stands already')
  await db.updateTable('brakes').set({ released_at: sql`now()` }).execute()
  t.equal(await put(asked), false)
  t.same(await standingBrakes(db, group), [])
  t.equal(
    await put(asked, 'one.example'),
    true,
    'another group’s recovery says nothing of this one',
  )
  t.equal(await put(new Date(Date.now() + 1_000)), true, 'what is refused since then counts')
})
