import { sql } from 'kysely'
import type { Db } from './database.ts'
import { MIGRATIONS } from './migrate.ts'

/** What the doctor asks of PostgreSQL. Nothing of it writes anything that stays. */
export interface DatabaseHealth {
  /** As PostgreSQL writes it, such as `18.1`. */
  readonly version: string
  /** Its number, such as 180001. */
  readonly versionNumber: number
  readonly database: string
  readonly role: string
  readonly sizeBytes: number
  /** Whether the role may make tables, and may connect at all is known by then. */
  readonly mayCreate: boolean
  readonly maxConnections: number
  readonly usedConnections: number
  /** PostgreSQL's clock less this machine's, in milliseconds, as exactly as the way there allows. */
  readonly aheadMs: number
}

/** @param now this machine's clock, milliseconds since 1970. */
export async function databaseHealth(db: Db, now: () => number): Promise<DatabaseHealth> {
  const { rows } = await sql<Omit<DatabaseHealth, 'aheadMs'>>`
    select current_setting('server_version') as version,
      current_setting('server_version_num')::int as "versionNumber",
      current_database() as database, current_user as role,
      pg_database_size(current_database())::float8 as "sizeBytes",
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate",
      current_setting('max_connections')::int as "maxConnections",
      (select count(*)::int from pg_stat_activity) as "usedConnections"`.execute(db)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL told nothing of itself.')
  const asked = now()
  const { rows: times } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db)
  const between = (asked + now()) / 2
  return { ...row, aheadMs: Math.round((times[0]?.at.getTime() ?? between) - between) }
}

/** Migrations of this release that the database has not seen; all of them where it has no tables. */
export async function pendingMigrations(db: Db): Promise<readonly string[]> {
  const { rows: known } = await sql<{ there: boolean }>`
    select to_regclass('kysely_migration') is not null as there`.execute(db)
  const { rows } = known[0]?.there
    ? await sql<{ name: string }>`select name from kysely_migration`.execute(db)
    : { rows: [] }
  const applied = new Set(rows.map(({ name }) => name))
  return Object.keys(MIGRATIONS).filter((name) => !applied.has(name))
}

/** Writes something and takes it back: fails where nothing can be written, as on a full disk. */
export async function tryToWrite(db: Db): Promise<void> {
  const undone = new Error('taken back')
  await db
    .transaction()
    .execute(async (trx) => {
      await sql`create table hubward_doctor (probe text)`.execute(trx)
      await sql`insert into hubward_doctor values (repeat('x', 100000))`.execute(trx)
      throw undone
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error
    })
}

/** When a host of this database was last there; undefined: never. */
export async function lastPresence(db: Db): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`select seen_at as at from host_presence`.execute(db)
  return rows[0]?.at
}
