import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import t from 'tap'
import { readHeads, signHeads } from '../src/audit/heads.ts'
import { verifyAudit } from '../src/audit/verify.ts'
import { parseConfig } from '../src/config.ts'
import { createSealer } from '../src/sealing/sealer.ts'
import { setAccountLabel } from '../src/store/accounts.ts'
import { actingAs, keepNamesFor, sealAuditWith } from '../src/store/acting.ts'
import { eraseAuditNames, writeAudit } from '../src/store/audit.ts'
import { linkHash } from '../src/store/audit-entry.ts'
import {
  type AuditEntry,
  chainHeads,
  entriesOfChain,
  listAudit,
} from '../src/store/audit-reading.ts'
import { putBrakeOn } from '../src/store/brakes.ts'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { changeState } from '../src/store/channel-state.ts'
import { openDatabase, type Trx } from '../src/store/database.ts'
import { grantToHosts } from '../src/store/host-role.ts'
import { prepareReusableManifest } from '../src/store/manifests.ts'
import { openSealer } from '../src/tokens/keys.ts'
import { hubward } from './fixtures/command.ts'
import { createHostDatabase } from './stage/database.ts'

// Commands are processes of their own, which take their time on a busy machine.
t.setTimeout(300_000)

const ACCOUNT = 'a'.repeat(24)
const OTHER = 'b'.repeat(24)
const OPERATOR = { kind: 'operator', name: 'Ada Lovelace', subject: 'ada-1' } as const

const database = await createHostDatabase()
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const signingKey = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
const publicPem = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }))
const config = parseConfig({
  databaseUrl: database.url,
  publicUrl: 'http://127.0.0.1:1',
  keys: [{ id: 'test', key: 'ab'.repeat(32) }],
  operator: { name: 'Test Agency' },
  development: true,
  audit: { signingKey },
})
const { db } = openDatabase(database.url, 10)
const sealer = await openSealer(db, config.keys)
t.teardown(async () => {
  await db.destroy()
  await database.drop()
})

const userOf = (url: string) => decodeURIComponent(new URL(url).username)
const list = (filter: Partial<Parameters<typeof listAudit>[2]> = {}) =>
  listAudit(db, sealer, { limit: 1_000, ...filter })
const channel = await db.transaction().execute(async (trx) => {
  const { id: manifest } = await prepareReusableManifest(trx, sealer, 'stub')
  const { channelId } = await storeCreatedChannel(trx, sealer, {
    integration: 'stub',
    manifest,
    socialhubChannelId: 'c'.repeat(24),
    accountId: ACCOUNT,
    networkId: 'one',
    name: 'One',
    uniqueName: '@one',
    imageUrl: null,
    server: null,
    language: 'en',
    accessToken: 'token',
    credentials: {},
    credentialsExpireAt: null,
    channelSettings: {},
    fetchSince: new Date(0),
  })
  return { id: channelId, tokenGeneration: 1 }
})

t.test('what a host does by itself is told, with before and after', async (t) => {
  await db
    .transaction()
    .execute((trx) => changeState(trx, channel, 'grant refused', 'the Network said no'))
  const [refused, created] = await list({ channel: 'c'.repeat(24) })
  t.match(created, { action: 'channel.created', actor: 'host', who: null, accountId: ACCOUNT })
  t.match(refused, {
    action: 'channel.needs-authentication',
    integration: 'stub',
    before: { state: 'active' },
    after: { state: 'needs-authentication' },
    cause: 'the Network said no',
  })
  const group = { integration: 'stub', server: '' }
  await putBrakeOn(db, group, 'authentication', 'refused', 6, new Date(0))
  const [brake] = await list({ accountId: '' })
  t.match(brake, { action: 'brake.on', accountId: null, after: { refused: 6 } })
})

t.test('what changes nothing is not told', async (t) => {
  const before = await list()
  await db.transaction().execute((trx) => changeState(trx, channel, 'grant refused', 'again'))
  await db
    .transaction()
    .execute(async (trx) => {
      await changeState(trx, channel, 'reconnected', 'and taken back')
      throw new Error('no')
    })
    .catch(() => undefined)
  t.same(await list(), before)
})

