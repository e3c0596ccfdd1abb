import { sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'

/** When SocialHub may be sent the next Ticket of a Channel, after a failure. */
export async function putDeliveryOff(
  trx: Transaction<Database>,
  channelId: string,
  failures: number,
  retryInMs: number,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      deliver_failures: failures,
      deliver_after: sql`now() + ${retryInMs} * interval '1 ms'`,
    })
    .where('id', '=', channelId)
    .execute()
}

/** All went well: the count of failures begins anew. */
export async function storeDeliveryWell(
  trx: Transaction<Database>,
  channelId: string,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ deliver_failures: 0, deliver_after: sql`'epoch'` })
    .where('id', '=', channelId)
    .execute()
}
