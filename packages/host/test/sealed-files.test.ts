import { sql } from 'kysely'
import t from 'tap'
import { createSealer } from '../src/sealing/sealer.ts'
import { onceEach } from '../src/sealing/unopened.ts'
import { CHUNK_BYTES, findFile, readFile, storeFile } from '../src/store/files.ts'
import type { ChannelId } from '../src/store/ids.ts'
import { storeMessages } from '../src/store/interactions.ts'
import {
  allowAccountKeys,
  areFilesAllowed,
  connectionName,
  OlderHosts,
} from '../src/store/key-register.ts'
import { sealOlder } from '../src/store/older-values.ts'
import { sealOlderFiles } from '../src/store/sealed-files.ts'
import { connectedAs } from './fixtures/connected-as.ts'
import { dump, tablesWith } from './fixtures/dump.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const AT_ONCE = { sinceMs: 0 }

const allOpen = (place: string, row: string) => {
  throw new Error(`${place} of ${row} does not open`)
}

const QUOTA = { integrationBytes: 10_000_000, channelBytes: 10_000_000 }
const WORDS = 'planted-words'
const CONTENT = Buffer.alloc(2 * CHUNK_BYTES + 17, WORDS)

const put = ({ db }: Stage, channelId?: ChannelId) =>
  storeFile(db, CONTENT, {
    integration: 'stub',
    name: 'planted-name.txt',
    mimeType: 'text/plain',
    quota: QUOTA,
    ...(channelId !== undefined && { channelId }),
  })

async function bytesOf({ db }: Stage, reference: string): Promise<Buffer> {
  const file = await findFile(db, reference)
  return Buffer.concat(await readFile(db, reference, file?.sizeBytes ?? 0).toArray())
}

/** Tables in which the name or the bytes of the file stand as they are. */
async function plainIn({ db }: Stage): Promise<readonly string[]> {
  const dumped = await dump(db)
  const found = ['planted-name', Buffer.from(WORDS).toString('hex')].flatMap((text) =>
    tablesWith(dumped, text),
  )
  return found.toSorted()
}

async function headOf({ db }: Stage, reference: string): Promise<Buffer> {
  const { sealed_head: head } = await db
    .selectFrom('files')
    .select('sealed_head')
    .where('id', '=', reference)
    .executeTakeFirstOrThrow()
  if (!head) throw new Error('The file has no sealed head.')
  return head
}

/** A message of the Channel's shows the file. */
const show = ({ db, sealer }: Stage, channelId: ChannelId, reference: string) =>
  db.transaction().execute((trx) =>
    storeMessages(
      trx,
      sealer,
      channelId,
      [
        {
          interaction: {
            networkItemId: `shows-${reference}`,
            type: 'COMMENT',
            createdTime: '2026-11-22T10:00:00.000Z',
            pictures: [{ small: `https://hub.example/media/${reference}.signature` }],
          },
        },
      ],
      [],
    ),
  )

t.test('a file is sealed chunk by chunk, and opens in no other place', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db } = stage
  const { channelId } = await stage.addChannel('sealed')
  const [one, other] = [await put(stage, channelId), await put(stage, channelId)]
  t.equal(one.sizeBytes, CONTENT.length, 'its size is that of what it holds')
  t.match(await findFile(db, one.reference), {
    name: 'planted-name.txt',
    sizeBytes: CONTENT.length,
  })
  t.ok((await bytesOf(stage, one.reference)).equals(CONTENT))
  t.same(await plainIn(stage), [])

  const exchange = async (reference: string) => {
    const numbers = await sql`update file_chunks set number = -1 - number
      where file_id = ${reference} and number < 2`.execute(db)
    await sql`update file_chunks set number = 2 + number
      where file_id = ${reference} and number < 0`.execute(db)
    return numbers
  }
  await exchange(one.reference)
  await t.rejects(bytesOf(stage, one.reference), { name: 'SealError' }, 'chunks were exchanged')
  await exchange(one.reference)
  t.ok((await bytesOf(stage, one.reference)).equals(CONTENT))

  await sql`update file_chunks c set sealed_bytes = o.sealed_bytes from file_chunks o
    where c.file_id = ${one.reference} and c.number = 1
      and o.file_id = ${other.reference} and o.number = 1`.execute(db)
  await t.rejects(bytesOf(stage, one.reference), { name: 'SealError' }, 'a chunk of another file')
  await sql`update files set sealed_head = ${await headOf(stage, other.reference)}
    where id = ${one.reference}`.execute(db)
  await t.rejects(findFile(db, one.reference), { name: 'SealError' }, 'the head of another file')
})