t.test('a page’s change bears the operator’s name, which is sealed', async (t) => {
  await setAccountLabel(actingAs(db, OPERATOR), ACCOUNT, 'Sample & Sons')
  const [labelled] = await list()
  t.match(labelled, {
    action: 'account.labelled',
    actor: 'operator',
    who: 'Ada Lovelace',
    account: 'Sample & Sons',
    before: { label: null },
    after: { label: 'Sample & Sons' },
  })
  const { rows } = await sql<{ text: string }>`
    select concat(e::text, d::text) as text from audit_entries e
      join audit_details d on d.entry_id = e.id`.execute(db)
  const all = rows.map(({ text }) => text).join('\n')
  t.notMatch(all, /Ada Lovelace|Sample & Sons|the Network said no/)
  t.notMatch(all, Buffer.from('Ada Lovelace').toString('hex'))
})

t.test('a command bears the name of its user, and lists what was done', async (t) => {
  await hubward(config, 'account', 'label', OTHER, 'Other & Sons')
  const { out } = await hubward(config, 'audit', 'list', '--account', OTHER, '--json')
  t.match(JSON.parse(out), [
    { action: 'account.labelled', actor: 'command', who: userInfo().username },
  ])
  const all = await hubward(config, 'audit', 'list', '--by', 'command')
  t.match(all.out, /command .* account\.labelled\s+Other & Sons/)
})

t.test('many writers at once leave no gap', async (t) => {
  const one = (index: number) =>
    db.transaction().execute(async (trx) => {
      for (const accountId of index % 2 === 0 ? [ACCOUNT, OTHER] : [OTHER, ACCOUNT]) {
        await writeAudit(trx, { action: 'account.labelled', accountId, after: { index } })
      }
      if (index % 5 === 0) throw new Error('taken back')
    })
  await Promise.allSettled(Array.from({ length: 60 }, (_, index) => one(index)))
  const verified = await verifyAudit(db, sealer)
  t.same(verified.problems, [])
  t.equal(verified.chains, 3)
  const [, head] = await chainHeads(db)
  t.equal(head?.seq, (await list({ accountId: ACCOUNT })).length)
})

t.test('what one transaction did is listed backwards, page by page', async (t) => {
  await db.transaction().execute(async (trx) => {
    for (const index of Array(12).keys()) {
      await writeAudit(trx, { action: 'account.labelled', accountId: ACCOUNT, after: { index } })
    }
  })
  const whole = await list()
  t.match(
    whole.slice(0, 12).map(({ after }) => after),
    Array.from({ length: 12 }, (_, index) => ({ index: 11 - index })),
  )
  const paged: AuditEntry[] = []
  for (;;) {
    const before = paged.at(-1)
    const page = await list({ limit: 5, ...(before && { before }) })
    if (page.length === 0) break
    paged.push(...page)
  }
  t.same(paged, whole)
})

t.test('the log is only added to', async (t) => {
  for (const statement of [
    `update audit_entries set action = 'channel.paused'`,
    'delete from audit_entries',
    'truncate audit_entries',
    'update audit_links set seq = seq + 1',
    'delete from audit_links',
    'truncate audit_links',
    `update audit_details set sealed_details = '\\x00'`,
    'truncate audit_details',
  ]) {
    await t.rejects(sql.raw(statement).execute(db), /only added to/, statement)
  }
})

t.test('where hosts have a role of their own, they can add and do nothing else', async (t) => {
  const role = `hosts_${process.pid}`
  t.equal(await grantToHosts(db, userOf(database.url)), false, 'an owner is refused nothing')
  await sql`create role ${sql.id(role)}`.execute(db)
  t.equal(await grantToHosts(db, role), true)
  const asHost = (statement: string) =>
    db.transaction().execute(async (trx) => {
      await sql`set local role ${sql.id(role)}`.execute(trx)
      await sql.raw(statement).execute(trx)
    })
  for (const statement of [
    'update audit_entries set at = now()',
    'delete from audit_entries',
    'truncate audit_entries',
    'alter table audit_entries disable trigger all',
    `insert into audit_links values ('', 999, gen_random_uuid(), '')`,
    'delete from audit_links',
    `update audit_details set sealed_details = ''`,
    'set session_replication_role = replica',
  ]) {
    await t.rejects(asHost(statement), /permission denied|must be owner/, statement)
  }
  await db.transaction().execute(async (trx) => {
    await sql`set local role ${sql.id(role)}`.execute(trx)
    await writeAudit(trx, { action: 'account.labelled', accountId: ACCOUNT, after: { by: role } })
    await changeState(trx, channel, 'reconnected', 'the Customer was there')
  })
  t.same((await verifyAudit(db, sealer)).problems, [], 'it has its place all the same')
  await sql`drop owned by ${sql.id(role)}`.execute(db)
  await sql`drop role ${sql.id(role)}`.execute(db)
})

