import { sql } from 'kysely'
import { pino } from 'pino'
import t from 'tap'
import { Presence } from '../src/presence.ts'
import { accountKeyId } from '../src/sealing/account-prefix.ts'
import { createSealer } from '../src/sealing/sealer.ts'
import { channelSealer } from '../src/store/account-keys.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { setContact } from '../src/store/cockpit-customer.ts'
import type { Db } from '../src/store/database.ts'
import {
  allowAccountKeys,
  areFilesAllowed,
  connectionName,
  OlderHosts,
} from '../src/store/key-register.ts'
import { sealOlder } from '../src/store/older-values.ts'
import { exportPerson } from '../src/store/person.ts'
import { findPersons } from '../src/store/person-search.ts'
import { createPluginStore } from '../src/store/plugin-store.ts'
import { prove } from '../src/store/proof.ts'
import { openSealer } from '../src/tokens/keys.ts'
import { connectedAs } from './fixtures/connected-as.ts'
import { dump, tablesWith } from './fixtures/dump.ts'
import { isOfAccount, sealedValues } from './fixtures/sealed-values.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const AT_ONCE = { sinceMs: 0 }

const allOpen = (place: string, row: string) => {
  throw new Error(`${place} of ${row} does not open`)
}

/** How a host of before called its connections. */
const formerly = (name: string) => name.replace(/ and files for Accounts$/, '')

t.test('a host that knows no keys of Accounts meets nothing that it can’t open', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, config } = stage
  // As it was before the first of today's hosts began.
  await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  const former = await connectedAs(config.databaseUrl, formerly(connectionName(config.keys)))

  const { channelId } = await stage.addChannel('mixed')
  const host = await stage.startHost()
  t.equal(await new OlderHosts(1).haveGone(db), false)
  await setContact(db, sealer, stage.simulator.accountId, 'anna@example.org')
  await createPluginStore(db, sealer, 'stub', channelId).set('note', 'a note')
  t.same(await sealedUnderAccounts(db), ['audit_details.sealed_details'])

  await former.end()
  await eventually(() => new OlderHosts(1).haveGone(db), Boolean)
  await createPluginStore(db, sealer, 'stub', channelId).set('note', 'another note')
  t.ok((await sealedUnderAccounts(db)).includes('plugin_store.sealed_value'))
  t.match(await loadCallChannel(db, sealer, channelId), { accessToken: /./ })
  t.match(await createPluginStore(db, sealer, 'stub', channelId).get('note'), {
    value: 'another note',
  })
  await host.stop()

  await t.test(
    'the register names what an older host does not have, so it refuses to start',
    async (t) => {
      const { rows } = await sql<{ id: string }>`select id from sealing_keys`.execute(db)
      const known = config.keys.map(({ id }) => id)
      // What it does at its start: compare each key that may have sealed something with its own.
      t.same(
        rows
          .map(({ id }) => id)
          .filter((id) => !known.includes(id))
          .toSorted(),
        ['the keys of Accounts', 'the keys of Accounts, for files'],
      )
      await openSealer(db, config.keys)
    },
  )
})

t.test('an older host that loses PostgreSQL for a moment is waited for', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, config } = stage
  t.ok(await areFilesAllowed(db), 'on a new database nobody is waited for')
  await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  const name = formerly(connectionName(config.keys))
  const olderHosts = new OlderHosts(3)
  for (const look of ['first', 'second']) t.notOk(await olderHosts.haveGone(db), look)
  const former = await connectedAs(config.databaseUrl, name)
  t.notOk(await olderHosts.haveGone(db), 'it is back')
  await former.end()
  await eventually(
    async () => connectionsOf(db, name),
    (count) => count === 0,
  )
  for (const look of ['first', 'second']) t.notOk(await olderHosts.haveGone(db), look)
  // As when PostgreSQL restarts: nobody saw who was there.
  const said: string[] = []
  const presence = new Presence(
    {
      db,
      log: pino({}, { write: (line: string) => said.push(line) }),
      availability: {
        foreignDatabase: undefined,
        draining: false,
        unread: new Set(),
        failing: () => [],
      },
    },
    olderHosts,
  )
  await sql`alter table host_presence rename to away`.execute(db)
  await presence.stop()
  t.match(said, [/could not be noted/])
  await sql`alter table away rename to host_presence`.execute(db)
  for (const look of ['first', 'second']) t.notOk(await olderHosts.haveGone(db), look)
  t.ok(await olderHosts.haveGone(db), 'three in a row')
  t.ok(await areFilesAllowed(db))
})

