import { sql } from 'kysely'
import type { Lease } from '../lease.ts'
import type { LoadedChannel } from '../store/channels.ts'

/**
 * Stores when SocialHub may be sent the next Ticket of this Channel.
 *
 * @param putOffMs undefined when all went well: the count of failures begins anew.
 */
export async function storePace(
  lease: Lease,
  channel: LoadedChannel,
  putOffMs: number | undefined,
): Promise<void> {
  if (putOffMs === undefined && channel.deliverFailures === 0) return
  await lease.transaction((trx) =>
    trx
      .updateTable('channels')
      .set(
        putOffMs === undefined
          ? { deliver_failures: 0, deliver_after: sql`'epoch'` }
          : {
              deliver_failures: channel.deliverFailures + 1,
              deliver_after: sql`now() + ${putOffMs} * interval '1 ms'`,
            },
      )
      .where('id', '=', channel.id)
      .execute(),
  )
}