/** What is found after something was done to the tables by hand, which is taken back then. */
async function foundAfter(
  tamper: (trx: Trx) => Promise<unknown>,
  { withHeads = true } = {},
): Promise<string> {
  let found = ''
  const heads = withHeads ? await headsNow() : []
  const undone = new Error('undone')
  await db
    .transaction()
    .execute(async (trx) => {
      await sql`set local session_replication_role = replica`.execute(trx)
      await tamper(trx)
      const { problems } = await verifyAudit(trx, sealer, heads)
      found = problems.map(({ seq, found: what }) => `${seq}: ${what}`).join('\n')
      throw undone
    })
    .catch((error) => {
      if (error !== undone) throw error
    })
  return found
}

const at = new Date('2026-11-22T10:00:00Z')
const headsNow = async () =>
  readHeads(
    JSON.stringify(signHeads(signingKey, config.publicUrl, at, await chainHeads(db))),
    signingKey,
  )
const entry = (seq: number) =>
  sql`(select entry_id from audit_links where chain = ${ACCOUNT} and seq = ${seq})`

t.test('tampering is found', async (t) => {
  t.equal(await foundAfter(async () => undefined), '')
  const run = (statement: ReturnType<typeof sql>) => (trx: Trx) => statement.execute(trx)
  t.match(
    await foundAfter(
      run(sql`update audit_entries set action = 'channel.paused' where id = ${entry(3)}`),
    ),
    /^3: It was changed: it does not fit its own hash/,
  )
  t.match(
    await foundAfter(
      run(sql`update audit_details set sealed_details = ${Buffer.alloc(60)}
        where entry_id = ${entry(4)} and part = 'change'`),
    ),
    '4: It was changed: its details are not those that were written.',
  )
  t.match(
    await foundAfter(run(sql`delete from audit_details where entry_id = ${entry(4)}`)),
    '4: It was changed: its details are missing.',
  )
  t.match(
    await foundAfter(run(sql`delete from audit_entries where id = ${entry(5)}`)),
    '5: Its entry is missing.',
  )
  t.match(
    await foundAfter(async (trx) => {
      await sql`delete from audit_entries where id = ${entry(5)}`.execute(trx)
      await sql`delete from audit_links where chain = ${ACCOUNT} and seq = 5`.execute(trx)
      // By way of numbers that nobody has: rows are updated in any order.
      await sql`update audit_links set seq = -seq where chain = ${ACCOUNT} and seq > 5`.execute(trx)
      await sql`update audit_links set seq = -seq - 1 where chain = ${ACCOUNT} and seq < 0`.execute(
        trx,
      )
    }),
    /^5: It does not follow from the one before/,
  )
  t.match(
    await foundAfter(
      run(sql`delete from audit_links where chain = ${ACCOUNT} and seq between 5 and 6`),
    ),
    /7: The entries 5 to 6 are missing\.[\s\S]*null: The entry .* has no place/,
  )
  t.match(
    await foundAfter(async (trx) => {
      const swap = (from: number, to: number) =>
        sql`update audit_links set seq = ${to} where chain = ${ACCOUNT} and seq = ${from}`.execute(
          trx,
        )
      await swap(5, -1)
      await swap(6, 5)
      await swap(-1, 6)
    }),
    /5: It does not follow[\s\S]*6: It does not follow/,
  )
})

