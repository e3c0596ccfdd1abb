import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'
import { ring } from './turns.ts'

/** From when a Channel's messages are read. */
export interface ReadFrom {
  readonly since: Date
  /** Whether that lies as far back as the given days allow. */
  readonly wholeWindow: boolean
}

/** @param days how far back the plugin can read before the Channel began; 0: not at all. */
export async function readFrom(
  db: Kysely<Database>,
  channelId: string,
  days: number,
): Promise<ReadFrom | undefined> {
  const row = await db
    .selectFrom('channels')
    .select(['fetch_since', furtherBack(days).as('further')])
    .where('id', '=', channelId)
    .executeTakeFirst()
  return row && { since: row.fetch_since, wholeWindow: !row.further }
}

/**
 * Lets a Channel be read from `days` before it began. Fetching begins anew from there; what is known
 * already drops out by its `networkItemId`, so that nothing arrives twice.
 *
 * @returns whether that changes anything.
 */
export async function readFurtherBack(
  trx: Transaction<Database>,
  channelId: string,
  days: number,
): Promise<boolean> {
  await ring(trx, channelId, 'command')
  const changed = await trx
    .updateTable('channels')
    .set({
      position: null,
      fetch_since: sql`created_at - ${days} * interval '1 day'`,
      fetch_due_at: sql`now()`,
    })
    .where('id', '=', channelId)
    .where(furtherBack(days))
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/** A second's grace: a Channel's `created_at` is a little later than what its session reckoned with. */
function furtherBack(days: number) {
  return sql<boolean>`fetch_since > created_at - ${days} * interval '1 day' + interval '1 minute'`
}
