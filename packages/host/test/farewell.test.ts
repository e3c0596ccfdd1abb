import { sql } from 'kysely'
import t from 'tap'
import { PLAIN_COLUMNS } from '../src/erasure/plain-columns.ts'
import {
  CONTENT_PLACES,
  type ContentPlace,
  type FilePlace,
  SEALED_PLACES,
} from '../src/sealing/sealed-places.ts'
import { createSealer } from '../src/sealing/sealer.ts'
import { setContact } from '../src/store/cockpit-customer.ts'
import { sealedIn } from '../src/store/contents.ts'
import { type Db, openDatabase } from '../src/store/database.ts'
import { storeFile } from '../src/store/files.ts'
import { createPluginStore } from '../src/store/plugin-store.ts'
import { appendPushes } from '../src/store/pushes.ts'
import { hubward } from './fixtures/command.ts'
import { copyOf } from './fixtures/copy-of.ts'
import { dump } from './fixtures/dump.ts'
import { isOfAccount, sealedValues } from './fixtures/sealed-values.ts'
import { setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const QUOTA = { integrationBytes: 1_000_000, channelBytes: 1_000_000 }
/** Under the key of their file, in `files.sealed_head`. */
const BYTES: FilePlace = 'file_chunks.sealed_bytes'

t.test('each column is sealed under its Account’s key, or says why not', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { rows } = await sql<{ name: string }>`
    select c.table_name || '.' || c.column_name as name from information_schema.columns c
    where c.table_schema = 'public' and c.data_type in ('text', 'jsonb', 'bytea', 'ARRAY')
      and c.table_name not like 'kysely%'`.execute(stage.db)
  const sealed = Object.entries(SEALED_PLACES).flatMap(([place, given]) =>
    'account' in given ? [place] : [],
  )
  const plain = PLAIN_COLUMNS.flatMap(({ columns }) =>
    Object.entries(columns).flatMap(([table, names]) => names.map((name) => `${table}.${name}`)),
  )
  t.same(
    [...sealed, ...CONTENT_PLACES, BYTES, ...plain].toSorted(),
    rows.map(({ name }) => name).toSorted(),
  )
})

t.test('of a Customer who left, no backup without its key tells a word', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, config, simulator, network } = stage
  const { id: gone } = simulator.act.createAccount({ name: 'Leaving' })
  const leaving = await stage.addChannel('leaving', {
    accountId: gone,
    credentials: { account: 'leaving', password: 'planted-credential' },
  })
  await stage.addChannel('staying')
  network.addMessage('leaving', { text: 'planted-words', author: 'planted-anna' })
  network.addMessage('staying', { text: 'words-that-stay' })
  const host = await stage.startHost()
  const ticketOf = (text: string) =>
    simulator.until(
      () =>
        Object.values(simulator.state.data.tickets).find(
          ({ interaction }) => interaction.message === text,
        ),
      { timeoutMs: 60_000, what: text },
    )
  await ticketOf('words-that-stay')
  const { id: ticketId } = await ticketOf('planted-words')
  const { id } = simulator.act.reply({ ticketId, actionId: 'reply', text: 'planted-reply' })
  await simulator.until(() => simulator.state.data.followups[id]?.status === 'published', {
    timeoutMs: 60_000,
    what: 'the reply',
  })
  await host.stop()
  const { channelId } = leaving
  await createPluginStore(db, sealer, 'stub', channelId).set('note', 'planted-note')
  await setContact(db, sealer, gone, 'planted-contact')
  await db.transaction().execute((trx) => appendPushes(trx, channelId, ['planted-push']))
  const picture = {
    integration: 'stub',
    name: 'planted-name.png',
    mimeType: 'image/png',
    quota: QUOTA,
  }
  await storeFile(db, Buffer.from('planted-picture'), { ...picture, channelId })
  t.match(
    await tablesHolding(db, 'leaving'),
    ['channels'],
    'a dump is searchable: names of Channels stand in it',
  )

  const backup = await copyOf(config.databaseUrl)
  t.teardown(() => backup.drop())
  const removed = await hubward(config, 'account', 'remove', gone, '--confirm', '--json')
  t.equal(removed.code, 0, removed.err)

  const planted = [
    'words',
    'anna',
    'reply',
    'credential',
    'note',
    'contact',
    'push',
    'picture',
    'name',
  ]
  await t.test('the database of afterwards has nothing of it', async (t) => {
    for (const what of planted) t.same(await tablesHolding(db, `planted-${what}`), [], what)
    t.same(
      await tablesHolding(db, gone),
      ['account_keys', 'account_removals', 'audit_entries', 'audit_links'],
      'its id stands in the record',
    )
    t.match(JSON.parse(removed.out), { channels: [{ interactions: 2, ticketActions: 1 }] })
  })

  await t.test('the backup of before opens nowhere, and shows nothing', async (t) => {
    const { db: restored } = openDatabase(backup.url, 2)
    t.teardown(() => restored.destroy())
    // As pg_dump --exclude-table-data=account_keys leaves it.
    await sql`delete from account_keys`.execute(restored)
    for (const what of planted) {
      t.same(await tablesHolding(restored, `planted-${what}`), [], what)
    }
    const { rows } = await sql`select from file_chunks where sealed_bytes is not null`.execute(
      restored,
    )
    t.equal(rows.length, 1, 'the picture is there')
    const operators = createSealer(config.keys, Buffer.alloc(32))
    const texts = (await sealedTexts(restored)).map((text) => ({ ...text, row: '' }))
    const values = [...(await sealedValues(restored)).filter(isOfAccount), ...texts]
    t.ok(values.length > 10, `${values.length} values`)
    for (const { place, row, sealed } of values) {
      t.throws(() => operators.open(place, row, sealed), /the key of its Account is gone/, place)
    }
  })
})

/** The tables that hold a text in any of its columns: as it is, in bytes, or in base64. */
async function tablesHolding(db: Db, text: string): Promise<string[]> {
  const forms = [text, Buffer.from(text).toString('hex')]
  for (const before of [0, 1, 2]) {
    // What stands before it shifts base64; the characters at the ends belong to neighbours.
    const encoded = Buffer.from('x'.repeat(before) + text)
      .toString('base64')
      .replace(/=+$/, '')
    forms.push(encoded.slice(before === 0 ? 0 : before + 1, -1))
  }
  const dumped = await dump(db)
  return [...dumped].flatMap(([name, rows]) =>
    forms.some((form) => rows.includes(form)) ? [name] : [],
  )
}

/** The texts of people. */
async function sealedTexts(db: Db): Promise<readonly { place: ContentPlace; sealed: Buffer }[]> {
  const all: { place: ContentPlace; sealed: Buffer }[] = []
  for (const place of CONTENT_PLACES) {
    const [table = '', column = ''] = place.split('.')
    const { rows } = await sql<{ stored: unknown }>`
      select ${sql.ref(column)} as stored from ${sql.table(table)}
      where ${sql.ref(column)} is not null and ${sql.ref(column)} <> '{}'`.execute(db)
    for (const { stored } of rows) {
      const sealed = sealedIn(stored)
      if (!sealed) throw new Error(`${place} holds something that is not sealed`)
      all.push({ place, sealed })
    }
  }
  return all
}
