import type { DeletedMessage, WrittenMessage } from '@hubward/plugin'
import { sql, type Transaction } from 'kysely'
import { eraseMedia } from './channel-media.ts'
import type { Database } from './database.ts'
import { jsonb } from './jsonb.ts'

/**
 * Stores an edit of a known message: its text is replaced while nobody was told of it, and becomes a
 * revision afterwards.
 *
 * @returns 1, or 0 when it is not newer than what is known.
 */
export async function storeEdit(
  trx: Transaction<Database>,
  channelId: string,
  message: WrittenMessage,
  updatedTime: string,
): Promise<number> {
  const { interaction } = message
  const { rows } = await sql<{ attempted: boolean; revision: number }>`
    update interactions set written_at = ${updatedTime},
      content = case when attempts = 0 and state = 'stored' then ${jsonb(interaction)} else content end,
      revision = revision + case when attempts = 0 and state = 'stored' then 0 else 1 end
    where channel_id = ${channelId} and network_item_id = ${interaction.networkItemId}
      and state in ('stored', 'delivered')
      and coalesce(written_at, 'epoch') < ${updatedTime}
    returning attempts > 0 or state <> 'stored' as attempted, revision`.execute(trx)
  const [row] = rows
  if (!row) return 0
  if (row.attempted) {
    await insertRevision(trx, channelId, interaction.networkItemId, row.revision, 'edited', {
      ...interaction,
      updatedTime,
    })
  }
  return 1
}

/** What nobody was told of is forgotten; what is a Ticket gets a last revision; our copy is erased. */
export async function storeDeletion(
  trx: Transaction<Database>,
  channelId: string,
  message: DeletedMessage,
): Promise<number> {
  const { rows } = await sql<{ untold: boolean; revision: number }>`
    update interactions set content = case when state = 'delivered' or attempts = 0 then null else content end,
      state = case when state = 'stored' and attempts = 0 then 'refused' else state end,
      refusal = case when state = 'stored' and attempts = 0 then 'deleted on the Network' else refusal end,
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

async function insertRevision(
  trx: Transaction<Database>,
  channelId: string,
  networkItemId: string,
  revision: number,
  kind: 'edited' | 'deleted',
  content: unknown,
): Promise<void> {
  await trx
    .insertInto('revisions')
    .values({
      channel_id: channelId,
      network_item_id: networkItemId,
      revision,
      kind,
      content: jsonb(content),
      refusal: null,
    })
    .execute()
}
