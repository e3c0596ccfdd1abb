import type { DeletedMessage, WrittenMessage } from '@hubward/plugin'
import { sql } from 'kysely'
import { REFUSALS } from '../delivery.ts'
import { eraseMedia } from './channel-media.ts'
import { openTexts, sealInteraction } from './contents.ts'
import type { Db, Trx } from './database.ts'
import { reviseGroup, storePartDeletion } from './groups.ts'
import type { ChannelId, NetworkItemId, TicketId } from './ids.ts'
import { jsonb } from './jsonb.ts'
import { BY_OLDER_HOST } from './ledger.ts'
import { insertRevision, revisionRow } from './new-revision.ts'

/** A change of a message whose Ticket SocialHub has. */
export interface WaitingRevision {
  readonly networkItemId: NetworkItemId
  readonly revision: number
  readonly kind: 'edited' | 'deleted'
  readonly content: unknown
  readonly ticketId: TicketId
  readonly thread: string
  readonly own: boolean
}

/** Whether a revision may be sent now, as SQL about its row `r` and its Interaction's `i`. */
export const REVISION_READY = sql<boolean>`r.state = 'stored' and i.state = 'delivered'
  and i.ticket_id is not null`

/** The next revisions, those of one message in their order; only where the Ticket's id is known. */
export async function waitingRevisions(
  db: Db,
  channelId: ChannelId,
  limit: number,
): Promise<readonly WaitingRevision[]> {
  const { rows } = await sql<WaitingRevision>`
    select r.network_item_id as "networkItemId", r.revision, r.kind, r.content,
      i.ticket_id as "ticketId", i.thread, i.own
    from revisions r join interactions i using (channel_id, network_item_id)
    where r.channel_id = ${channelId} and ${REVISION_READY}
    order by r.received_at, r.revision limit ${limit}`.execute(db)
  const texts = rows.map(({ networkItemId, revision, content }) => ({
    row: revisionRow(channelId, networkItemId, revision),
    stored: content,
  }))
  const opened = await openTexts(db, 'revisions.content', texts)
  return rows.map((row, place) => ({ ...row, content: opened[place] }))
}

/** Ends a revision; a message that is gone from the Network keeps no copy here. */
export async function settleRevision(
  trx: Trx,
  channelId: ChannelId,
  revision: WaitingRevision,
  refusal: string | null,
): Promise<void> {
  await trx
    .updateTable('revisions')
    .set({ state: refusal === null ? 'delivered' : 'refused', refusal, content: null })
    .where('channel_id', '=', channelId)
    .where('network_item_id', '=', revision.networkItemId)
    .where('revision', '=', revision.revision)
    .execute()
  if (revision.kind === 'deleted') {
    await trx
      .updateTable('interactions')
      .set({ content: null })
      .where('channel_id', '=', channelId)
      .where('network_item_id', '=', revision.networkItemId)
      .execute()
  }
}

/**
 * Stores an edit of a known message: its text is replaced while nobody was told of it, and becomes a
 * revision afterwards.
 *
 * @returns 1, or 0 when it is not newer than what is known.
 */
export async function storeEdit(
  trx: Trx,
  channelId: ChannelId,
  message: WrittenMessage,
  updatedTime: string,
): Promise<number> {
  const { interaction } = message
  const content = await sealInteraction(trx, channelId, interaction)
  const unsent = sql`group_id is not null or (attempts = 0 and state = 'stored')`
  const { rows } = await sql<{ attempted: boolean; revision: number; groupId: string | null }>`
    update interactions set written_at = ${updatedTime},
      content = case when ${unsent} then ${jsonb(content)} else content end,
      content_digest = case when (${unsent}) and not ${BY_OLDER_HOST.messages}
        then ledger_digest(${jsonb(content)}::text) else content_digest end,
      revision = revision + case when ${unsent} then 0 else 1 end
    where channel_id = ${channelId} and network_item_id = ${interaction.networkItemId}
      and (state in ('stored', 'delivered') or state = 'part' and content is not null)
      and coalesce(written_at, 'epoch') < ${updatedTime}
    returning attempts > 0 or state <> 'stored' as attempted, revision,
      group_id as "groupId"`.execute(trx)
  const [row] = rows
  if (!row) return 0
  if (row.groupId !== null) await reviseGroup(trx, channelId, row.groupId)
  else if (row.attempted) {
    await insertRevision(trx, channelId, interaction.networkItemId, row.revision, 'edited', {
      ...interaction,
      updatedTime,
    })
  }
  return 1
}

/** What nobody was told of is forgotten; what is a Ticket gets a last revision; our copy is erased. */
export async function storeDeletion(
  trx: Trx,
  channelId: ChannelId,
  message: DeletedMessage,
): Promise<number> {
  const groupId = await storePartDeletion(trx, channelId, message.networkItemId)
  if (groupId !== undefined) {
    await eraseMedia(trx, channelId, [message.networkItemId])
    await reviseGroup(trx, channelId, groupId)
    return 1
  }
  // Now it was said: what was only taken for deleted no longer comes back by itself.
  await sql`
    update interactions set presumed_gone_at = null
    where channel_id = ${channelId} and network_item_id = ${message.networkItemId}
      and presumed_gone_at is not null`.execute(trx)
  const { rows } = await sql<{ untold: boolean; revision: number }>`
    update interactions set content = case when state = 'delivered' or attempts = 0 then null else content end,
      state = case when state = 'stored' and attempts = 0 then 'refused' else state end,
      refusal = case when state = 'stored' and attempts = 0 then ${REFUSALS.deleted} else refusal end,
      revision = revision + 1
    where channel_id = ${channelId} and network_item_id = ${message.networkItemId}
      and state in ('stored', 'delivered')
      and not exists (select from revisions r where r.channel_id = interactions.channel_id
        and r.network_item_id = interactions.network_item_id and r.kind = 'deleted')
    returning state = 'refused' as untold, revision`.execute(trx)
  const [row] = rows
  if (!row) return 0
  await eraseMedia(trx, channelId, [message.networkItemId])
  if (!row.untold) {
    await insertRevision(trx, channelId, message.networkItemId, row.revision, 'deleted', {
      updatedTime: message.deletedTime,
    })
  }
  return 1
}
