import { sql } from 'kysely'
import type { Db } from './database.ts'
import { type FetchFailure, selectFailure } from './fetch-failure.ts'
import type {
  AccountId,
  FollowupId,
  NetworkId,
  NetworkItemId,
  SocialHubChannelId,
  TicketId,
} from './ids.ts'
import { READS_PUSHES, UNREAD_PUSHES } from './waiting.ts'

// What people look at. Raw SQL, since each is one large select.

/** One line of a list of Channels. */
export interface ListedChannel {
  /** SocialHub's id. */
  readonly channelId: SocialHubChannelId
  readonly integration: string
  readonly kind: 'reusable' | 'custom'
  readonly name: string
  readonly uniqueName: string | null
  /** A Channel's state, or `unconnected`: its Customer has not followed the link yet. */
  readonly state: string
  readonly since: Date
  readonly accountId: AccountId
  /** What the operator calls the Account. */
  readonly account: string | null
}

/** One line of a list, with what is wrong although the state may say nothing of it. */
export interface ListedWithProblems extends ListedChannel {
  /** How often in a row fetching failed. */
  readonly fetchFailures: number
  /** Interactions that SocialHub refused, and that nobody has given up. */
  readonly refusedInteractions: number
  /** Messages that were received and are no Tickets yet; of an active Channel that is soon over. */
  readonly waitingMessages: number
}

/** Which Channels are meant; what is absent lets all pass. */
export interface ChannelFilter {
  readonly state?: string
  readonly integration?: string
  /** SocialHub's id of the Account, or what the operator calls it. */
  readonly account?: string
  /** Only those that need somebody. */
  readonly problems?: boolean
}

/** Channels by name, those without a Customer's consent included. */
export async function listChannels(
  db: Db,
  filter: ChannelFilter,
): Promise<readonly ListedWithProblems[]> {
  const { account = null, problems = false } = filter
  const { rows } = await sql<ListedWithProblems>`
    select listed.*, l.label as account
    from (
      select c.socialhub_channel_id as "channelId", c.integration, m.kind, c.name,
        c.unique_name as "uniqueName", c.state, c.state_since as since, c.account_id as "accountId",
        case when c.state = 'active' then c.fetch_failures else 0 end as "fetchFailures",
        coalesce(refused.count, 0)::int as "refusedInteractions",
        (coalesce(stored.count, 0) + ${UNREAD_PUSHES})::int as "waitingMessages"
      from channels c join manifests m on m.id = c.manifest
        left join (select channel_id, count(*) from interactions where state = 'stored'
          group by channel_id) stored on stored.channel_id = c.id
        left join (select channel_id, count(*) from interactions
          where state = 'refused' and given_up_at is null
          group by channel_id) refused on refused.channel_id = c.id
      union all
      select u.socialhub_channel_id, m.integration, m.kind, u.name, null, 'unconnected',
        u.created_at, u.account_id, 0, 0, 0
      from unconnected_channels u join manifests m on m.id = u.manifest
    ) listed left join account_labels l on l.account_id = listed."accountId"
    where (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
      and (${filter.integration ?? null}::text is null or integration = ${filter.integration ?? null})
      and (${account}::text is null or listed."accountId" = ${account}
        or lower(l.label) = lower(${account}))
      and (not ${problems}::boolean or state not in ('active', 'unconnected')
        or "fetchFailures" > 0 or "refusedInteractions" > 0)
    order by name, "channelId"`.execute(db)
  return rows
}

