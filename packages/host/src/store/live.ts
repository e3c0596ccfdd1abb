import { sql } from 'kysely'
import type { Db } from './database.ts'

/** The channel on which PostgreSQL tells every host of what a page shows: "<integration> <id>". */
export const LIVE = 'hubward_live'

export async function notifyLive(db: Db, integration: string, id: string): Promise<void> {
  await sql`select pg_notify(${LIVE}, ${`${integration} ${id}`})`.execute(db)
}
