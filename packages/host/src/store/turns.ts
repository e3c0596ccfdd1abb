import { type Expression, type OperationNodeSource, sql } from 'kysely'
import type { Db, Trx } from './database.ts'
import type { ChannelId, SocialHubChannelId } from './ids.ts'

/** The channel on which PostgreSQL tells every host that somebody rang: "<channel id> <why>". */
export const DOORBELL = 'hubward_turns'

/** Why a Channel was rung. Only what people wait for interrupts a fetch. */
export type Ring = 'action' | 'push' | 'command'

/** A Channel whose turn this host may take. */
export interface Claimed {
  readonly channelId: ChannelId
  /** Grows with each claim: a write under an older one is refused. */
  readonly fence: string
}

/** A Channel that was due. */
export interface DueChannel extends Claimed {
  readonly overdueMs: number
  /** Whether a Ticket Action rang since its last turn ended. */
  readonly peopleWait: boolean
}

/** How many Channels a host has places for. */
export interface Places {
  /** For any Channel. */
  readonly any: number
  /** Beyond these, for Channels where a Ticket Action waits. */
  readonly people: number
}

/**
 * Takes due Channels for `leaseMs`: those where a Ticket Action waits first, then whoever is longest
 * overdue. Neither waits for the other's rows. The array tells PostgreSQL, which plans without knowing
 * the places, that they are few: it would read all rows of `turns` otherwise.
 */
export async function claimTurns(
  db: Db,
  holder: string,
  leaseMs: number,
  { any, people }: Places,
): Promise<readonly DueChannel[]> {
  const { rows } = await sql<DueChannel>`
    with first as materialized (
      select channel_id, due_at from turns where people_wait and due_at <= now()
      order by due_at limit ${any + people} for update skip locked
    ), others as materialized (
      select channel_id, due_at from turns where not people_wait and due_at <= now()
      order by due_at limit greatest(0, ${any}::bigint - (select count(*) from first))
      for update skip locked
    ), due as (
      select channel_id, due_at from first union all select channel_id, due_at from others
    )
    update turns t set holder = ${holder}, fence = fence + 1,
      due_at = now() + ${leaseMs} * interval '1 ms'
    from due
    where t.channel_id = due.channel_id and t.channel_id = any(array(select channel_id from due))
    returning t.channel_id as "channelId", fence, people_wait as "peopleWait",
      extract(epoch from now() - due.due_at)::float8 * 1000 as "overdueMs"`.execute(db)
  return rows
}

/**
 * How long until the next Channel is due, in milliseconds: below 0 where one is overdue that somebody else
 * is just taking, undefined where none will be. Turns that are held count with the end of their lease.
 */
