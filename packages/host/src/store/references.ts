import type { PlainData, PublishedReply } from '@hubward/plugin'
import { sql } from 'kysely'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer, openOne } from './account-keys.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId, NetworkItemId } from './ids.ts'
import { count, MESSAGE_DIGEST } from './ledger.ts'

// A plugin's notes: kept sealed beside the message that they are for, and handed back with what is done
// to it.

/**
 * Marks a message as our own published reply, whether a fetch has seen it yet or will see it. It belongs
 * to the thread of the message that it answers. Of two references the one that was stored first stays.
 */
export async function storeOwnReply(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  { networkItemId, reference }: Pick<PublishedReply, 'networkItemId' | 'reference'>,
  answered: string,
): Promise<void> {
  const sealed =
    reference === undefined
      ? null
      : sealReference(
          await channelSealer(trx, sealer, channelId),
          channelId,
          networkItemId,
          reference,
        )
  // A row that no other transaction has written before has no xmax: a fetch has not seen it.
  await sql`
    with own as (
      insert into interactions (channel_id, network_item_id, state, thread, own, sealed_reference,
        content_digest)
      values (${channelId}, ${networkItemId}, 'own-reply', coalesce((
        select thread from interactions where channel_id = ${channelId} and network_item_id = ${answered}
      ), ${answered}), true, ${sealed}, 0)
      on conflict (channel_id, network_item_id) do update set state = 'own-reply',
        sealed_reference = coalesce(interactions.sealed_reference, excluded.sealed_reference)
        where interactions.state in ('stored', 'own-reply')
      returning channel_id, ${MESSAGE_DIGEST} as digest, xmax = 0 as is_new
    ), stored as (
      select channel_id, digest from own where is_new
    )
    ${count('messages', 'published')}`.execute(trx)
}

/** What a plugin is told of the message that an action concerns. */
export async function actedOn(
  db: Db,
  sealer: Sealer,
  channelId: ChannelId,
  networkItemId: NetworkItemId,
): Promise<{ networkItemId: NetworkItemId; reference: PlainData; rootId: string | null }> {
  const row = await db
    .selectFrom('interactions')
    .select(['thread', 'sealed_reference'])
    .where('channel_id', '=', channelId)
    .where('network_item_id', '=', networkItemId)
    .executeTakeFirst()
  return {
    networkItemId,
    reference: row?.sealed_reference
      ? await openOne(
          db,
          sealer,
          'interactions.sealed_reference',
          `${channelId}:${networkItemId}`,
          row.sealed_reference,
        )
      : null,
    rootId: row && row.thread !== networkItemId ? row.thread : null,
  }
}

/** Whether the Channel itself wrote a message; undefined where it is not known. */
export async function isOwn(
  db: Db,
  channelId: ChannelId,
  networkItemId: NetworkItemId,
): Promise<boolean | undefined> {
  const row = await db
    .selectFrom('interactions')
    .select('own')
    .where('channel_id', '=', channelId)
    .where('network_item_id', '=', networkItemId)
    .executeTakeFirst()
  return row?.own
}

export function sealReference(
  sealer: AccountSealer,
  channelId: ChannelId,
  networkItemId: NetworkItemId,
  reference: PlainData,
): Buffer {
  return sealer.seal('interactions.sealed_reference', `${channelId}:${networkItemId}`, reference)
}