/** Gives a chain its numbers and links anew, as SQL alone can: there is no key in them. */
async function linkAnew(trx: Trx, order: readonly string[]): Promise<void> {
  const entries = new Map(
    (await entriesOfChain(trx, ACCOUNT, 0, 10_000)).map((one) => [one.id, one]),
  )
  await sql`delete from audit_links where chain = ${ACCOUNT}`.execute(trx)
  let previous: Buffer = Buffer.alloc(0)
  for (const [index, id] of order.entries()) {
    const entryHash = entries.get(id)?.hash ?? Buffer.alloc(0)
    const seq = index + 1
    previous = linkHash({ chain: ACCOUNT, seq, entryHash, previous })
    await sql`insert into audit_links (chain, seq, entry_id, hash)
      values (${ACCOUNT}, ${seq}, ${id}, ${previous})`.execute(trx)
  }
}

t.test(
  'what was removed or moved is found without heads, though all was linked anew',
  async (t) => {
    await setAccountLabel(db, ACCOUNT, 'Linked & Sons')
    await setAccountLabel(db, ACCOUNT, 'Linked & Daughters')
    const ids = (await entriesOfChain(db, ACCOUNT, 0, 10_000)).map(({ id }) => id)
    const anew = (order: readonly string[]) =>
      foundAfter(
        async (trx) => {
          await linkAnew(trx, order)
          for (const id of ids.filter((one) => !order.includes(one))) {
            await sql`delete from audit_entries where id = ${id}`.execute(trx)
          }
        },
        { withHeads: false },
      )
    t.equal(await anew(ids), '', 'as it was, nothing is found')
    const missed = /What it was written after is not there any more/
    t.match(await anew(ids.toSpliced(3, 1)), missed, 'from the middle')
    t.match(await anew(ids.slice(1)), missed, 'from the beginning')
    t.match(await anew(ids.toSpliced(-2, 1)), missed, 'the last but one')
    t.match(
      await anew(ids.toSpliced(2, 2, ids[3] ?? '', ids[2] ?? '')),
      missed,
      'two changed places',
    )
    const forgotten = await foundAfter(
      async (trx) => {
        await linkAnew(trx, ids.toSpliced(3, 1))
        await sql`delete from audit_entries where id = ${ids[3]}`.execute(trx)
        await sql`update audit_entries set seen_seq = null, seen_hash = null
        where chain = ${ACCOUNT}`.execute(trx)
      },
      { withHeads: false },
    )
    t.match(forgotten, 'Nobody with the keys of these hosts has written it.')
    t.equal(await anew(ids.slice(0, -1)), '', 'of a cut-off end only heads tell')
  },
)

t.test('a cut-off end is found with heads that were exported before', async (t) => {
  const cut = async (trx: Trx) => {
    await sql`delete from audit_entries where id in (
      select entry_id from audit_links where chain = ${ACCOUNT} and seq > 10)`.execute(trx)
    await sql`delete from audit_links where chain = ${ACCOUNT} and seq > 10`.execute(trx)
  }
  t.match(await foundAfter(cut), /10: The end was cut off: on 2026-11-22T10:00:00.000Z there were/)
  t.match(
    await foundAfter(async (trx) => {
      await sql`delete from audit_entries where chain = ${OTHER}`.execute(trx)
      await sql`delete from audit_links where chain = ${OTHER}`.execute(trx)
    }),
    'The chain is gone',
  )
})

t.test('an entry of somebody without the keys is found, though its hashes fit', async (t) => {
  const forged = await foundAfter(async (trx) => {
    // All as the host does it, and the chain is made by the database itself.
    await sql`set local session_replication_role = origin`.execute(trx)
    const theirs = actingAs(trx, { kind: 'host' })
    const theirKeys = [{ id: 'test', key: Buffer.alloc(32, 9) }]
    sealAuditWith(theirs, createSealer(theirKeys, Buffer.alloc(32, 8)))
    await writeAudit(theirs as Trx, { action: 'account.labelled', accountId: 'd'.repeat(24) })
    await sql`set constraints all immediate`.execute(trx)
  })
  t.match(forged, '1: Nobody with the keys of these hosts has written it.')
})

