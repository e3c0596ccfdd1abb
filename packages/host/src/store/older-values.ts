import { type RawBuilder, sql } from 'kysely'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import { SealError } from '../sealing/seal-error.ts'
import { type AccountPlace, type ContentPlace, SEALED_PLACES } from '../sealing/sealed-places.ts'
import type { Sealer } from '../sealing/sealer.ts'
import type { Unopened } from '../sealing/unopened.ts'
import { accountSealer } from './account-keys.ts'
import { sealText } from './contents.ts'
import type { Db, Trx } from './database.ts'
import { jsonText } from './jsonb.ts'
import { ACCOUNTS_SINCE } from './key-register.ts'
import { personHash } from './plugin-store.ts'
import { sealOlderFiles } from './sealed-files.ts'

// What was stored before Accounts had keys, sealed under them afterwards: a batch at a time, from the first
// row to the last, and again until nothing is left. Raw SQL, since tables and columns come from a list.

/** Some milliseconds of work, then others get their turn. */
const BATCH = 500

interface Older {
  readonly place: AccountPlace | ContentPlace
  readonly key: Readonly<Record<string, string>>
  /** The key of the row's Account, as SQL about the row `t`. */
  readonly account: string
  readonly isText: boolean
  readonly rowOf: (row: Readonly<Record<string, string>>) => string
  /** What else changes with the value, as SQL about the rows `t` and `anew`. */
  readonly also: RawBuilder<unknown>
}

const ofChannel = '(select account_id from channels where id = t.channel_id)'
/** What the ledger says of a text that it knows; who has tampered with one does not gain by this. */
const digested = (column: string, digest: string) =>
  sql`, ${sql.ref(digest)} = case when t.${sql.ref(digest)} = ledger_digest(t.${sql.ref(column)}::text)
    then ledger_digest(anew.after::jsonb::text) else t.${sql.ref(digest)} end`

const TEXTS: readonly Older[] = [
  {
    place: 'interactions.content' satisfies ContentPlace,
    key: { channel_id: 'bigint', network_item_id: 'text' },
    account: ofChannel,
    isText: true,
    rowOf: (row) => `${row.channel_id}:${row.network_item_id}`,
    also: sql`${digested('content', 'content_digest')},
      interactor_hash = coalesce(t.interactor_hash, decode(anew.hash, 'base64'))`,
  },
  {
    place: 'revisions.content' satisfies ContentPlace,
    key: { channel_id: 'bigint', network_item_id: 'text', revision: 'int' },
    account: ofChannel,
    isText: true,
    rowOf: (row) => `${row.channel_id}:${row.network_item_id}:${row.revision}`,
    also: sql``,
  },
  {
    place: 'ticket_actions.payload' satisfies ContentPlace,
    key: { channel_id: 'bigint', event_uuid: 'text' },
    account: ofChannel,
    isText: true,
    rowOf: (row) => row.event_uuid ?? '',
    also: digested('payload', 'payload_digest'),
  },
]

/** Entries of the audit log never change, and pushes go by themselves within days. */
const NOT_BEHIND: readonly string[] = [
  'audit_details.sealed_details',
  'pushes.sealed_entry',
] satisfies AccountPlace[]

const ALL: readonly Older[] = [
  ...TEXTS,
  ...Object.entries(SEALED_PLACES).flatMap(([place, given]) =>
    'account' in given && !NOT_BEHIND.includes(place)
      ? [
          {
            place: place as AccountPlace,
            key: given.key,
            account: given.account,
            isText: false,
            rowOf: given.rowOf as Older['rowOf'],
            also: sql``,
          },
        ]
      : [],
  ),
]

/**
 * Seals some of it. Whoever began before it was allowed may still store something of the old kind: so it
 * begins an hour later. Several hosts may do it at once.
 *
 * @param options.sinceMs how long Accounts' keys must have been allowed.
 * @param options.isOver asked after each batch whether to stop; the next call goes on from there.
 * @returns how many values were sealed; 0 when nothing is left for now.
 */
export async function sealOlder(
  db: Db,
  sealer: Sealer,
  unopened: Unopened,
  {
    sinceMs = 3_600_000,
    isOver = () => false,
  }: { readonly sinceMs?: number; readonly isOver?: () => boolean } = {},
): Promise<number> {
  const { rows } = await sql`
    select where ${ACCOUNTS_SINCE} < now() - ${sinceMs} * interval '1 ms'`.execute(db)
  if (rows.length === 0) return 0
  let sealed = 0
  for (const older of ALL) {
    if (await isDone(db, older.place)) continue
    sealed += await goThrough(db, sealer, unopened, older, isOver)
    if (isOver()) return sealed
  }
  return sealed + (await sealOlderFiles(db, sealer, unopened, isOver))
}

async function isDone(db: Db, place: string): Promise<boolean> {
  const row = await db
    .selectFrom('sealing_passes')
    .select('done_at')
    .where('place', '=', place)
    .executeTakeFirst()
  return row !== undefined && row.done_at !== null
}

/** From where the last host stopped to the last row, unless it is over before. */
async function goThrough(
  db: Db,
  sealer: Sealer,
  unopened: Unopened,
  older: Older,
  isOver: () => boolean,
): Promise<number> {
  const begun = await db
    .selectFrom('sealing_passes')
    .select('last_key')
    .where('place', '=', older.place)
    .executeTakeFirst()
  let last = begun?.last_key as Readonly<Record<string, string>> | null | undefined
  const fromTheFirst = !last
  let found = 0
  for (;;) {
    const batch = await readBatch(db, older, last ?? undefined)
    if (batch.length === 0) break
    found += batch.length - (await sealBatch(db, sealer, unopened, older, batch))
    last = Object.fromEntries(
      Object.keys(older.key).map((name) => [name, batch.at(-1)?.[name] ?? '']),
    )
    await note(db, older.place, last, false)
    if (isOver()) return found
  }
  // A row that somebody held was left: it is found when a whole way through finds nothing that opens.
  await note(db, older.place, null, fromTheFirst && found === 0)
  return found
}

