import { type RawBuilder, sql } from 'kysely'
import type { Trx } from './database.ts'
import type { ChannelId } from './ids.ts'

// What came in, counted in the statement that stores it: one more row that is written for each, and no
// round trip. store/proof.ts compares it with what is stored.

/** What a ledger is about. */
export type About = 'messages' | 'ticket-actions'

/** What of a row never changes, as one number. */
export const MESSAGE_DIGEST = sql.raw(
  'ledger_message(network_item_id, thread, own, seq, received_at)',
)
export const ACTION_DIGEST = sql.raw(
  'ledger_action(event_uuid, subject, event_time, type, action_id, ticket_id, network_item_id, id, accepted_at)',
)

/**
 * Rows that nobody counted, of a time in which a host that does not count may have run beside. Until then
 * they are taken for its.
 */
export const BY_OLDER_HOST: Readonly<Record<About, RawBuilder<boolean>>> = {
  messages: sql.raw(`(content_digest is null and exists (select from ledger_openings o
    where o.about = 'messages' and seq > o.last_row and received_at < o.older_hosts_until))`),
  'ticket-actions': sql.raw(`(payload_digest is null and exists (select from ledger_openings o
    where o.about = 'ticket-actions' and id > o.last_row and accepted_at < o.older_hosts_until))`),
}

/**
 * Counts the rows of `stored`, which has `channel_id` and `digest`, and which this transaction has
 * stored: so they are of today. Of several Channels in one order, so that two hosts can't deadlock.
 */
export function count(
  about: About,
  entry: 'received' | 'published' | 'accepted',
): RawBuilder<unknown> {
  return sql`
    insert into ledger (channel_id, about, entry, day, count, digest)
    select channel_id, ${sql.lit(about)}, ${sql.lit(entry)}, ledger_day(now()), count(*), sum(digest)
    from stored group by channel_id order by channel_id
    on conflict (channel_id, about, entry, day) do update
      set count = ledger.count + excluded.count, digest = ledger.digest + excluded.digest`
}

/** Counts the messages of a Channel that something else than a fetch has stored: the demo's. */
export async function openLedger(trx: Trx, channelId: ChannelId): Promise<void> {
  await sql`
    insert into ledger (channel_id, about, entry, day, count, digest)
    select channel_id, 'messages', 'opening', ledger_day(received_at), count(*), sum(${MESSAGE_DIGEST})
    from interactions where channel_id = ${channelId} group by 1, 4`.execute(trx)
}

/**
 * Hands the ledger of a Custom Channel over, with what was received but stays behind: to be called when
 * all rows that go have gone.
 */
export async function carryLedger(trx: Trx, from: ChannelId, to: ChannelId): Promise<void> {
  await sql`
    insert into ledger (channel_id, about, entry, day, count, digest)
    select ${to}::bigint, about, entry, day, sum(count), sum(digest) from (
      select about, entry, day, count, digest from ledger where channel_id = ${from}
      union all
      select 'messages', 'left-behind', ledger_day(received_at), -1, -${MESSAGE_DIGEST}
      from interactions where channel_id = ${from} and not ${BY_OLDER_HOST.messages}
      union all
      select 'ticket-actions', 'left-behind', ledger_day(accepted_at), -1, -${ACTION_DIGEST}
      from ticket_actions
      where channel_id = ${from} and not ${BY_OLDER_HOST['ticket-actions']}
    ) carried group by about, entry, day
    on conflict (channel_id, about, entry, day) do update
      set count = ledger.count + excluded.count, digest = ledger.digest + excluded.digest`.execute(
    trx,
  )
}
