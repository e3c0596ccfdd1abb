import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { actingAsHost } from './acting.ts'
import { preparing } from './prepared.ts'
import type { DB } from './tables.ts'

/** Every table, as queries see it. */
export type Database = DB

/** Where statements run: on any connection, or in a transaction. */
export type Db = Kysely<Database>
/** What must happen as a whole takes one of these first. */
export type Trx = Transaction<Database>

/** The pool that kysely uses is kept at hand for what needs a plain connection: LISTEN, COPY. */
export interface OpenDatabase {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
}

/** From then on the system asks the other side each second, and gives it up after ten. */
const ASK_IDLE_AFTER_MS = 10_000

/**
 * @param connections how many connections this process may hold at once.
 * @param name what PostgreSQL's administrators see in `pg_stat_activity`.
 */
export function openDatabase(url: string, connections = 10, name = 'hubward'): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: name,
    // One that only listens sends nothing: a server that vanished without a word would never be missed.
    keepAlive: true,
    keepAliveInitialDelayMillis: ASK_IDLE_AFTER_MS,
  })
  // An idle connection that breaks (a server restart) is replaced at the next query.
  pool.on('error', () => undefined)
  // One that breaks between two queries of a transaction says so to nobody else: the next query fails.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    db: actingAsHost(
      new Kysely<Database>({ dialect: new PostgresDialect({ pool: preparing(pool) }) }),
    ),
    pool,
  }
}

/** Whether PostgreSQL answers. */
export async function answers(db: Db): Promise<boolean> {
  return await sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )
}

/** What is not so is learnt by chance, if others use the pooler at the same moment. */
const LOOKS_FOR_SHARING = 3

/**
 * Whether a pooler stands before PostgreSQL that gives one of its processes to several connections in turn,
 * as PgBouncer does in transaction mode. LISTEN, advisory locks and prepared statements get lost there.
 */
export async function sharesSessions(db: Db): Promise<boolean> {
  return await db.connection().execute(async (first) => {
    for (let look = 0; look < LOOKS_FOR_SHARING; look += 1) {
      const before = await processOf(first)
      // Such a pooler hands out first what was used last.
      const other = await db.connection().execute(processOf)
      if (other === before || (await processOf(first)) !== before) return true
    }
    return false
  })
}

async function processOf(connection: Db): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection)
  return rows[0]?.pid
}

/** Whether PostgreSQL refused to write for want of room. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '53100'
}

/** SQLSTATE of PostgreSQL, or what the system says of a connection. */
const PASSING =
  /^(?:08|40|53|57P0|25006)|^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/
/** What pg says of one that it lost or never had. */
const NO_CONNECTION =
  /^Connection terminated|^timeout exceeded when trying to connect|not queryable/

/**
 * Whether PostgreSQL only can't serve now: away, starting, full, read-only since another took over, or two
 * transactions met. The same may succeed later.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'code' in error ? PASSING.test(String(error.code)) : NO_CONNECTION.test(error.message)
}

/** SQLSTATEs with which a connection or the server ends: perhaps after a commit. */
const ENDED = /^(?:08|57P)/

/** Whether PostgreSQL refused a statement, so that it changed nothing. */
export function hasNoEffect(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== undefined && !ENDED.test(error.code)
}

/** Whether PostgreSQL was given a text that it holds none of: with a NUL, which only addresses have. */
export function isUnstorable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '22021'
}

/** PostgreSQL's clock, by which every lease and due time goes. */
export async function databaseTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(db)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL told no time.')
  return row.now
}
