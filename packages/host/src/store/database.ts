import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { preparing } from './prepared.ts'
import type { DB } from './tables.ts'

/** Every table, as queries see it. */
export type Database = DB

/** The pool that kysely uses is kept at hand for what needs a plain connection: LISTEN, COPY. */
export interface OpenDatabase {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
}

/**
 * @param connections how many connections this process may hold at once.
 * @param name what PostgreSQL's administrators see in `pg_stat_activity`.
 */
export function openDatabase(url: string, connections = 10, name = 'hubward'): OpenDatabase {
  const pool = new pg.Pool({ connectionString: url, max: connections, application_name: name })
  // An idle connection that breaks (a server restart) is replaced at the next query.
  pool.on('error', () => undefined)
  // One that breaks between two queries of a transaction says so to nobody else: the next query fails.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    db: new Kysely<Database>({ dialect: new PostgresDialect({ pool: preparing(pool) }) }),
    pool,
  }
}