t.test('a file belongs to the Account whose message shows it', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, config, simulator } = stage
  const mine = await stage.addChannel('mine')
  const { id: accountId } = simulator.act.createAccount({ name: 'Another' })
  const theirs = await stage.addChannel('theirs', { accountId })
  const operators = createSealer(config.keys, Buffer.alloc(32))
  const open = async (reference: string) =>
    operators.open('files.sealed_head', reference, await headOf(stage, reference))

  const { reference } = await put(stage)
  t.match(await open(reference), { name: 'planted-name.txt' }, 'the operator’s, while nobody’s')
  const chunks = async () => (await dump(db)).get('file_chunks')
  const before = await chunks()
  const keysOpen = async (of: string) => {
    const { rows } = await sql<{ id: string }>`
      select id from account_keys where account_id = ${of} order by id`.execute(db)
    const head = await headOf(stage, reference)
    return rows.some(({ id }) => head.readBigUInt64BE(2) === BigInt(id))
  }
  for (const [channel, account] of [
    [mine, simulator.accountId],
    [theirs, accountId],
  ] as const) {
    await show(stage, channel.channelId, reference)
    await t.rejects(open(reference), /the key of its Account is gone/)
    t.ok(await keysOpen(account))
    t.ok((await bytesOf(stage, reference)).equals(CONTENT))
  }
  t.equal(await chunks(), before, 'its bytes stay as they are')
})

t.test('while an older host is there, files are stored as it reads them', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, config } = stage
  const { channelId } = await stage.addChannel('before')
  await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  // It knows the keys of Accounts, and nothing of sealed files.
  const name = connectionName(config.keys).replace(' and files', '')
  const former = await connectedAs(config.databaseUrl, name)
  t.equal(await new OlderHosts(1).haveGone(db), false)
  const keys = await sql<{
    id: string
  }>`select id from sealing_keys where sealed_check = ''`.execute(db)
  t.same(keys.rows, [{ id: 'the keys of Accounts' }])
  const owned = await put(stage, channelId)
  const unowned = await put(stage)
  const { rows } = await sql`
    select from file_chunks where bytes is null or sealed_bytes is not null`.execute(db)
  t.equal(rows.length, 0)
  await sealOlder(db, sealer, allOpen, AT_ONCE)
  t.same(await plainIn(stage), ['file_chunks', 'files'], 'nor are they sealed afterwards')
  await former.end()
  await eventually(() => new OlderHosts(1).haveGone(db), Boolean)
  t.ok(await areFilesAllowed(db))

  const reading = readFile(db, owned.reference, owned.sizeBytes).iterator()
  const got = [(await reading.next()).value]
  t.equal(await sealOlder(db, sealer, allOpen, AT_ONCE), 1 + 3, 'its head and its chunks')
  for (;;) {
    const { value, done } = await reading.next()
    if (done) break
    got.push(value)
  }
  t.ok(Buffer.concat(got).equals(CONTENT), 'whoever reads it meanwhile gets all of it')
  t.ok((await bytesOf(stage, owned.reference)).equals(CONTENT))
  t.match(await findFile(db, owned.reference), { name: 'planted-name.txt' })

  t.ok((await bytesOf(stage, unowned.reference)).equals(CONTENT))
  await show(stage, channelId, unowned.reference)
  t.equal(
    await sealOlder(db, sealer, allOpen, AT_ONCE),
    1 + 3,
    'what was nobody’s, as soon as it is somebody’s',
  )
  t.ok((await bytesOf(stage, unowned.reference)).equals(CONTENT))
  t.same(await plainIn(stage), [])
  t.equal(await sealOlder(db, sealer, allOpen, AT_ONCE), 0, 'once')
})

t.test('a file whose head does not open holds up no others', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer } = stage
  const { channelId } = await stage.addChannel('broken')
  await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  const files = [await put(stage, channelId), await put(stage, channelId)]
  const [broken = '', other = ''] = files.map(({ reference }) => reference).toSorted()
  await db.transaction().execute(allowAccountKeys)
  const { rows } = await sql<{ head: Buffer }>`
    update files set sealed_head = ${sealer.seal('files.sealed_head', other, 'of another file')}
    where id = ${broken} returning sealed_head as head`.execute(db)
  const told: string[] = []
  const tell = onceEach((place, row) => void told.push(`${place} ${row}`))
  // Its head is one of the values, and what its chunks need, in each round.
  for (const _ of ['first', 'second']) await sealOlder(db, sealer, tell, AT_ONCE)
  t.same(told, [`files.sealed_head ${broken}`])
  t.ok((await bytesOf(stage, other)).equals(CONTENT))
  const plain = await sql<{ id: string }>`
    select distinct file_id as id from file_chunks where bytes is not null`.execute(db)
  t.same(plain.rows, [{ id: broken }])
  t.same(await headOf(stage, broken), rows[0]?.head, 'it stays as it is')
})

t.test('an Account that is removed meanwhile gets no key for its files', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, simulator } = stage
  const { id: accountId } = simulator.act.createAccount({ name: 'Leaving' })
  const { channelId } = await stage.addChannel('leaving', { accountId })
  await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  const { reference } = await put(stage, channelId)
  await sql`delete from account_keys where account_id = ${accountId}`.execute(db)
  await db.transaction().execute(allowAccountKeys)
  await db.transaction().execute(async (trx) => {
    await sql`delete from files where id = ${reference}`.execute(trx)
    // It finds the file, which is still there for it, and must not wait.
    t.equal(await sealOlderFiles(db, sealer, allOpen, () => false), 0)
  })
  const { rows } = await sql`select from account_keys where account_id = ${accountId}`.execute(db)
  t.equal(rows.length, 0)
})
