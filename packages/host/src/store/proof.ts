import { type RawBuilder, sql } from 'kysely'
import { INTERACTION_STATES, REFUSALS, TICKET_ACTION_STATES } from '../delivery.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { type About, ACTION_DIGEST, BY_OLDER_HOST, MESSAGE_DIGEST } from './ledger.ts'
import { SETTLED } from './ticket-actions.ts'

// Each figure of a proof is one of these queries; `hubward prove --queries` prints them.

/** Of which Channels, by our ids, and from which day on: null, from the first. */
export interface Asked {
  readonly channelIds: readonly string[]
  readonly since: Date | null
}

interface Side {
  readonly table: RawBuilder<unknown>
  readonly at: RawBuilder<unknown>
  readonly item: RawBuilder<unknown>
  readonly digest: RawBuilder<unknown>
  /** Into what each row is sorted: exactly one. */
  readonly sorts: RawBuilder<unknown>
  /** What no host writes; null where a row is well. Of rows that were counted alone. */
  readonly oddity: RawBuilder<unknown>
}

const SIDES: Readonly<Record<About, Side>> = {
  messages: {
    table: sql.raw('interactions'),
    at: sql.raw('received_at'),
    item: sql.raw('network_item_id'),
    digest: MESSAGE_DIGEST,
    sorts: sql`case
      when state = 'delivered' then 'tickets'
      when state = 'part' then 'parts'
      when state = 'own-reply' then 'own'
      when state = 'stored' then 'waiting'
      when state = 'refused' and refusal = ${sql.lit(REFUSALS.deleted)} then 'deleted'
      when state = 'refused' and refusal in (${sql.lit(REFUSALS.erased)}, ${sql.lit(REFUSALS.stoodStill)}) then 'erased'
      when state = 'refused' then 'refused'
      else 'unknown' end`,
    oddity: sql`case when content_digest is null then null
      when state not in (${names(INTERACTION_STATES)}) then 'state'
      when content is not null and content_digest <> ledger_digest(content::text) then 'text'
      when state = 'delivered' and (delivered_at is null or attempts = 0) then 'state'
      when state = 'stored' and (delivered_at is not null or content is null) then 'state'
      when state = 'refused' and refusal is null then 'state' end`,
  },
  'ticket-actions': {
    table: sql.raw('ticket_actions'),
    at: sql.raw('accepted_at'),
    item: sql.raw("'action-' || id"),
    digest: ACTION_DIGEST,
    sorts: sql`case
      when state = 'confirmed' then 'done'
      when state in ('published', 'unconfirmed') then 'untold'
      when state = 'reset' and failure = 'uncertain' then 'uncertain'
      when state = 'reset' then 'reset'
      when state in ('accepted', 'sending', 'failed') then 'waiting'
      else 'unknown' end`,
    oddity: sql`case when payload_digest is null then null
      when state not in (${names(TICKET_ACTION_STATES)}) then 'state'
      when erased_at is null and payload_digest <> ledger_digest(payload::text) then 'text'
      when (state in (${sql.join(SETTLED.map(sql.lit))})) <> (settled_at is not null) then 'state'
      when state in ('failed', 'reset') and reason is null then 'state'
      when state in ('published', 'confirmed', 'unconfirmed') and published is null
        and type in ('reply', 'template_reply') then 'state' end`,
  },
}

function names(states: Readonly<Record<string, unknown>>): RawBuilder<unknown> {
  return sql.join(Object.keys(states).map(sql.lit))
}

/** What was counted when it came: opening, received, published, accepted, left-behind, settled. */
const counted = (about: About, { channelIds, since }: Asked) => sql<Figure>`
  select channel_id as "channelId", entry as name, sum(count)::float8 as count from ledger
  where channel_id = any(${channelIds}::bigint[]) and about = ${sql.lit(about)} ${fromDay(sql`day`, since)}
  group by channel_id, entry order by channel_id, entry`

/** What is stored, each row once. */
const stored = (about: About, { channelIds, since }: Asked) => sql<Figure & { older: number }>`
  select channel_id as "channelId", ${SIDES[about].sorts} as name, count(*)::float8 as count,
    count(*) filter (where ${BY_OLDER_HOST[about]})::float8 as older
  from ${SIDES[about].table}
  where channel_id = any(${channelIds}::bigint[]) ${fromTime(about, since)}
  group by channel_id, name order by channel_id, name`

/** Days on which the two differ: in number, or in what the rows are. */
export const days = (about: About, { channelIds, since }: Asked) => sql<Day>`
  with counted as (
    select channel_id, day, sum(count) as count, sum(digest) as digest from ledger
    where channel_id = any(${channelIds}::bigint[]) and about = ${sql.lit(about)} ${fromDay(sql`day`, since)}
    group by channel_id, day
  ), stored as (
    select channel_id, ledger_day(${SIDES[about].at}) as day, count(*) as count,
      sum(${SIDES[about].digest}) as digest
    from ${SIDES[about].table}
    where channel_id = any(${channelIds}::bigint[]) and not ${BY_OLDER_HOST[about]} ${fromTime(about, since)}
    group by channel_id, ledger_day(${SIDES[about].at})
  )
  select channel_id as "channelId", day::text as day,
    coalesce(counted.count, 0)::float8 as counted, coalesce(stored.count, 0)::float8 as stored,
    (coalesce(stored.digest, 0) - coalesce(counted.digest, 0))::text as digest
  from counted full join stored using (channel_id, day)
  where coalesce(counted.count, 0) <> coalesce(stored.count, 0)
    or coalesce(counted.digest, 0) <> coalesce(stored.digest, 0)
  order by channel_id, day`

