import { sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'
import type { Grant } from './grants.ts'

/**
 * The Network pushes.
 *
 * @param renewInMs until it is asked again; null: it pushes for good.
 */
export async function storeSubscribed(
  trx: Transaction<Database>,
  channel: { readonly id: string; readonly grant: Grant },
  renewInMs: number | null,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      subscribe_due_at: renewInMs === null ? null : sql`now() + ${renewInMs} * interval '1 ms'`,
      subscribe_failures: 0,
    })
    .where('id', '=', channel.id)
    .where('credentials_generation', '=', channel.grant.generation)
    .execute()
}

export async function storeSubscribeFailure(
  trx: Transaction<Database>,
  channelId: string,
  failures: number,
  retryInMs: number,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      subscribe_failures: failures,
      subscribe_due_at: sql`now() + ${retryInMs} * interval '1 ms'`,
    })
    .where('id', '=', channelId)
    .execute()
}
