import { sealText, textSealer } from './contents.ts'
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
  content: object,
): Promise<void> {
  const row = revisionRow(channelId, networkItemId, revision)
  const data = await textSealer(trx, channelId)
  await trx
    .insertInto('revisions')
    .values({
      channel_id: channelId,
      network_item_id: networkItemId,
      revision,
      kind,
      content: jsonb(sealText(data, 'revisions.content', row, content)),
      refusal: null,
    })
    .execute()
}

/** What the text of a revision is bound to. */
export function revisionRow(
  channelId: ChannelId,
  networkItemId: NetworkItemId,
  revision: number,
): string {
  return `${channelId}:${networkItemId}:${revision}`
}