export async function untilNextDue(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from nullif(min(due_at), 'infinity') - now())::float8 * 1000 as ms
    from turns`.execute(db)
  return rows[0]?.ms ?? undefined
}

/** By whom, and how many, turns may be claimed by a statement that rings Channels for people. */
export interface ClaimWhenRung {
  /** Null where there is no place. */
  readonly holder: string | null
  readonly leaseMs: number
  /** So many Channels at most. */
  readonly places: number
  /** Those whose plugins the host has. */
  readonly integrations: readonly string[]
}

/** Gives turns to Channels that somebody else's statement rings. */
export interface TurnClaims {
  /**
   * Runs a statement that rings Channels for people, and that may claim as many of them as there are
   * places: so their turns begin at once. None, where others wait for a place already.
   */
  claimWith<Stored extends { readonly claimed: readonly DueChannel[] }>(
    socialhubChannelIds: readonly SocialHubChannelId[],
    statement: (offer: ClaimWhenRung) => Promise<Stored>,
  ): Promise<Stored>
}

/**
 * Hands back what a statement may have claimed whose answer was lost, and rings it anew.
 *
 * @param except our ids of the Channels that have their turn.
 */
export async function handBackClaimed(
  db: Db,
  holder: string,
  socialhubChannelIds: readonly SocialHubChannelId[],
  except: readonly ChannelId[],
): Promise<void> {
  await sql`
    with ours as (
      select t.channel_id from turns t join channels c on c.id = t.channel_id
      where c.socialhub_channel_id = any(${socialhubChannelIds}::text[]) and t.holder = ${holder}
        and t.channel_id <> all(${except}::bigint[])
      order by t.channel_id for update of t
    ), back as (
      update turns t set holder = null, due_at = now()
      from ours where t.channel_id = ours.channel_id
      returning t.channel_id
    )
    select pg_notify(${DOORBELL}, channel_id || ' action') from back`.execute(db)
}

/** Takes one Channel's turn, due or not; undefined while somebody else holds it. */
export async function claimTurn(
  db: Db,
  holder: string,
  leaseMs: number,
  channelId: ChannelId,
): Promise<Claimed | undefined> {
  const { rows } = await sql<Claimed>`
    update turns set holder = ${holder}, fence = fence + 1, due_at = now() + ${leaseMs} * interval '1 ms'
    where channel_id = ${channelId} and (holder is null or due_at <= now())
    returning channel_id as "channelId", fence`.execute(db)
  return rows[0]
}

/** Whether a Channel is there to have turns: once it is erased, nobody claims one. */
export async function hasTurns(db: Db, channelId: ChannelId): Promise<boolean> {
  const { rows } = await sql`select 1 from turns where channel_id = ${channelId}`.execute(db)
  return rows.length > 0
}

/** Extends leases in one statement. Those that are missing from the answer are lost. */
export async function renewTurns(
  db: Db,
  holder: string,
  leaseMs: number,
  held: readonly Claimed[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ channel_id: string }>`
    with ours as (
      select t.channel_id from turns t join unnest(${held.map((h) => h.channelId)}::bigint[],
        ${held.map((h) => h.fence)}::bigint[]) as held (channel_id, fence) using (channel_id, fence)
      where t.holder = ${holder} order by t.channel_id for update of t
    )
    update turns t set due_at = greatest(due_at, now() + ${leaseMs} * interval '1 ms')
    from ours where t.channel_id = ours.channel_id
    returning t.channel_id`.execute(db)
  return new Set(rows.map((row) => row.channel_id))
}

/** A turn that has ended. */
export interface EndedTurn {
  readonly claimed: Claimed
  /** `rung` as it was before the mailbox was last read. */
  readonly rungSeen: string
  /** Until the Channel is next due; undefined: only when it is rung. */
  readonly nextInMs: number | undefined
}

/**
 * Ends turns, in one statement. Whoever rang after a mailbox was last read (`rungSeen`) gets another
 * turn at once. Rows are taken in one order, as by all who take several, so that nobody deadlocks.
 */
export async function releaseTurns(
  db: Db,
  holder: string,
  ended: readonly EndedTurn[],
): Promise<void> {
  await sql`
    with given as (
      select channel_id, fence, rung_seen, next_in_ms from unnest(
        ${ended.map(({ claimed }) => claimed.channelId)}::bigint[],
        ${ended.map(({ claimed }) => claimed.fence)}::bigint[],
        ${ended.map(({ rungSeen }) => rungSeen)}::bigint[],
        ${ended.map(({ nextInMs }) => nextInMs ?? null)}::float8[])
        as g (channel_id, fence, rung_seen, next_in_ms)
    ), ours as (
      select t.channel_id, t.rung <> g.rung_seen as again, g.next_in_ms
      from turns t join given g on g.channel_id = t.channel_id and g.fence = t.fence
      where t.holder = ${holder} order by t.channel_id for update of t
    ), ended as (
      update turns t set holder = null, people_wait = people_wait and again,
        due_at = case when again then now()
        when next_in_ms is null then 'infinity' else now() + next_in_ms * interval '1 ms' end
      from ours where t.channel_id = ours.channel_id
      returning t.channel_id, again
    )
    -- Somebody rang in between and heard nothing, since this host held the Channel: pass it on. In the
    -- same transaction, since those that notify commit one after the other.
    select pg_notify(${DOORBELL}, channel_id || ' command') from ended where again`.execute(db)
}

/** Thrown by writes of a turn whose lease has gone to somebody else. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'

  constructor(channelId: ChannelId) {
    super(`The turn of Channel ${channelId} was lost.`)
  }
}

/**
 * Refuses a write under a lost lease. The row stays locked against a new claim until the transaction
 * ends, so that nobody takes over between the check and the write.
 *
 * @throws LeaseLostError
 */
export async function assertHeld(trx: Trx, holder: string, claimed: Claimed): Promise<void> {
  const { rows } = await sql`
    select 1 from turns
    where channel_id = ${claimed.channelId} and fence = ${claimed.fence} and holder = ${holder}
    for share`.execute(trx)
  if (rows.length === 0) throw new LeaseLostError(claimed.channelId)
}

/** One statement that changes the Channel whose id it is given. */
export type HeldStatement = (channelId: Expression<string>) => OperationNodeSource

/** A call whose outcome nobody else may judge before it has ended. */
export interface ComingCall {
  /** How long the lease lasts at least. */
  readonly outlastMs: number
  /** Stores that it is made, and returns a row; or none, where it is not to be made any more. */
  readonly begun: HeldStatement
}

/**
 * Statements under a lease, in one round trip where a transaction takes two more than it has statements,
 * and one for the lease.
 *
 * @param statements are given the Channel's id: null, so that they find no row, once the lease is lost.
 *   Each sees the database as it was before the others.
 * @param call what is about to be called; absent: the lease is left as it is.
 * @returns whether the call is to be made, where there is one.
 * @throws LeaseLostError
 */
export async function runHeld(
  db: Db,
  holder: string,
  { channelId, fence }: Claimed,
  statements: readonly HeldStatement[],
  call?: ComingCall,
): Promise<boolean> {
  const ours = sql`channel_id = ${channelId} and fence = ${fence} and holder = ${holder}`
  const held =
    call === undefined
      ? sql`select channel_id from turns where ${ours} for share`
      : sql`update turns set due_at = greatest(due_at, now() + ${call.outlastMs} * interval '1 ms')
          where ${ours} returning channel_id`
  const begun = sql`${call?.begun(sql`(select channel_id from held)`) ?? sql`select from held`}`
  const done = statements.map(
    (statement, place) =>
      sql`${sql.id(`done_${place}`)} as (${statement(sql`(select channel_id from held)`)})`,
  )
  const { rows } = await sql<{ begun: boolean }>`
    with held as materialized (${held}), ${sql.join([...done, sql`begun as (${begun})`])}
    select exists (select from begun) as begun from held`.execute(db)
  const [row] = rows
  if (!row) throw new LeaseLostError(channelId)
  return row.begun
}

/** Lets a lease outlast a call whose outcome nobody else may judge before it has ended. */
export async function outlast(trx: Trx, channelId: ChannelId, milliseconds: number): Promise<void> {
  await sql`
    update turns set due_at = greatest(due_at, now() + ${milliseconds} * interval '1 ms')
    where channel_id = ${channelId}`.execute(trx)
}

/** Makes a Channel due, in the transaction of what it is due for. */
export async function ring(trx: Trx, channelId: ChannelId, why: Ring): Promise<void> {
  await sql`
    update turns set rung = rung + 1, people_wait = people_wait or ${why === 'action'},
      due_at = case when holder is null then least(due_at, now()) else due_at end
    where channel_id = ${channelId}`.execute(trx)
  await notify(trx, channelId, why)
}

async function notify(db: Db, channelId: ChannelId, why: Ring): Promise<void> {
  await sql`select pg_notify(${DOORBELL}, ${`${channelId} ${why}`})`.execute(db)
}
