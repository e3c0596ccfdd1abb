import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'

/** One line of a list of Channels. */
export interface ListedChannel {
  /** SocialHub's id. */
  readonly channelId: string
  readonly integration: string
  readonly kind: 'reusable' | 'custom'
  readonly name: string
  readonly uniqueName: string | null
  /** A Channel's state, or `unconnected`: its Customer has not followed the link yet. */
  readonly state: string
  readonly since: Date
  readonly accountId: string
  /** What the operator calls the Account. */
  readonly account: string | null
}

/** Channels by name, those without a Customer's consent included. Absent filters let all pass. */
export async function listChannels(
  db: Kysely<Database>,
  filter: { readonly state?: string; readonly integration?: string },
): Promise<readonly ListedChannel[]> {
  const { rows } = await sql<ListedChannel>`
    select listed.*, l.label as account
    from (
      select c.socialhub_channel_id as "channelId", c.integration, m.kind, c.name,
        c.unique_name as "uniqueName", c.state, c.state_since as since, c.account_id as "accountId"
      from channels c join manifests m on m.id = c.manifest
      union all
      select u.socialhub_channel_id, m.integration, m.kind, u.name, null, 'unconnected',
        u.created_at, u.account_id
      from unconnected_channels u join manifests m on m.id = u.manifest
    ) listed left join account_labels l on l.account_id = listed."accountId"
    where (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
      and (${filter.integration ?? null}::text is null or integration = ${filter.integration ?? null})
    order by name, "channelId"`.execute(db)
  return rows
}

/** All that tells how a Channel is. Moments are null where nothing of the kind has happened. */
export interface ChannelOverview extends ListedChannel {
  readonly networkId: string
  readonly server: string | null
  readonly cause: string | null
  readonly lastFetchedAt: Date | null
  /** When the last message came that was new. */
  readonly lastMessageAt: Date | null
  readonly nextFetchAt: Date
  readonly fetchFailures: number
  /** When it was last compared with what the Network lists again, and when that is next due. */
  readonly lastReconciledAt: Date | null
  readonly nextReconciliationAt: Date | null
  /** What comparing found within the last 30 days. */
  readonly reconciledMissing: number
  readonly reconciledEdited: number
  readonly reconciledDeleted: number
  /** Why the last one was given up, if it was. */
  readonly reconciliationFailure: string | null
  readonly lastDeliveredAt: Date | null
  readonly waitingTickets: number
  readonly oldestWaitingAt: Date | null
  readonly nextDeliveryAt: Date | null
  readonly openActions: number
  readonly oldestActionAt: Date | null
  readonly refusedInteractions: number
  readonly unconfirmedActions: number
  /** When the grant ends, as far as the Network says. */
  readonly accessExpiresAt: Date | null
  /** SocialHub's id of the Channel that takes over; null while the Customer has not added it. */
  readonly movesTo: string | null
  readonly moving: boolean
  /** SocialHub's id of the Custom Channel that this one waits for. */
  readonly takesOverFrom: string | null
  /** The database's clock. */
  readonly now: Date
}

/** @param channelId SocialHub's id. */
export async function overviewOf(
  db: Kysely<Database>,
  channelId: string,
): Promise<ChannelOverview | undefined> {
  const { rows } = await sql<ChannelOverview>`
    select c.socialhub_channel_id as "channelId", c.integration, m.kind, c.name,
      c.unique_name as "uniqueName", c.state, c.state_since as since, c.account_id as "accountId",
      l.label as account, c.network_id as "networkId", c.server, c.state_cause as cause,
      c.fetched_at as "lastFetchedAt", c.fetch_due_at as "nextFetchAt",
      c.fetch_failures as "fetchFailures", c.credentials_expire_at as "accessExpiresAt",
      case when c.deliver_after > now() then c.deliver_after end as "nextDeliveryAt",
      c.reconcile_due_at as "nextReconciliationAt", i.*, a.*, r.*, move.channel_id is not null as moving, later.socialhub_channel_id as "movesTo",
      former.socialhub_channel_id as "takesOverFrom", now() as now
    from channels c
      join manifests m on m.id = c.manifest
      left join account_labels l on l.account_id = c.account_id
      left join channel_moves move on move.channel_id = c.id
      left join channels later on later.id = move.to_channel
      left join channel_moves coming on coming.to_channel = c.id
      left join channels former on former.id = coming.channel_id
      cross join lateral (
        select max(received_at) as "lastMessageAt", max(delivered_at) as "lastDeliveredAt",
          count(*) filter (where state = 'stored')::int as "waitingTickets",
          min(received_at) filter (where state = 'stored') as "oldestWaitingAt",
          count(*) filter (where state = 'refused')::int as "refusedInteractions"
        from interactions where channel_id = c.id) i
      cross join lateral (
        select count(*) filter (where state not in ('confirmed', 'unconfirmed', 'reset'))::int
            as "openActions",
          min(accepted_at) filter (where state not in ('confirmed', 'unconfirmed', 'reset'))
            as "oldestActionAt",
          count(*) filter (where state = 'unconfirmed')::int as "unconfirmedActions"
        from ticket_actions where channel_id = c.id) a
      cross join lateral (
        select max(ended_at) filter (where failure is null) as "lastReconciledAt",
          coalesce(sum(missing), 0)::int as "reconciledMissing",
          coalesce(sum(edited), 0)::int as "reconciledEdited",
          coalesce(sum(deleted), 0)::int as "reconciledDeleted",
          (array_agg(failure order by ended_at desc nulls last))[1] as "reconciliationFailure"
        from reconciliations where channel_id = c.id) r
    where c.socialhub_channel_id = ${channelId}`.execute(db)
  return rows[0]
}