/** Rows whose text is not the one that was stored, or whose state no host writes so. The first 20 of each Channel. */
const odd = (about: About, { channelIds, since }: Asked) => sql<Odd>`
  select "channelId", item, at, what, total::float8 as total from (
    select channel_id as "channelId", ${SIDES[about].item} as item, ${SIDES[about].at} as at,
      ${SIDES[about].oddity} as what, count(*) over (partition by channel_id) as total,
      row_number() over (partition by channel_id order by ${SIDES[about].at}) as place
    from ${SIDES[about].table}
    where channel_id = any(${channelIds}::bigint[]) and ${SIDES[about].oddity} is not null ${fromTime(about, since)}
  ) found where place <= 20 order by "channelId", at`

/** Ticket Actions of which nobody knows whether they took effect: their resets say so. The latest 20 of each Channel. */
const uncertain = ({ channelIds, since }: Asked) => sql<Uncertain>`
  select "channelId", item, at, "ticketId", total::float8 as total from (
    select channel_id as "channelId", 'action-' || id as item, accepted_at as at, ticket_id as "ticketId",
      count(*) over (partition by channel_id) as total, row_number() over (partition by channel_id order by accepted_at desc) as place
    from ticket_actions
    where channel_id = any(${channelIds}::bigint[]) and state = 'reset' and failure = 'uncertain'
      ${fromTime('ticket-actions', since)}
  ) found where place <= 20 order by "channelId", at desc`

function fromDay(day: RawBuilder<unknown>, since: Date | null): RawBuilder<unknown> {
  return since === null ? sql`` : sql`and ${day} >= ledger_day(${since})`
}

function fromTime(about: About, since: Date | null): RawBuilder<unknown> {
  if (since === null) return sql``
  return sql`and ${SIDES[about].at} >= ledger_day(${since})::timestamp at time zone 'UTC'`
}

interface Figure {
  readonly channelId: ChannelId
  readonly name: string
  readonly count: number
}

/** A day, in UTC, on which the ledger and the rows differ. */
export interface Day {
  readonly channelId: ChannelId
  readonly day: string
  readonly counted: number
  readonly stored: number
  /** What the sum of the rows' digests has more than the ledger's. */
  readonly digest: string
}

/** A row that is not as a host writes it. */
export interface Odd {
  readonly channelId: ChannelId
  readonly item: string
  readonly at: Date
  readonly what: 'text' | 'state'
  /** How many the Channel has. */
  readonly total: number
}

export interface Uncertain {
  readonly channelId: ChannelId
  readonly item: string
  readonly at: Date
  readonly ticketId: string
  /** How many the Channel has. */
  readonly total: number
}

/** One side of a Channel’s ledger: what was counted as it came, and where it is. */
export interface Account {
  readonly counted: Readonly<Record<string, number>>
  readonly stored: Readonly<Record<string, number>>
  /** Rows of hosts that did not count yet, in `stored`. */
  readonly byOlderHosts: number
  readonly days: readonly Day[]
  readonly odd: readonly Odd[]
  /** How much does not fit. */
  readonly unaccounted: number
}

export interface Proof {
  readonly channelId: ChannelId
  readonly messages: Account
  readonly ticketActions: Account
  readonly uncertain: readonly Uncertain[]
  readonly unaccounted: number
}

/** The queries of a proof by what they tell, as somebody can put them to psql. */
export function queriesOf(db: Db, asked: Asked) {
  const queries = { counted, stored, days, odd }
  const each = (['messages', 'ticket-actions'] as const).flatMap((about) =>
    Object.entries(queries).map(([name, query]) => ({
      name: `${about}: ${name}`,
      query: query(about, asked),
    })),
  )
  return [...each, { name: 'ticket-actions: uncertain', query: uncertain(asked) }].map(
    ({ name, query }) => ({ name, ...query.compile(db) }),
  )
}

/** To be called in a transaction that sees one state of the database: `repeatable read`. */
export async function prove(trx: Trx, asked: Asked): Promise<readonly Proof[]> {
  const messages = await accounts(trx, 'messages', asked)
  const ticketActions = await accounts(trx, 'ticket-actions', asked)
  const { rows: unsure } = await uncertain(asked).execute(trx)
  return asked.channelIds.map((id) => {
    const [of, ofActions] = [messages(id), ticketActions(id)]
    return {
      channelId: id as ChannelId,
      messages: of,
      ticketActions: ofActions,
      uncertain: unsure.filter(({ channelId }) => channelId === id),
      unaccounted: of.unaccounted + ofActions.unaccounted,
    }
  })
}

async function accounts(
  trx: Trx,
  about: About,
  asked: Asked,
): Promise<(channelId: string) => Account> {
  const { rows: left } = await counted(about, asked).execute(trx)
  const { rows: right } = await stored(about, asked).execute(trx)
  const { rows: differing } = await days(about, asked).execute(trx)
  const { rows: strange } = await odd(about, asked).execute(trx)
  const [lefts, rights, differings, stranges] = [
    Map.groupBy(left, of),
    Map.groupBy(right, of),
    Map.groupBy(differing, of),
    Map.groupBy(strange, of),
  ]
  return (id) => {
    const ofDays = differings.get(id) ?? []
    const ofOdd = stranges.get(id) ?? []
    const differ = ofDays.map((day) => Math.max(1, Math.abs(day.counted - day.stored)))
    return {
      counted: figures(lefts.get(id)),
      stored: figures(rights.get(id)),
      byOlderHosts: sum((rights.get(id) ?? []).map(({ older }) => older)),
      days: ofDays,
      odd: ofOdd,
      unaccounted: sum(differ) + (ofOdd[0]?.total ?? 0),
    }
  }
}

function of({ channelId }: { readonly channelId: string }): string {
  return channelId
}

function figures(rows: readonly Figure[] = []): Record<string, number> {
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