async function note(db: Db, place: string, last: object | null, isOver: boolean): Promise<void> {
  await sql`
    insert into sealing_passes (place, last_key, done_at)
    values (${place}, ${last && jsonText(last)}::jsonb, case when ${isOver} then now() end)
    on conflict (place) do update set last_key = excluded.last_key, done_at = excluded.done_at`.execute(
    db,
  )
}

type BatchRow = Readonly<Record<string, string>> & {
  readonly before: string
  readonly account: string
}

function parts({ place, key, isText }: Older) {
  const [table = '', column = ''] = place.split('.')
  const value = sql.ref(`t.${column}`)
  return {
    table: sql.table(table),
    column: sql.ref(column),
    value,
    keys: Object.entries(key),
    old: isText
      ? sql`${value} is not null and ${value} <> '{}' and not ${value} ? 'sealed'`
      : sql`${value} is not null and get_byte(${value}, 0) <> 0`,
  }
}

async function readBatch(
  db: Db,
  older: Older,
  last: Readonly<Record<string, string>> | undefined,
): Promise<readonly BatchRow[]> {
  const { table, keys, old } = parts(older)
  const names = sql.join(keys.map(([name]) => sql.ref(`t.${name}`)))
  const after = last
    ? sql`and (${names}) > (${sql.join(keys.map(([name, type]) => sql`${last[name]}::${sql.raw(type)}`))})`
    : sql``
  const { rows } = await sql<BatchRow>`
    select ${rowColumns(older)} from ${table} t where ${old} ${after} and ${sql.raw(older.account)} is not null
    order by ${names} limit ${BATCH}`.execute(db)
  return rows
}

/** @returns how many of them don’t open. */
async function sealBatch(
  db: Db,
  sealer: Sealer,
  unopened: Unopened,
  older: Older,
  batch: readonly BatchRow[],
): Promise<number> {
  const { table, column, keys } = parts(older)
  const same = sql.join(
    keys.map(([name]) => sql`${sql.ref(`t.${name}`)} = ${sql.ref(`anew.${name}`)}`),
    sql` and `,
  )
  return await db.transaction().execute(async (trx) => {
    const sealers = new Map<string, AccountSealer>()
    const values: Record<string, unknown>[] = []
    let failed = 0
    for (const { before, account, ...key } of await lockBatch(trx, older, batch)) {
      try {
        const data = sealers.get(account) ?? (await accountSealer(trx, sealer, account))
        sealers.set(account, data)
        values.push({ ...key, ...sealedAnew(sealer, data, older, key, before) })
      } catch (error) {
        if (!(error instanceof SealError)) throw error
        unopened(older.place, older.rowOf(key), error)
        failed += 1
      }
    }
    await sql`
      update ${table} t set ${column} = ${bytesOrJson(older, sql`anew.after`)} ${older.also}
      from jsonb_to_recordset(${jsonText(values)}::jsonb) as anew (
        ${keyColumns(older)}, after text, hash text)
      where ${same}`.execute(trx)
    return failed
  })
}

/**
 * Those that are there still and nobody else holds: an Account that was removed meanwhile must get no key any
 * more.
 */
async function lockBatch(
  trx: Trx,
  older: Older,
  batch: readonly BatchRow[],
): Promise<readonly BatchRow[]> {
  const { table, value, keys } = parts(older)
  const { rows } = await sql<BatchRow>`
    select ${rowColumns(older)}
    from ${table} t join jsonb_to_recordset(${jsonText(batch)}::jsonb) as given (
      ${keyColumns(older)}, before text) using (${sql.join(keys.map(([name]) => sql.ref(name)))})
    where ${value} = ${bytesOrJson(older, sql`given.before`)} and ${sql.raw(older.account)} is not null
    for no key update of t skip locked`.execute(trx)
  return rows
}

/** What is read of a row: its key, the value as text, its Account. */
function rowColumns(older: Older): RawBuilder<unknown> {
  const { value, keys } = parts(older)
  return sql`${sql.join(keys.map(([name]) => sql`${sql.ref(`t.${name}`)}::text as ${sql.ref(name)}`))},
    ${older.isText ? sql`${value}::text` : sql`encode(${value}, 'base64')`} as before,
    ${sql.raw(older.account)} as account`
}

const keyColumns = ({ key }: Older) =>
  sql.join(Object.entries(key).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`))

const bytesOrJson = ({ isText }: Older, text: RawBuilder<unknown>) =>
  isText ? sql`${text}::jsonb` : sql`decode(${text}, 'base64')`

function sealedAnew(
  sealer: Sealer,
  data: AccountSealer,
  older: Older,
  key: Readonly<Record<string, string>>,
  before: string,
): { after: string; hash: string | null } {
  const row = older.rowOf(key)
  if (!older.isText) {
    const place = older.place as AccountPlace
    const opened = sealer.open(place, row, Buffer.from(before, 'base64'))
    return { after: data.seal(place, row, opened).toString('base64'), hash: null }
  }
  const text = JSON.parse(before)
  const person: unknown = text?.interactor?.interactorId
  return {
    after: JSON.stringify(sealText(data, older.place as ContentPlace, row, text)),
    hash: typeof person === 'string' ? personHash(sealer, person).toString('base64') : null,
  }
}
