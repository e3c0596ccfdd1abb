import { sql } from 'kysely'
import type { Db } from './database.ts'

// What the cockpit shows first. Aggregated here, whatever the number of Channels: a page never loads
// them all.

/** How a Channel is, the worst first. */
export const HEALTHS = ['broken', 'attention', 'paused', 'unconnected', 'well'] as const
export type Health = (typeof HEALTHS)[number]
export type HealthCounts = Readonly<Record<Health, number>>

/** One that failed once or twice is tried again, and mostly well then. */
const FAILURES_TO_LOOK_AT = 3

export interface CockpitFilter {
  /** Part of a name or label, or an id; empty: everything. */
  readonly find: string
  readonly integration?: string
  readonly health?: Health
  readonly accountId?: string
  /** SocialHub's. */
  readonly channelIds?: readonly string[]
}

export interface CockpitChannel {
  /** SocialHub's id. */
  readonly channelId: string
  readonly integration: string
  readonly kind: 'reusable' | 'custom'
  readonly name: string
  readonly state: string
  readonly since: Date
  readonly cause: string | null
  readonly health: Health
  readonly accountId: string
  readonly label: string | null
  readonly fetchFailures: number
  readonly refused: number
  readonly unconfirmed: number
}

/** A Customer, with how the Channels of each integration are. */
export interface CockpitCustomer {
  readonly accountId: string
  readonly label: string | null
  readonly cells: Readonly<Record<string, HealthCounts>>
}

export interface CockpitOverview {
  readonly counts: HealthCounts
  /** The first of those that need somebody. */
  readonly needs: readonly CockpitChannel[]
  readonly customers: readonly CockpitCustomer[]
  /** How many Customers pass the filter. */
  readonly customerCount: number
  /** Accounts that nobody has given a label, the latest first, at most five; and how many there are. */
  readonly unlabelled: readonly string[]
  readonly unlabelledCount: number
  /** Every integration that has a Channel. */
  readonly integrations: readonly string[]
}

