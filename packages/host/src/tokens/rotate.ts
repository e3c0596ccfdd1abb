import { type Kysely, sql } from 'kysely'
import type { Database } from '../store/database.ts'
import { jsonText } from '../store/jsonb.ts'
import { retireKeys } from './keys.ts'
import { SEALED_PLACES } from './sealed-places.ts'
import { keyPrefix, type Sealer } from './sealer.ts'

/** How many values are sealed anew at once: a few milliseconds of work, then others get their turn. */
const BATCH = 500

type Place = keyof typeof SEALED_PLACES

export interface Progress {
  /** Values that were sealed anew so far. */
  readonly resealed: number
  /** Values that an older key sealed when the rotation began. */
  readonly toDo: number
}

export interface Rotated {
  readonly resealed: number
  /** Keys that nothing uses any more: they may be removed from the configuration. */
  readonly unused: readonly string[]
  /** Keys that a running host or command still seals with: it needs the new configuration first. */
  readonly stillSealing: readonly string[]
}

/**
 * Seals every value under the current key while hosts run and write. Interrupted at any moment,
 * nothing is lost: what is sealed anew is recognised by its first bytes, so that the next run only
 * does the rest. It goes over all places again until it finds nothing left, since hosts may have
 * copied or written something meanwhile.
 *
 * @param currentId the key that `sealer` seals with.
 */
export async function rotateKeys(
  db: Kysely<Database>,
  sealer: Sealer,
  currentId: string,
  say: (progress: Progress) => void,
): Promise<Rotated> {
  const places = Object.keys(SEALED_PLACES).filter(isPlace)
  const left = async (from: Kysely<Database>) => {
    let count = 0
    for (const place of places) count += await countOld(from, place, currentId)
    return count
  }
  const toDo = await left(db)
  let resealed = 0
  for (;;) {
    for (const place of places) {
      await resealPlace(db, sealer, place, currentId, (count) => {
        resealed += count
        say({ resealed, toDo: Math.max(toDo, resealed) })
      })
    }
    const retired = await retireKeys(db, currentId, async (trx) => (await left(trx)) > 0)
    if (retired) return { resealed, ...retired }
  }
}

function isPlace(name: string): name is Place {
  return name in SEALED_PLACES
}

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
    old: sql<boolean>`substring(${sealed} from 1 for ${prefix.length}) <> ${prefix}`,
  }
}

async function countOld(db: Kysely<Database>, place: Place, currentId: string): Promise<number> {
  const { table, old } = partsOf(place, currentId)
  const { rows } = await sql<{ count: string }>`
    select count(*) from ${table} t where ${old}`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

/** Goes through one column from the first row to the last, a batch at a time. */
async function resealPlace(
  db: Kysely<Database>,
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
