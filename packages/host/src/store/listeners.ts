import type { PluginErrorCode } from '@hubward/plugin'
import { sql } from 'kysely'
import type { Db } from './database.ts'
import type { ChannelId, SocialHubChannelId } from './ids.ts'
import { jsonb } from './jsonb.ts'

/** The host process that listens. */
export interface Holder {
  readonly id: string
  /** As people find it: the machine's name, and the process. */
  readonly host: string
}

/** One call in which a plugin shall listen, and this host's right to it. */
export interface ClaimedListener {
  readonly integration: string
  /** Null: for the whole integration. */
  readonly channelId: ChannelId | null
  readonly fence: string
  /** How often in a row it ended by itself, soon. */
  readonly failures: number
  /** What it was begun with; when the Channel's is another, the call is out of date. Null: for all. */
  readonly begunWith: string | null
}

/** A Channel's credentials and settings as a whole: changes when either is stored anew. */
const WITH = sql<string>`md5(c.credentials_generation::text || encode(c.sealed_settings, 'hex'))`

/** Takes up to `limit` Channels of these integrations for which nobody listens. */
export async function claimListeners(
  db: Db,
  { id, host }: Holder,
  leaseMs: number,
  integrations: readonly string[],
  limit: number,
): Promise<readonly ClaimedListener[]> {
  const { rows } = await sql<ClaimedListener>`
    with free as (
      select c.id, c.integration, ${WITH} as begun_with
      from channels c left join listeners l on l.integration = c.integration and l.channel_id = c.id
      where c.integration = any(${integrations}) and c.state = 'active'
        and (l.channel_id is null or l.leased_until <= now() and l.begin_after <= now())
      order by l.leased_until nulls first, c.id limit ${limit}
    ), taken as (
      insert into listeners as l (integration, channel_id, holder, host, listens_since, leased_until)
      select integration, id, ${id}, ${host}, now(), now() + ${leaseMs} * interval '1 ms'
      from free order by id
      on conflict (integration, channel_id) do update
        set holder = excluded.holder, host = excluded.host, listens_since = now(),
          leased_until = excluded.leased_until, fence = l.fence + 1
        where l.leased_until <= now() and l.begin_after <= now()
      returning l.integration, l.channel_id, l.fence, l.failures
    )
    select taken.integration, taken.channel_id as "channelId", fence, failures,
      begun_with as "begunWith"
    from taken join free on free.id = taken.channel_id`.execute(db)
  return rows
}

/** Takes the one call of each of these integrations, unless somebody has it. */
export async function claimIntegrationListeners(
  db: Db,
  { id, host }: Holder,
  leaseMs: number,
  integrations: readonly string[],
): Promise<readonly ClaimedListener[]> {
  const { rows } = await sql<ClaimedListener>`
    insert into listeners as l (integration, channel_id, holder, host, listens_since, leased_until)
    select name, null, ${id}, ${host}, now(), now() + ${leaseMs} * interval '1 ms'
    from unnest(${integrations}::text[]) as name order by name
    on conflict (integration, channel_id) do update
      set holder = excluded.holder, host = excluded.host, listens_since = now(),
        leased_until = excluded.leased_until, fence = l.fence + 1
      where l.leased_until <= now() and l.begin_after <= now()
    returning integration, channel_id as "channelId", fence, failures,
      null as "begunWith"`.execute(db)
  return rows
}

/** Extends leases. Answers the places in `held` of those that are still ours, and not out of date. */
export async function renewListeners(
  db: Db,
  { id }: Holder,
  leaseMs: number,
  held: readonly ClaimedListener[],
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ place: number }>`
    with held as (
      select * from unnest(${held.map((one) => one.integration)}::text[],
        ${held.map((one) => one.channelId)}::bigint[], ${held.map((one) => one.fence)}::bigint[],
        ${held.map((one) => one.begunWith)}::text[])
        with ordinality as h (integration, channel_id, fence, begun_with, place)
    ), ours as (
      select h.place, l.integration, l.channel_id
      from held h join listeners l on l.integration = h.integration and l.fence = h.fence
        and l.channel_id is not distinct from h.channel_id
      left join channels c on c.id = l.channel_id
      where l.holder = ${id}
        and (l.channel_id is null or c.state = 'active' and ${WITH} = h.begun_with)
      order by l.integration, l.channel_id for update of l
    )
    update listeners l set leased_until = now() + ${leaseMs} * interval '1 ms'
    from ours where l.integration = ours.integration
      and l.channel_id is not distinct from ours.channel_id
    returning ours.place::int - 1 as place`.execute(db)
  return new Set(rows.map(({ place }) => place))
}

/** How a call ended. */
export interface EndedListener {
  readonly failures: number
  readonly againInMs: number
  /** Absent: it was ended, and did not end by itself. */
  readonly failure?: ListenerFailure
}

export interface ListenerFailure {
  /** `none`: it returned. */
  readonly code: PluginErrorCode | 'none'
  /** For the operator; never a secret. */
  readonly message: string
}

const MESSAGE_LIMIT = 1_000

/** Gives one back, unless somebody else has taken it. Nobody takes it before `againInMs` have passed. */
export async function releaseListener(
  db: Db,
  { id }: Holder,
  { integration, channelId, fence }: ClaimedListener,
  { failures, againInMs, failure }: EndedListener,
): Promise<void> {
  const kept = failure
    ? jsonb({ ...failure, message: failure.message.slice(0, MESSAGE_LIMIT) })
    : null
  await sql`
    update listeners set holder = null, leased_until = now(), failures = ${failures},
      begin_after = now() + ${againInMs} * interval '1 ms',
      last_failure = coalesce(${kept}::jsonb || jsonb_build_object('at', now()), last_failure)
    where integration = ${integration} and channel_id is not distinct from ${channelId}
      and fence = ${fence} and holder = ${id}`.execute(db)
}

/** Whether somebody listens for a Channel, by a call of its own or by one for the whole integration. */
export interface ListenerOverview {
  readonly for: 'channel' | 'integration'
  readonly listens: boolean
  /** Which host does; of one that doesn't, which did last. */
  readonly host: string | null
  /** Since when; null where nobody does. */
  readonly since: Date | null
  /** When it is begun again; null where somebody listens. */
  readonly againAt: Date | null
  /** How often in a row it ended by itself, soon. */
  readonly failures: number
  /** Why it last ended by itself; null where it never did. */
  readonly lastFailure: (ListenerFailure & { readonly at: string }) | null
}

/**
 * None where no host has listened for it yet: its plugin can't, or the Channel is new.
 *
 * @param channelId SocialHub's id.
 */
export async function listenersOf(
  db: Db,
  channelId: SocialHubChannelId,
): Promise<readonly ListenerOverview[]> {
  const { rows } = await sql<ListenerOverview>`
    select case when l.channel_id is null then 'integration' else 'channel' end as for,
      held as listens, l.host, case when held then l.listens_since end as since,
      case when not held then greatest(l.begin_after, l.leased_until) end as "againAt",
      l.failures, l.last_failure as "lastFailure"
    from channels c join listeners l on l.integration = c.integration
        and (l.channel_id = c.id or l.channel_id is null)
      cross join lateral (select l.holder is not null and l.leased_until > now() as held) h
    where c.socialhub_channel_id = ${channelId}
    order by l.channel_id nulls last`.execute(db)
  return rows
}
