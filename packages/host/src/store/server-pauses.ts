import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * A server's budget is spent: none of the integration's Channels there fetches before it is full again.
 * Replies go on, since they have a due time of their own. Afterwards the Channels begin one by one,
 * spread over a quarter of the pause, so that none of them takes the new budget before the others.
 *
 * A Channel that is being written to right now is left out; it will hear the same from the server.
 */
export async function pauseFetching(
  db: Kysely<Database>,
  integration: string,
  server: string | null,
  waitMs: number,
): Promise<void> {
  if (server === null || waitMs <= 0) return
  await sql`
    update channels set fetch_due_at = now() + ${waitMs} * (1 + random() / 4) * interval '1 ms'
    where id in (
      select id from channels
      where integration = ${integration} and server = ${server}
        and fetch_due_at < now() + ${waitMs} * interval '1 ms'
      order by id for update skip locked)`.execute(db)
}
