import type { PluginError } from '@hubward/plugin'
import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from './database.ts'
import { keptFailure } from './fetch-failure.ts'
import { type Grant, heard } from './grants.ts'
import type { ChannelId } from './ids.ts'
import { jsonText } from './jsonb.ts'
import { type Claimed, DOORBELL, ring } from './turns.ts'

// Of a Channel's row: how far it was fetched, and when it is next.

/** How far a Channel has been fetched, and when it is next. */
export interface FetchProgress {
  /** The Channel's, as the turn read it. */
  readonly fetchSince: Date
  readonly position: unknown
  readonly intervalMs: number
  /** Until the next fetch. */
  readonly inMs: number
  /** When it was due, as the turn read it. */
  readonly dueAt: Date
  /** How many pushes were taken when the turn looked. */
  readonly pushCount: string
  readonly pushesRead: number
  /** Until the Channel's first comparison; undefined: it is planned already, or never. */
  readonly compareInMs: number | undefined
}

/** The same, of one turn. */
export interface ClaimedProgress {
  readonly claimed: Claimed
  readonly progress: FetchProgress
}

/** Named, and not `*`, so that the statement is prepared. */
const GIVEN = sql.raw(
  'given_id, given_fence, since, now_position, interval_ms, in_ms, due_seen, pushes_seen, pushes_read, compare_in_ms',
)

/**
 * Stores for many Channels how far they were fetched, each under the fence of its lease. `(select …)` hides
 * from PostgreSQL how many they are: it would plan the statement anew each time for a single one.
 *
 * @param busy what to do about a Channel whose row somebody else is writing: `wait`, or `leave` it out,
 *   so that no other Channel waits for it.
 * @returns the ids of the Channels for which it was stored. For others the lease is lost, or was left.
 */
export async function storeProgress(
  db: Db,
  holder: string,
  given: readonly ClaimedProgress[],
  busy: 'wait' | 'leave',
): Promise<ReadonlySet<string>> {
  const of = <Value>(value: (one: FetchProgress) => Value) =>
    given.map(({ progress }) => value(progress))
  const locked = busy === 'leave' ? sql`skip locked` : sql``
  const { rows } = await sql<{ id: string }>`
    with given as (
      select ${GIVEN} from unnest(
        (select ${given.map(({ claimed }) => claimed.channelId)}::bigint[]),
        (select ${given.map(({ claimed }) => claimed.fence)}::bigint[]),
        (select ${of(({ fetchSince }) => fetchSince)}::timestamptz[]),
        (select ${of(({ position }) => jsonText(position ?? null))}::jsonb[]),
        (select ${of(({ intervalMs }) => intervalMs)}::int[]),
        (select ${of(({ inMs }) => inMs)}::float8[]),
        (select ${of(({ dueAt }) => dueAt)}::timestamptz[]),
        (select ${of(({ pushCount }) => pushCount)}::bigint[]),
        (select ${of(({ pushesRead }) => pushesRead)}::bigint[]),
        (select ${of(({ compareInMs }) => compareInMs ?? null)}::float8[])
      ) as g (${GIVEN})
    ), ours as (
      select ${GIVEN} from given
      join turns t on t.channel_id = given_id and t.fence = given_fence
      join channels c on c.id = given_id
      where t.holder = ${holder}
      for share of t ${locked} for no key update of c ${locked}
    )
    update channels c set
      -- Whoever let the Channel be read from further back meanwhile wants it fetched anew. (A
      -- JavaScript date is not as fine as PostgreSQL's.)
      position = case when c.fetch_since > since - interval '1 second' then now_position end,
      fetch_interval_ms = interval_ms,
      -- What was pushed since the turn looked may have missed this fetch, and so may whoever asked for a
      -- fetch (a plugin that rings, new code that was loaded): the next one is due now. A pause that was
      -- stored meanwhile lies ahead, and is no such wish.
      fetch_due_at = case
        when c.push_count > pushes_seen then now()
        when c.fetch_due_at between due_seen + interval '2 ms' and clock_timestamp() then now()
        else now() + in_ms * interval '1 ms' end,
      fetched_at = now(), fetch_failures = 0,
      reconcile_due_at = coalesce(now() + compare_in_ms * interval '1 ms', c.reconcile_due_at),
      push_read = greatest(c.push_read, pushes_read),
      ${sql.join(Object.entries(heard).map(([column, value]) => sql`${sql.ref(column)} = ${value}`))}
    from ours where c.id = given_id
    returning c.id`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** When to fetch again after a failure; nothing changes once other credentials are in place. */
export async function storeFetchFailure(
  trx: Trx,
  channel: { readonly id: string; readonly grant: Grant },
  {
    failures,
    retryInMs,
    error,
  }: {
    /** In a row, with this one. */
    readonly failures: number
    readonly retryInMs: number
    readonly error: PluginError
  },
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      fetch_failures: failures,
      fetch_failure: keptFailure(failures, error),
      fetch_due_at: sql`now() + ${retryInMs} * interval '1 ms'`,
    })
    .where('id', '=', channel.id)
    .where('credentials_generation', '=', channel.grant.generation)
    .execute()
}

/** The budget has no call for a Channel before then. Spread, so that its neighbours don't all ask at once. */
export async function putFetchOff(trx: Trx, channelId: ChannelId, waitMs: number): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ fetch_due_at: sql`now() + ${waitMs} * (1 + random() / 8) * interval '1 ms'` })
    .where('id', '=', channelId)
    .execute()
}

