import type { PlainData } from '@hubward/plugin'
import { type RawBuilder, sql } from 'kysely'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'

/** However long a Channel was not compared, no listing goes back further by itself. */
const FURTHEST_DAYS = 30
/** More than this, and more than what is still named: a Network doesn't lose so much at once. */
const MANY = 10

/** A reconciliation that is under way. */
export interface Reconciliation {
  readonly id: string
  readonly since: Date
  readonly startedAt: Date
  readonly restarts: number
  readonly pass: number
  readonly cursor: PlainData | null
  readonly pages: number
  /** When the last page came; null while pages are missing. */
  readonly listedAt: Date | null
  readonly completeSince: Date | null
  readonly failures: number
  /** The interval that led to it; null for the first. */
  readonly intervalMs: number | null
}

const columns = sql`r.id, r.since, r.started_at as "startedAt", r.restarts, r.pass, r.cursor, r.pages,
  r.listed_at as "listedAt", r.complete_since as "completeSince", r.failures,
  c.reconcile_interval_ms as "intervalMs"`

/**
 * The one under way; or a new one, which goes back by the window, or as far as the last one began.
 * Never further than the Channel's messages were wanted from.
 */
export async function openReconciliation(
  trx: Trx,
  channelId: ChannelId,
  windowMs: number,
): Promise<Reconciliation> {
  const find = async () => {
    const { rows } = await sql<Reconciliation>`
      select ${columns} from reconciliations r join channels c on c.id = r.channel_id
      where r.channel_id = ${channelId} and r.ended_at is null`.execute(trx)
    return rows[0]
  }
  const open = await find()
  if (open) return open
  await sql`
    insert into reconciliations (channel_id, since)
    select id, greatest(fetch_since, least(now() - ${windowMs} * interval '1 ms', greatest(
      reconciled_at - interval '1 hour', now() - ${FURTHEST_DAYS} * interval '1 day')))
    from channels where id = ${channelId}
    on conflict do nothing`.execute(trx)
  const begun = await find()
  if (!begun) throw new Error('No reconciliation could be begun.')
  return begun
}

/**
 * Asks for a reconciliation now. One that is under way begins anew when more is wanted than it lists.
 *
 * @param since undefined: as by schedule.
 * @returns its id.
 */
export async function wantReconciliation(
  trx: Trx,
  channelId: ChannelId,
  since: Date | undefined,
  windowMs: number,
): Promise<string> {
  const wanted = since ?? sql<Date>`now() - ${windowMs} * interval '1 ms'`
  const { rows } = await sql<{ id: string }>`
    insert into reconciliations as r (channel_id, by_operator, since)
    select id, true, greatest(fetch_since, ${wanted}) from channels where id = ${channelId}
    on conflict (channel_id) where ended_at is null do update set by_operator = true,
      restarts = r.restarts + case when excluded.since < r.since then 1 else 0 end,
      pass = case when excluded.since < r.since then 1 else r.pass end,
      cursor = case when excluded.since < r.since then null else r.cursor end,
      listed_at = case when excluded.since < r.since then null else r.listed_at end,
      since = least(excluded.since, r.since), failures = 0
    returning r.id`.execute(trx)
  await dueNow(trx, channelId)
  const [row] = rows
  if (!row) throw new Error('No reconciliation could be asked for.')
  const after = { since: since?.toISOString() ?? null }
  await writeAudit(trx, { action: 'channel.reconciliation-asked', channelId, after })
  return row.id
}

/** Whether a run is still as it was read: the operator may have it begin anew at any moment. */
export async function isWanted(trx: Trx, run: Reconciliation): Promise<boolean> {
  const { rows } = await sql`
    select from reconciliations
    where id = ${run.id} and restarts = ${run.restarts} and ended_at is null for update`.execute(
    trx,
  )
  return rows.length > 0
}

/** The next piece of it is due. */
export async function dueNow(trx: Trx, channelId: ChannelId): Promise<void> {
  await setDue(trx, channelId, sql`now()`)
}

/** The budget has no call for it before then. */
export async function putReconcileOff(
  trx: Trx,
  channelId: ChannelId,
  waitMs: number,
): Promise<void> {
  await setDue(trx, channelId, sql`now() + ${waitMs} * (1 + random() / 8) * interval '1 ms'`)
}

async function setDue(trx: Trx, channelId: ChannelId, at: RawBuilder<unknown>): Promise<void> {
  await sql`update channels set reconcile_due_at = ${at} where id = ${channelId}`.execute(trx)
}

/** Whether so much is named no more that the listing is to be doubted, not the messages. */
export async function isDoubtful(trx: Trx, run: Reconciliation, gone: number): Promise<boolean> {
  if (gone <= MANY) return false
  const { rows } = await sql<{ named: string }>`
    select count(*) as named from reconciliation_messages where reconciliation_id = ${run.id}`.execute(
    trx,
  )
  return gone > Number(rows[0]?.named ?? 0)
}

/** How a reconciliation ended. */
export interface Ended {
  readonly doubted: number
  /** Why it was given up; null when it was finished. */
  readonly failure: string | null
  readonly intervalMs: number
  /** Until the next one begins. */
  readonly nextInMs: number
}

export async function endReconciliation(
  trx: Trx,
  channelId: ChannelId,
  run: Reconciliation,
  ended: Ended,
): Promise<void> {
  const { doubted, failure, intervalMs, nextInMs } = ended
  await sql`
    update reconciliations set ended_at = now(), failure = ${failure}, doubted = ${doubted}
    where id = ${run.id}`.execute(trx)
  await sql`delete from reconciliation_messages where reconciliation_id = ${run.id}`.execute(trx)
  await sql`
    update channels set reconcile_interval_ms = ${intervalMs},
      reconcile_due_at = now() + ${nextInMs} * interval '1 ms',
      reconciled_at = case when ${failure === null} then ${run.startedAt} else reconciled_at end
    where id = ${channelId}`.execute(trx)
}

/** How much a reconciliation mended. */
export interface Healed {
  readonly missing: number
  readonly edited: number
  readonly deleted: number
}

/** @returns all that was mended so far, with this. */
export async function countDeleted(
  trx: Trx,
  run: Reconciliation,
  deleted: number,
): Promise<Healed> {
  const { rows } = await sql<Healed>`
    update reconciliations set deleted = deleted + ${deleted}
    where id = ${run.id} returning missing, edited, deleted`.execute(trx)
  return rows[0] ?? { missing: 0, edited: 0, deleted }
}

export async function storeListingFailure(
  trx: Trx,
  channelId: ChannelId,
  run: Reconciliation,
  inMs: number,
  counts: boolean,
): Promise<void> {
  await sql`
    update reconciliations set failures = failures + ${counts ? 1 : 0}
    where id = ${run.id}`.execute(trx)
  await setDue(trx, channelId, sql`now() + ${inMs} * interval '1 ms'`)
}

/** What a person is told of one. */
export interface ReconciliationReport extends Healed {
  readonly since: Date
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly pages: number
  readonly doubted: number
  readonly failure: string | null
}

export async function reportOf(db: Db, id: string): Promise<ReconciliationReport | undefined> {
  const { rows } = await sql<ReconciliationReport>`
    select since, started_at as "startedAt", ended_at as "endedAt", pages, missing, edited, deleted,
      doubted, failure from reconciliations where id = ${id}`.execute(db)
  return rows[0]
}

/** Those that ended long ago tell nobody anything. */
export async function eraseReconciliations(db: Db): Promise<void> {
  await sql`delete from reconciliations where ended_at < now() - interval '30 days'`.execute(db)
}
