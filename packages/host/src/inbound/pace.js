import { sql } from 'kysely';
/**
 * Stores when SocialHub may be sent the next Ticket of this Channel.
 *
 * @param putOffMs undefined when all went well: the count of failures begins anew.
 */
export async function storePace(lease, channel, putOffMs) {
    if (putOffMs === undefined && channel.deliverFailures === 0)
        return;
    await lease.transaction((trx) => trx
        .updateTable('channels')
        .set(putOffMs === undefined
        ? { deliver_failures: 0, deliver_after: sql `'-infinity'` }
        : {
            deliver_failures: channel.deliverFailures + 1,
            deliver_after: sql `now() + ${putOffMs} * interval '1 ms'`,
        })
        .where('id', '=', channel.id)
        .execute());
}
