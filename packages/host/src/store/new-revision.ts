import type { Trx } from './database.ts'
import type { ChannelId, NetworkItemId } from './ids.ts'
import { jsonb } from './jsonb.ts'

/** An edit or a deletion, to be carried to the Ticket of a message. */
export async function insertRevision(
  trx: Trx,
  channelId: ChannelId,
  networkItemId: NetworkItemId,
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
