import type { WrittenMessage } from '@hubward/plugin'
import { sql } from 'kysely'
import { forgetErasedMedia } from './channel-media.ts'
import { sealInteraction } from './contents.ts'
import type { Trx } from './database.ts'
import type { ChannelId, NetworkItemId } from './ids.ts'
import { jsonb } from './jsonb.ts'
import { BY_OLDER_HOST } from './ledger.ts'
import type { Reconciliation } from './reconciliations.ts'
import { storeDeletion, storeEdit } from './revisions.ts'

/**
 * What a listing doesn't name may be gone, or the listing is wrong: an outage, a restored server, a
 * proxy's empty answer. So what is missing counts as gone only when it is missing again at a later look,
 * and comes back when it is listed again.
 */

/** What a Network's clock may be ahead of this database's. */
const SKEW_MS = 86_400_000

/** A message that a look lacks. */
export interface Missing {
  readonly id: string
  /** Since when, by the look from which it was missing first; null: from none before this. */
  readonly since: Date | null
}

/** What is known here, was written in the time that the listing is complete for, and no page named. */
export async function missingFrom(
  trx: Trx,
  channelId: ChannelId,
  run: Reconciliation,
): Promise<readonly Missing[]> {
  const since = run.completeSince?.getTime()
  if (since === undefined) return []
  const { rows } = await sql<Missing & { created: string | null }>`
    select i.network_item_id as id, i.missed_at as since, i.content ->> 'createdTime' as created
    from interactions i
    where i.channel_id = ${channelId} and i.state in ('stored', 'delivered')
      and i.content is not null and i.received_at < ${run.startedAt}
      and i.received_at > ${new Date(since - SKEW_MS)}
      and not exists (select from reconciliation_messages m
        where m.reconciliation_id = ${run.id} and m.network_item_id = i.network_item_id)
      and not exists (select from revisions d where d.channel_id = i.channel_id
        and d.network_item_id = i.network_item_id and d.kind = 'deleted')`.execute(trx)
  return rows.flatMap(({ id, since: first, created }) =>
    created !== null && Date.parse(created) >= since ? [{ id, since: first }] : [],
  )
}

/**
 * Remembers what a look lacked, and forgets it of what the look named. What was listed again once has to
 * be listed at two looks without one between them that lacks it.
 *
 * @returns whether something waits for the next look.
 */
export async function noteAbsences(
  trx: Trx,
  channelId: ChannelId,
  run: Reconciliation,
  missing: readonly Missing[],
): Promise<boolean> {
  const fresh = missing.flatMap(({ id, since }) => (since === null ? [id] : []))
  if (fresh.length > 0) {
    await sql`
      update interactions set missed_at = ${run.startedAt}
      where channel_id = ${channelId} and network_item_id = any(${fresh})`.execute(trx)
  }
  const isNamed = sql`exists (select from reconciliation_messages m
    where m.reconciliation_id = ${run.id} and m.network_item_id = i.network_item_id)`
  await sql`
    update interactions i set missed_at = case when ${isNamed} then null else missed_at end,
      relisted_at = case when ${isNamed} then relisted_at end
    where i.channel_id = ${channelId} and (missed_at is not null or presumed_gone_at is not null)
      and (missed_at is not null and ${isNamed} or relisted_at is not null and not ${isNamed})`.execute(
    trx,
  )
  const { rows } = await sql`
    select from interactions where channel_id = ${channelId} and presumed_gone_at is not null
      and relisted_at is not null limit 1`.execute(trx)
  return missing.length > 0 || rows.length > 0
}

/** Takes a message for deleted, though nobody said so. @returns 1, or 0 where it was already. */
export async function storePresumedGone(
  trx: Trx,
  channelId: ChannelId,
  networkItemId: NetworkItemId,
  now: Date,
): Promise<number> {
  const deletedTime = now.toISOString()
  const stored = await storeDeletion(trx, channelId, { networkItemId, deletedTime })
  if (stored > 0) {
    await sql`
      update interactions set presumed_gone_at = now(), missed_at = null, relisted_at = null
      where channel_id = ${channelId} and network_item_id = ${networkItemId}`.execute(trx)
  }
  return stored
}

/** What became of a message that was taken for deleted and is listed again. */
export type Relisted = 'seen' | 'restored'

/**
 * Brings back what was taken for deleted by mistake: at the second look that lists it. Nothing comes
 * back that a person's erasure, the operator's retention or an agent took away.
 */
export async function storeRelisted(
  trx: Trx,
  channelId: ChannelId,
  run: Reconciliation,
  messages: readonly WrittenMessage[],
): Promise<ReadonlyMap<string, Relisted>> {
  const ids = messages.map(({ interaction }) => interaction.networkItemId)
  const { rows } = await sql<{ id: string; seen: Date | null }>`
    select i.network_item_id as id, i.relisted_at as seen from interactions i
    where i.channel_id = ${channelId} and i.network_item_id = any(${ids})
      and i.presumed_gone_at is not null and i.erased_at is null
      and not exists (select from ticket_actions a where a.channel_id = i.channel_id
        and a.network_item_id = i.network_item_id and a.type = 'delete' and a.state <> 'reset')
    for update`.execute(trx)
  const outcome = new Map<string, Relisted>()
  for (const { id, seen } of rows) {
    const message = messages.find(({ interaction }) => interaction.networkItemId === id)
    if (!message) continue
    const isSecond = seen !== null && seen < run.startedAt
    outcome.set(id, isSecond ? 'restored' : 'seen')
    if (isSecond) await restore(trx, channelId, message)
    else if (seen === null) {
      await sql`
        update interactions set relisted_at = ${run.startedAt}
        where channel_id = ${channelId} and network_item_id = ${id}`.execute(trx)
      // What it shows was erased for good: the next look may remember it anew.
      await forgetErasedMedia(trx, channelId, id)
    }
  }
  return outcome
}

/** Where SocialHub wasn't told yet, nothing need be told; otherwise the Ticket gets its words back. */
async function restore(trx: Trx, channelId: ChannelId, message: WrittenMessage): Promise<void> {
  const { interaction } = message
  const content = await sealInteraction(trx, channelId, interaction)
  const id = interaction.networkItemId
  const { rows: untold } = await sql`
    delete from revisions where channel_id = ${channelId} and network_item_id = ${id}
      and kind = 'deleted' and state = 'stored' returning revision`.execute(trx)
  await sql`
    update revisions set kind = 'edited'
    where channel_id = ${channelId} and network_item_id = ${id} and kind = 'deleted'`.execute(trx)
  const { rows } = await sql<{ state: string }>`
    update interactions set content = ${jsonb(content)},
      content_digest = case when ${BY_OLDER_HOST.messages} then null
        else ledger_digest(${jsonb(content)}::text) end,
      presumed_gone_at = null, relisted_at = null, missed_at = null, written_at = null,
      state = case when state = 'refused' then 'stored' else state end,
      refusal = case when state = 'refused' then null else refusal end
    where channel_id = ${channelId} and network_item_id = ${id} returning state`.execute(trx)
  if (untold.length > 0 || rows[0]?.state === 'stored') return
  await storeEdit(trx, channelId, message, message.updatedTime ?? new Date().toISOString())
}
