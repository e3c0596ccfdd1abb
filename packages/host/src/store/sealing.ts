import { sql } from 'kysely'
import { SEALED_PLACES } from '../sealing/sealed-places.ts'
import { keyPrefix, type Sealer } from '../sealing/sealer.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import { jsonText } from './jsonb.ts'
import { NO_KEYS } from './key-register.ts'

/** Forgets all keys but one, and answers which. */
export async function forgetOtherKeys(trx: Trx, currentId: string): Promise<readonly string[]> {
  const rows = await trx
    .deleteFrom('sealing_keys')
    .where('id', 'not in', [currentId, ...NO_KEYS])
    .returning('id')
    .execute()
  const before = { keys: [currentId, ...rows.map(({ id }) => id)] }
  await writeAudit(trx, { action: 'keys.rotated', before, after: { keys: [currentId] } })
  return rows.map(({ id }) => id)
}

/** Something that a version without a register may have sealed: the reference of a Manifest. */
export async function someSealedReference(
  trx: Trx,
): Promise<{ readonly id: string; readonly sealed: Buffer } | undefined> {
  return await trx
    .selectFrom('manifests')
    .select(['id', 'sealed_reference as sealed'])
    .limit(1)
    .executeTakeFirst()
}

/** A secret that the hosts made themselves. */
export async function findHostSecret(trx: Trx, name: string): Promise<Buffer | undefined> {
  const row = await trx
    .selectFrom('host_secrets')
    .select('sealed_value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.sealed_value
}

export async function storeHostSecret(trx: Trx, name: string, sealed: Buffer): Promise<void> {
  await trx.insertInto('host_secrets').values({ name, sealed_value: sealed }).execute()
}

// Raw SQL throughout: tables and columns come from a list, and kysely's builder knows none that aren't written down.

/** How many values are sealed anew at once: a few milliseconds of work, then others get their turn. */
const BATCH = 500

/** A column that holds something sealed. */
export type Place = keyof typeof SEALED_PLACES

export const PLACES: readonly Place[] = Object.keys(SEALED_PLACES).filter(
  (name): name is Place => name in SEALED_PLACES,
)

function partsOf(place: Place, currentId: string) {
  const [table = '', column = ''] = place.split('.')
  const { key, rowOf } = SEALED_PLACES[place]
  const prefix = keyPrefix(currentId)
  const sealed = sql.ref(`t.${column}`)
  return {
    table: sql.table(table),
    column: sql.ref(column),
    sealed,
    key: Object.entries(key),
    rowOf: rowOf as (row: Readonly<Record<string, string>>) => string,
    // What an Account's key sealed (it begins with a zero) stays: only that key is sealed anew.
    old: sql<boolean>`(substring(${sealed} from 1 for ${prefix.length}) <> ${prefix}
      and get_byte(${sealed}, 0) <> 0)`,
  }
}

/** How many values of a place another key sealed. */
export async function countOld(db: Db, place: Place, currentId: string): Promise<number> {
  const { table, old } = partsOf(place, currentId)
  const { rows } = await sql<{ count: string }>`
    select count(*) from ${table} t where ${old}`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

/**
 * Seals what another key sealed in one place anew, from the first row to the last, a batch at a time.
 *
 * @param count told how many, after each batch.
 */
export async function resealPlace(
  db: Db,
  sealer: Sealer,
  place: Place,
  currentId: string,
  count: (resealed: number) => void,
): Promise<void> {
  const { table, column, sealed, key, rowOf, old } = partsOf(place, currentId)
  const names = sql.join(key.map(([name]) => sql.ref(`t.${name}`)))
  const asText = sql.join(
    key.map(([name]) => sql`${sql.ref(`t.${name}`)}::text as ${sql.ref(name)}`),
  )
  const columns = sql.join(key.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`))
  const joined = sql.join(key.map(([name]) => sql.ref(name)))
  let last: Readonly<Record<string, string>> | undefined
  for (;;) {
    const from = last
    const after = from
      ? sql`and (${names}) > (${sql.join(key.map(([name, type]) => sql`${from[name]}::${sql.raw(type)}`))})`
      : sql``
    const { rows } = await sql<Record<string, string> & { sealed: Buffer }>`
      select ${asText}, ${sealed} as sealed from ${table} t where ${old} ${after}
      order by ${names} limit ${BATCH}`.execute(db)
    last = rows.at(-1)
    if (!last) return
    const values = rows.map(({ sealed: before, ...row }) => ({
      ...row,
      before: before.toString('base64'),
      after: sealer
        .seal(place, rowOf(row), sealer.open(place, rowOf(row), before))
        .toString('base64'),
    }))
    // Only where nobody wrote meanwhile. It waits for no lock: what a host holds is done next time round.
    const { numAffectedRows } = await sql`
      with given as (
        select * from jsonb_to_recordset(${jsonText(values)}::jsonb) as g (${columns}, before text, after text)
      ), free as (
        select ${names}, g.after from ${table} t join given g using (${joined})
        where ${sealed} = decode(g.before, 'base64')
        for no key update of t skip locked
      )
      update ${table} t set ${column} = decode(free.after, 'base64') from free
      where (${names}) = (${sql.join(key.map(([name]) => sql.ref(`free.${name}`)))})`.execute(db)
    count(Number(numAffectedRows ?? 0))
  }
}
