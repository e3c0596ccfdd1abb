import { sql } from 'kysely'
import t from 'tap'
import { openDatabase } from '../src/store/database.ts'
import { recordedInstallation, whyForeignDatabase } from '../src/store/installation.ts'
import { createHostDatabase } from './stage/database.ts'

t.test('a first start with a wrong publicUrl claims nothing while nothing is stored', async (t) => {
  const database = await createHostDatabase()
  const { db } = openDatabase(database.url, 2)
  t.teardown(async () => {
    await db.destroy()
    await database.drop()
  })
  t.equal(await whyForeignDatabase(db, 'https://hubwrd.example'), undefined)
  t.equal(await whyForeignDatabase(db, 'https://hubward.example'), undefined, 'corrected')
  t.match(await recordedInstallation(db), { publicUrl: 'https://hubward.example' })

  await sql`insert into plugin_store (integration, channel_id, key, sealed_value)
    values ('form', 0, 'app', '')`.execute(db)
  t.match(
    await whyForeignDatabase(db, 'https://other.example'),
    /belongs to https:\/\/hubward\.example, and publicUrl is https:\/\/other\.example/,
    'once something is stored, it is somebody’s',
  )
})