async function connectionsOf(db: Db, name: string): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where application_name = ${name}
      and datname = current_database()`.execute(db)
  return rows.length
}

t.test('a key that was made and rolled back seals nothing afterwards', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer } = stage
  const { channelId } = await stage.addChannel('rolled-back')
  await sql`delete from account_keys`.execute(db)
  const given = { place: 'channels.sealed_settings', row: channelId } as const
  await t.rejects(
    db.transaction().execute(async (trx) => {
      for (const _ of [1, 2]) await channelSealer(trx, sealer, channelId)
      throw new Error('rolled back')
    }),
    { message: 'rolled back' },
  )
  const sealed = (await channelSealer(db, sealer, channelId)).seal(given.place, given.row, {})
  const { rows } = await sql<{ id: string }>`select id from account_keys`.execute(db)
  t.same(
    rows.map(({ id }) => id),
    [accountKeyId(sealed)],
  )
})

t.test('without the keys of Accounts the operator’s keys open nothing of theirs', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, config, network, simulator, sealer } = stage
  const { channelId } = await stage.addChannel('apart')
  await setContact(db, sealer, simulator.accountId, 'anna@example.org')
  await createPluginStore(db, sealer, 'stub', channelId).set('note', 'a note')
  network.addMessage('apart', { text: 'hello' })
  const host = await stage.startHost()
  await simulator.until(
    () => Object.values(simulator.state.data.tickets).some(({ hidden }) => !hidden),
    { timeoutMs: 60_000, what: 'a Ticket' },
  )
  await host.stop()
  const places = await sealedUnderAccounts(db)
  for (const place of [
    'account_contacts.sealed_contact',
    'channels.sealed_credentials',
    'channels.sealed_settings',
    'channels.sealed_token',
    'interactions.sealed_reference',
    'plugin_store.sealed_value',
  ]) {
    t.ok(places.includes(place), `${place} has something`)
  }
  const operators = createSealer(config.keys, Buffer.alloc(32))
  for (const { place, row, sealed } of (await sealedValues(db)).filter(isOfAccount)) {
    t.throws(() => operators.open(place, row, sealed), /the key of its Account is gone/, place)
  }
})

async function sealedUnderAccounts(db: Db): Promise<string[]> {
  const found = (await sealedValues(db)).flatMap(({ place, sealed }) =>
    accountKeyId(sealed) === undefined ? [] : [place],
  )
  return [...new Set(found)].toSorted()
}

t.test('what was stored before is sealed afterwards, and nobody notices', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, network, simulator, config } = stage
  const { channelId } = await stage.addChannel('before')
  await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  const former = await connectedAs(config.databaseUrl, formerly(connectionName(config.keys)))
  network.addMessage('before', { text: 'words of before', author: 'anna' })
  const host = await stage.startHost()
  const ticket = await simulator.until(
    () => Object.values(simulator.state.data.tickets).find(({ hidden }) => !hidden),
    { timeoutMs: 60_000, what: 'a Ticket' },
  )
  await host.stop()
  t.same(tablesWith(await dump(db), 'words of before'), ['interactions'])
  const [anna] = await findPersons(db, 'anna')
  // As a former host stored it, whose rows had no hash.
  await sql`update interactions set interactor_hash = null`.execute(db)
  await createPluginStore(db, sealer, 'stub', channelId).set('note', 'a note')
  t.equal(await sealOlder(db, sealer, allOpen, AT_ONCE), 0, 'not while an older host is there')
  // More than a batch that belong to no Account, and come first.
  await sql`insert into plugin_store (integration, key, sealed_value)
    select 'stub', 'of-all-' || number, '\\x01' from generate_series(1, 600) number`.execute(db)

  await former.end()
  await eventually(() => new OlderHosts(1).haveGone(db), Boolean)
  t.equal(await sealOlder(db, sealer, allOpen), 0, 'nor soon after it')
  t.ok((await sealOlder(db, sealer, allOpen, AT_ONCE)) > 0)
  t.equal(await sealOlder(db, sealer, allOpen, AT_ONCE), 0, 'once')
  await sql`delete from plugin_store where key like 'of-all-%'`.execute(db)
  t.same(tablesWith(await dump(db), 'words of before'), [])
  const operators = createSealer(config.keys, Buffer.alloc(32))
  for (const { place, row, sealed } of (await sealedValues(db)).filter(isOfAccount)) {
    t.throws(() => operators.open(place, row, sealed), /the key of its Account is gone/, place)
  }
  t.match(await createPluginStore(db, sealer, 'stub', channelId).get('note'), { value: 'a note' })
  t.same(await findPersons(db, 'anna'), [anna], 'a person is found as before')
  const exported = await exportPerson(db, sealer, anna?.interactorId ?? '')
  t.match(exported.channels[0]?.messages, [
    { ticketId: ticket?.id, interaction: { message: 'words of before' } },
  ])
  const [proof] = await db
    .transaction()
    .execute((trx) => prove(trx, { channelIds: [channelId], since: null }))
  t.match(proof, { messages: { odd: [] }, unaccounted: 0 }, 'the ledger knows the texts again')
  t.equal(await openedRows(db), 0, 'and nothing is looked through again')
})

t.test('a value that does not open holds up no others', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, simulator } = stage
  const { channelId } = await stage.addChannel('broken')
  await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  const store = createPluginStore(db, sealer, 'stub', channelId)
  for (const key of ['a', 'b', 'c']) await store.set(key, key)
  await sql`update plugin_store set sealed_value = set_byte(sealed_value, 20,
    255 - get_byte(sealed_value, 20)) where key = 'b'`.execute(db)
  await setContact(db, sealer, simulator.accountId, 'anna@example.org')
  await db.transaction().execute(allowAccountKeys)

  const told: string[] = []
  const tell = (place: string, row: string) => void told.push(`${place} ${row}`)
  t.ok((await sealOlder(db, sealer, tell, AT_ONCE)) > 0)
  t.same(told, [`plugin_store.sealed_value stub/${channelId}/b`])
  const later = await sealedUnderAccounts(db)
  t.ok(later.includes('account_contacts.sealed_contact'), 'places that come later as well')
  t.equal((await store.get('a'))?.value, 'a')
  t.equal((await store.get('c'))?.value, 'c')
  const { rows } = await sql`select from plugin_store
    where channel_id = ${channelId} and get_byte(sealed_value, 0) = 0`.execute(db)
  t.equal(rows.length, 2)
  t.equal(await sealOlder(db, sealer, tell, AT_ONCE), 0)
  t.equal(await openedRows(db), 0, 'and is not come back to')
})

t.test('it goes on where the last round was over', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, simulator } = stage
  const { channelId } = await stage.addChannel('rounds')
  await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  await createPluginStore(db, sealer, 'stub', channelId).set('note', 'a note')
  await setContact(db, sealer, simulator.accountId, 'anna@example.org')
  await db.transaction().execute(allowAccountKeys)
  const counts: number[] = []
  for (const _ of Array(60))
    counts.push(await sealOlder(db, sealer, allOpen, { sinceMs: 0, isOver: () => true }))
  t.ok(counts.filter((count) => count > 0).length > 1, 'several rounds sealed something')
  const later = await sealedUnderAccounts(db)
  for (const place of ['plugin_store.sealed_value', 'account_contacts.sealed_contact']) {
    t.ok(later.includes(place), place)
  }
  t.equal(await openedRows(db), 0)
})

t.test('an Account that is removed meanwhile gets no key any more', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, simulator } = stage
  const { id: leaving } = simulator.act.createAccount({ name: 'Leaving' })
  await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  await setContact(db, sealer, leaving, 'anna@example.org')
  await sql`delete from account_keys where account_id = ${leaving}`.execute(db)
  await db.transaction().execute(allowAccountKeys)
  await db.transaction().execute(async (trx) => {
    await sql`delete from account_contacts where account_id = ${leaving}`.execute(trx)
    // It reads the contact, which is still there for it.
    await sealOlder(db, sealer, allOpen, AT_ONCE)
  })
  const { rows } = await sql`select from account_keys where account_id = ${leaving}`.execute(db)
  t.equal(rows.length, 0)
})

/** Places that were not gone through to their end. */
async function openedRows(db: Db): Promise<number> {
  const { rows } = await sql`select from sealing_passes where done_at is null`.execute(db)
  return rows.length
}