/** Every Channel that a filter lets pass, as the CTE `listed`. */
function listed({ find, integration, health, accountId, channelIds }: CockpitFilter) {
  const pattern = `%${find.trim().replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql`
    refused as materialized (
      select channel_id, count(*)::int as count from interactions
      where state = 'refused' and given_up_at is null group by channel_id),
    unconfirmed as materialized (
      select channel_id, count(*)::int as count from ticket_actions
      where state = 'unconfirmed' and given_up_at is null group by channel_id),
    everything as (
      select c.socialhub_channel_id as "channelId", c.integration, c.manifest, c.name,
        c.unique_name, c.state, c.state_since as since, c.state_cause as cause,
        c.account_id as "accountId", c.fetch_failures as "fetchFailures", c.created_at,
        coalesce(refused.count, 0) as refused, coalesce(unconfirmed.count, 0) as unconfirmed,
        case
          when c.state = 'paused' then 'paused'
          when c.state <> 'active' then 'broken'
          when c.fetch_failures >= ${FAILURES_TO_LOOK_AT} or refused.count > 0
            or unconfirmed.count > 0 then 'attention'
          else 'well'
        end as health
      from channels c left join refused on refused.channel_id = c.id
        left join unconfirmed on unconfirmed.channel_id = c.id
      union all
      select u.socialhub_channel_id, m.integration, u.manifest, u.name, null, 'unconnected',
        u.created_at, null, u.account_id, 0, u.created_at, 0, 0, 'unconnected'
      from unconnected_channels u join manifests m on m.id = u.manifest),
    listed as materialized (
      select e.*, l.label from everything e
        left join account_labels l on l.account_id = e."accountId"
      where (${integration ?? null}::text is null or integration = ${integration ?? null})
        and (${health ?? null}::text is null or health = ${health ?? null})
        and (${accountId ?? null}::text is null or e."accountId" = ${accountId ?? null})
        and (${channelIds ?? null}::text[] is null or "channelId" = any(${channelIds ?? null}::text[]))
        and (${pattern} = '%%' or name ilike ${pattern} or unique_name ilike ${pattern}
          or l.label ilike ${pattern} or e."accountId" ilike ${pattern}
          or "channelId" ilike ${pattern}))`
}

/** What needs somebody stands first, and of that what has just begun. */
const BY_URGENCY = sql`array_position(array['broken', 'attention', 'paused', 'unconnected', 'well'],
  health), since desc, "channelId"`

/** @param page from 0. */
export async function cockpitOverview(
  db: Db,
  filter: CockpitFilter,
  { needs, customers, page }: { needs: number; customers: number; page: number },
): Promise<CockpitOverview> {
  const { rows } = await sql<Answer>`
    with ${listed(filter)},
    urgent as (
      select listed.*, m.kind from listed join manifests m on m.id = listed.manifest
      where health in ('broken', 'attention') order by ${BY_URGENCY} limit ${needs}),
    everybody as materialized (
      select "accountId", label, max(created_at) as latest,
        min(array_position(array['broken', 'attention'], health)) as worst
      from listed group by "accountId", label),
    accounts as (
      select * from everybody order by worst nulls last, lower(label) nulls first, "accountId"
      limit ${customers} offset ${page * customers}),
    cells as (
      select "accountId", integration, health, count(*) from listed
      where "accountId" in (select "accountId" from accounts)
      group by "accountId", integration, health),
    nameless as (select * from everybody where label is null)
    select
      (select coalesce(jsonb_object_agg(health, count), '{}') from
        (select health, count(*) from listed group by health) h) as counts,
      (select coalesce(jsonb_agg(urgent order by ${BY_URGENCY}), '[]') from urgent) as needs,
      (select coalesce(jsonb_agg(jsonb_build_object('accountId', "accountId", 'label', label)
        order by worst nulls last, lower(label) nulls first, "accountId"), '[]')
        from accounts) as accounts,
      (select coalesce(jsonb_agg(cells), '[]') from cells) as cells,
      (select count(*)::int from everybody) as "customerCount",
      (select coalesce(jsonb_agg("accountId" order by latest desc), '[]') from
        (select * from nameless order by latest desc limit 5) n) as unlabelled,
      (select count(*)::int from nameless) as "unlabelledCount",
      (select coalesce(jsonb_agg(integration order by integration), '[]') from
        (select distinct integration from channels
          union select integration from unconnected_channels u
            join manifests m on m.id = u.manifest) i) as integrations`.execute(db)
  const [answer] = rows
  if (!answer) throw new Error('PostgreSQL answered nothing.')
  const { counts, accounts, cells, needs: urgent, ...rest } = answer
  const byAccount = new Map<string, Record<string, HealthCounts>>()
  for (const { accountId, integration, health, count } of cells) {
    const row = byAccount.get(accountId) ?? {}
    row[integration] = { ...(row[integration] ?? NONE), [health]: count }
    byAccount.set(accountId, row)
  }
  return {
    ...rest,
    counts: { ...NONE, ...counts },
    needs: urgent.map((channel) => ({ ...channel, since: new Date(channel.since) })),
    customers: accounts.map((account) => ({
      ...account,
      cells: byAccount.get(account.accountId) ?? {},
    })),
  }
}

const NONE: HealthCounts = { broken: 0, attention: 0, paused: 0, unconnected: 0, well: 0 }

interface Answer {
  counts: Partial<HealthCounts>
  needs: (Omit<CockpitChannel, 'since'> & { since: string })[]
  accounts: { accountId: string; label: string | null }[]
  cells: { accountId: string; integration: string; health: Health; count: number }[]
  customerCount: number
  unlabelled: string[]
  unlabelledCount: number
  integrations: string[]
}

/**
 * A page of the Channels that a filter lets pass, what is wrong first.
 *
 * @param page from 0.
 */
export async function cockpitChannels(
  db: Db,
  filter: CockpitFilter,
  { size, page }: { size: number; page: number },
): Promise<{ readonly channels: readonly CockpitChannel[]; readonly count: number }> {
  const { rows } = await sql<CockpitChannel & { all: number }>`
    with ${listed(filter)}
    select listed.*, m.kind, count(*) over ()::int as all
    from listed join manifests m on m.id = listed.manifest
    order by ${BY_URGENCY} limit ${size} offset ${page * size}`.execute(db)
  return { channels: rows, count: rows[0]?.all ?? 0 }
}
