import { sql } from 'kysely'
import type { Trx } from './database.ts'
import type { ChannelId } from './ids.ts'

/** When SocialHub may be sent the next Ticket of a Channel, after a failure. */
export async function putDeliveryOff(
  trx: Trx,
  channelId: ChannelId,
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
export async function storeDeliveryWell(trx: Trx, channelId: ChannelId): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ deliver_failures: 0, deliver_after: sql`'epoch'` })
    .where('id', '=', channelId)
    .execute()
}

/** What SocialHub asked for holds for whatever concerns this Channel, after a restart as well. */
export async function pauseSocialHub(
  trx: Trx,
  channelId: ChannelId,
  atLeastMs: number,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      socialhub_after: sql`greatest(socialhub_after, now() + ${atLeastMs} * interval '1 ms')`,
    })
    .where('id', '=', channelId)
    .execute()
}