t.test('heads are believed only with their signature', (t) => {
  const signed = signHeads(signingKey, config.publicUrl, at, [])
  const changed = JSON.stringify({ ...signed, at: new Date(0).toISOString() })
  t.throws(() => readHeads(changed, signingKey), /were changed/)
  t.throws(() => readHeads('{"kind":"entry"}', signingKey), /no heads/)
  const whole = JSON.stringify(signed)
  t.same(readHeads(whole, publicPem(publicKey)), [], 'the public key is enough')
  const other = generateKeyPairSync('ed25519')
  t.throws(() => readHeads(whole, publicPem(other.publicKey)), /signed with another key/)
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  t.throws(() => readHeads(whole, publicPem(curve.publicKey)), /no.* Ed25519 key/)
  t.throws(() => readHeads(whole, 'rubbish'), /not a key as PEM/)
  t.end()
})

t.test('an export and its proof, by command', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'hubward-audit-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const file = join(folder, 'audit.jsonl')
  t.match(await hubward(config, 'audit', 'export', file), { code: 0, err: '' })
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  t.equal(JSON.parse(lines.at(-1) ?? '').kind, 'heads')
  t.notMatch(lines.join('\n'), /Ada Lovelace|Sample & Sons/)
  const again = await hubward(config, 'audit', 'export', file)
  t.match(again, { code: 1, err: /^There is a file/ }, 'nothing is written over')
  const proved = await hubward(config, 'audit', 'verify', '--heads', file)
  t.match(proved, { code: 0, out: /nobody changed anything/ })

  const key = join(folder, 'audit.pub.pem')
  await writeFile(key, publicPem(publicKey))
  const { signingKey: _, ...withoutKey } = config.audit
  const auditor = { ...config, audit: withoutKey }
  const verify = ['audit', 'verify', '--heads', file] as const
  t.match(await hubward(auditor, ...verify), { code: 1, err: /There is no key/ })
  const byPublicKey = await hubward(auditor, ...verify, '--public-key', key)
  t.match(byPublicKey, { code: 0, out: /nobody changed anything/ })
  const alone = await hubward(auditor, 'audit', 'verify', '--public-key', key)
  t.match(alone, { code: 1, err: /add --heads/ })
  const [noted] = await list({ action: 'audit.verified', accountId: '' })
  t.match(noted, { actor: 'command', after: { problems: 0 } }, 'that it was proved is in the log')
})

t.test('what was found is told also where nothing can be noted', async (t) => {
  const write = async (integration: string | null) => {
    await sql`alter table audit_entries disable trigger all`.execute(db)
    await sql`update audit_entries set integration = ${integration}
      where action = 'audit.exported'`.execute(db)
    await sql`alter table audit_entries enable trigger all`.execute(db)
  }
  await sql`alter table audit_entries
    add constraint unnoted check (action <> 'audit.verified') not valid`.execute(db)
  const unnoted = /It could not be noted: .*unnoted/
  const well = await hubward(config, 'audit', 'verify')
  t.match(well, { code: 1, out: /nobody changed anything/, err: unnoted })
  await write('another')
  const found = await hubward(config, 'audit', 'verify')
  t.match(found, { code: 1, out: /It was changed/, err: unnoted })
  t.match(found.err, 'things don’t fit.')
  await write(null)
  await sql`alter table audit_entries drop constraint unnoted`.execute(db)
})

t.test('names go when their time is over, and the chain stays whole', async (t) => {
  const soon = actingAs(db, OPERATOR)
  keepNamesFor(soon, -1)
  await setAccountLabel(soon, OTHER, 'Named & Sons')
  t.equal(await db.transaction().execute(eraseAuditNames), 1)
  const [labelled] = await list()
  t.match(labelled, { actor: 'operator', who: null, after: { label: 'Named & Sons' } })
  t.same((await verifyAudit(db, sealer)).problems, [])
  t.match(
    await foundAfter((trx) => sql`delete from audit_details where part = 'who'`.execute(trx)),
    'its name is missing before its time',
  )
})

t.test('what a host erases while the log is looked through is no alarm', async (t) => {
  let results = 0
  const beside = db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      results += 1
      // It has asked the time and who was removed, and has read no entry yet.
      if (results === 2) {
        await db.transaction().execute(async (trx) => {
          await writeAudit(trx, { action: 'account.removed', accountId: OTHER })
          await sql`delete from audit_details d using audit_entries e
            where e.id = d.entry_id and e.chain = ${OTHER}`.execute(trx)
        })
      }
      return result
    },
  })
  t.same((await verifyAudit(beside, sealer)).problems, [])
  t.ok(results > 2)
})