/**
 * When a fetch is due that somebody wants now. While a turn is held, one may be under way that is too
 * old to count: then it is due anew, which the turn sees when it stores how far it has come.
 */
export function wantedNow(held: RawBuilder<unknown>) {
  return sql`case when ${held} then now() else least(channels.fetch_due_at, now()) end`
}

/** Lets the next fetch come at once. */
export async function fetchSoon(trx: Trx, { id }: { readonly id: ChannelId }): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ fetch_due_at: sql`least(fetch_due_at, now())` })
    .where('id', '=', id)
    .execute()
}

/**
 * A server's budget is spent: none of the integration's Channels there fetches before it is full again.
 * Replies go on, since they have a due time of their own. Afterwards the Channels begin one by one,
 * spread over a quarter of the pause, so that none of them takes the new budget before the others.
 *
 * A Channel that is being written to right now is left out; it will hear the same from the server.
 */
export async function pauseFetching(
  db: Db,
  integration: string,
  server: string | null,
  waitMs: number,
): Promise<void> {
  if (server === null || waitMs <= 0) return
  await sql`
    update channels set fetch_due_at = now() + ${waitMs} * (1 + random() / 4) * interval '1 ms'
    where id in (
      select id from channels
      where integration = ${integration} and server = ${server}
        and fetch_due_at < now() + ${waitMs} * interval '1 ms'
      order by id for update skip locked)`.execute(db)
}

/** From when a Channel's messages are read. */
export interface ReadFrom {
  readonly since: Date
  /** Whether that lies as far back as the given days allow. */
  readonly wholeWindow: boolean
}

/** @param days how far back the plugin can read before the Channel began; 0: not at all. */
export async function readFrom(
  db: Db,
  channelId: ChannelId,
  days: number,
): Promise<ReadFrom | undefined> {
  const row = await db
    .selectFrom('channels')
    .select(['fetch_since', furtherBack(days).as('further')])
    .where('id', '=', channelId)
    .executeTakeFirst()
  return row && { since: row.fetch_since, wholeWindow: !row.further }
}

/**
 * Lets a Channel be read from `days` before it began. Fetching begins anew from there; what is known
 * already drops out by its `networkItemId`, so that nothing arrives twice.
 *
 * @returns whether that changes anything.
 */
export async function readFurtherBack(
  trx: Trx,
  channelId: ChannelId,
  days: number,
): Promise<boolean> {
  await ring(trx, channelId, 'command')
  const changed = await trx
    .updateTable('channels')
    .set({
      position: null,
      fetch_since: sql`created_at - ${days} * interval '1 day'`,
      fetch_due_at: sql`now()`,
    })
    .where('id', '=', channelId)
    .where(furtherBack(days))
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/** A second's grace: a Channel's `created_at` is a little later than what its session reckoned with. */
function furtherBack(days: number) {
  return sql<boolean>`fetch_since > created_at - ${days} * interval '1 day' + interval '1 minute'`
}

/**
 * Has every active Channel of an integration fetch at once.
 *
 * @returns how many there are.
 */
export async function fetchIntegrationSoon(db: Db, integration: string): Promise<number> {
  const { rows } = await sql<{ channel_id: string }>`
    with chosen as (
      select t.channel_id, t.holder is not null as held
      from turns t join channels c on c.id = t.channel_id
      where c.integration = ${integration} and c.state = 'active'
      order by t.channel_id for update of t
    ), sooner as (
      update channels set fetch_due_at = ${wantedNow(sql`held`)}
      from chosen where channels.id = chosen.channel_id
    )
    update turns set rung = rung + 1,
      due_at = case when holder is null then least(due_at, now()) else due_at end
    where channel_id in (select channel_id from chosen)
    returning channel_id, pg_notify(${DOORBELL}, channel_id || ' command')`.execute(db)
  return rows.length
}

/**
 * Has some Channels of the integration fetch at once: those that were not heard of for the longest
 * time. Whether they are refused as well tells the end of one grant from an outage. Once that many
 * are refused, nobody needs to be asked any more.
 */
export async function askNeighbours(
  db: Db,
  channel: { readonly id: string; readonly integration: string },
  limit: number,
): Promise<void> {
  await sql`
    with chosen as (
      select t.channel_id from turns t join channels c on c.id = t.channel_id
      where c.integration = ${channel.integration} and c.id <> ${channel.id}
        and c.state = 'active' and c.trouble is null
        and (select count(*) from channels r
          where r.integration = ${channel.integration} and r.trouble = 'authentication') < ${limit}
      order by c.heard_at nulls first limit ${limit}
      for update of t skip locked
    ), sooner as (
      update channels set fetch_due_at = least(fetch_due_at, now())
      where id in (select channel_id from chosen)
    ), rung as (
      update turns set rung = rung + 1,
        due_at = case when holder is null then least(due_at, now()) else due_at end
      where channel_id in (select channel_id from chosen) returning channel_id
    )
    select pg_notify(${DOORBELL}, channel_id || ' command') from rung`.execute(db)
}

/**
 * Has every active Channel fetch at once, and compare where it has before.
 *
 * @returns how many there are.
 */
export async function fetchAllSoon(trx: Trx): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('channels')
    .set({
      fetch_due_at: sql`now()`,
      reconcile_due_at: sql`case when reconcile_due_at is not null then now() end`,
    })
    .where('state', '=', 'active')
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