/** All that tells how a Channel is. Moments are null where nothing of the kind has happened. */
export interface ChannelOverview extends ListedChannel {
  readonly networkId: NetworkId
  readonly server: string | null
  readonly cause: string | null
  readonly lastFetchedAt: Date | null
  /** When the last message came that was new. */
  readonly lastMessageAt: Date | null
  readonly nextFetchAt: Date
  readonly fetchFailures: number
  /** What the plugin said of the last one. */
  readonly fetchFailure: FetchFailure | null
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
  /** What was pushed, as a form's messages are, and not fetched yet. */
  readonly unreadPushes: number
  readonly oldestUnreadAt: Date | null
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
  db: Db,
  channelId: SocialHubChannelId,
): Promise<ChannelOverview | undefined> {
  const { rows } = await sql<ChannelOverview>`
    select c.socialhub_channel_id as "channelId", c.integration, m.kind, c.name,
      c.unique_name as "uniqueName", c.state, c.state_since as since, c.account_id as "accountId",
      l.label as account, coalesce(c.network_id, c.ended_network_id) as "networkId", c.server, c.state_cause as cause,
      c.fetched_at as "lastFetchedAt", c.fetch_due_at as "nextFetchAt",
      c.fetch_failures as "fetchFailures", ${selectFailure('c')} as "fetchFailure", c.credentials_expire_at as "accessExpiresAt",
      case when c.deliver_after > now() then c.deliver_after end as "nextDeliveryAt",
      c.reconcile_due_at as "nextReconciliationAt", i.*, p.*, a.*, r.*, move.channel_id is not null as moving, later.socialhub_channel_id as "movesTo",
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
        select count(*)::int as "unreadPushes", min(received_at) as "oldestUnreadAt"
        from pushes where channel_id = c.id and number > c.push_read and ${READS_PUSHES}) p
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

/** What happened between SocialHub and a Network, as far as somebody may have to look at it. */
export interface HostEvent {
  /** `action-12` or `interaction-34`. */
  readonly id: string
  readonly kind: 'action' | 'interaction'
  /** SocialHub's id of the Channel. */
  readonly channelId: SocialHubChannelId
  readonly channel: string
  readonly state: string
  readonly at: Date
  /** `reply`, `button` … of a Ticket Action; null for an Interaction. */
  readonly type: string | null
  readonly actionId: string | null
  readonly ticketId: TicketId | null
  readonly networkItemId: NetworkItemId
  readonly followupId: FollowupId | null
  /** Why it failed or was refused. */
  readonly reason: string | null
  /** A code, where a plugin gave one. */
  readonly failure: string | null
  readonly attempts: number
  readonly settledAt: Date | null
  /** Whether an earlier attempt may have published it, and nobody could find out. */
  readonly outcomeUnknown: boolean
  /** When an operator gave it up. */
  readonly givenUpAt: Date | null
  /** When it is tried again by itself; null: it waits for no time. */
  readonly retryAt: Date | null
  /** Whether the content is still there, so that it could be sent again. */
  readonly kept: boolean
}

export interface EventFilter {
  readonly channelId?: SocialHubChannelId
  readonly state?: string
  readonly kind?: HostEvent['kind']
  readonly since?: Date
  readonly id?: string
  /** What is still open, or to be looked at, stands before the rest. */
  readonly openFirst?: true
  readonly limit: number
}

/**
 * Ticket Actions, and Interactions that were refused; the latest first.
 */
export async function listEvents(db: Db, filter: EventFilter): Promise<readonly HostEvent[]> {
  const { channelId = null, state = null, since = null, id, limit, openFirst = false } = filter
  const [, named, number] = /^(action|interaction)-(\d{1,18})$/.exec(id ?? '') ?? []
  if (id !== undefined && number === undefined) return []
  const kind = filter.kind ?? null
  // The numbers themselves are compared, since those are indexed: a name put together is not.
  const ofAction =
    id === undefined ? sql`true` : sql`a.id = ${named === 'action' ? number : null}::bigint`
  const ofInteraction =
    id === undefined ? sql`true` : sql`i.seq = ${named === 'interaction' ? number : null}::bigint`
  const { rows } = await sql<HostEvent>`
    select * from (
      select 'action-' || a.id as id, 'action' as kind, c.socialhub_channel_id as "channelId",
        c.name as channel, a.state, a.accepted_at as at, a.type, a.action_id as "actionId",
        a.ticket_id as "ticketId", a.network_item_id as "networkItemId",
        a.followup_id as "followupId", a.reason, a.failure, a.attempts,
        a.settled_at as "settledAt", a.outcome_unknown as "outcomeUnknown", a.given_up_at as "givenUpAt",
        case when a.state in ('accepted', 'published', 'failed') and a.retry_at > now()
          then a.retry_at end as "retryAt", true as kept
      from ticket_actions a join channels c on c.id = a.channel_id where ${ofAction}
      union all
      select 'interaction-' || i.seq, 'interaction', c.socialhub_channel_id, c.name, i.state,
        i.received_at, null, null, i.ticket_id, i.network_item_id, null, i.refusal, null,
        i.attempts, null, false, i.given_up_at, null, i.content is not null
      from interactions i join channels c on c.id = i.channel_id
      where i.state = 'refused' and ${ofInteraction}
    ) event
    where (${channelId}::text is null or "channelId" = ${channelId})
      and (${state}::text is null or state = ${state})
      and (${kind}::text is null or kind = ${kind})
      and (${since}::timestamptz is null or at >= ${since})
    order by (${openFirst} and (state in ('accepted', 'sending', 'published', 'failed')
      or (state in ('unconfirmed', 'refused') and "givenUpAt" is null))) desc, at desc, id desc
    limit ${limit}`.execute(db)
  return rows
}
