import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer, openOne } from './account-keys.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId, NetworkItemId } from './ids.ts'
import { jsonText } from './jsonb.ts'

/** Media that a message shows, which its plugin opens. */
export interface ShownMedia {
  /** What stands in its URL. */
  readonly token: string
  readonly networkItemId: NetworkItemId
  readonly reference: string
}

/** Remembers what messages show. What was erased stays so, even when it is fetched again. */
export async function storeMedia(
  db: Db,
  sealer: Sealer,
  channelId: ChannelId,
  shown: readonly ShownMedia[],
): Promise<void> {
  if (shown.length === 0) return
  const data = await channelSealer(db, sealer, channelId)
  const rows = shown.map(({ token, networkItemId, reference }) => ({
    token,
    item: networkItemId,
    sealed: data
      .seal('channel_media.sealed_reference', rowOf(token, networkItemId), reference)
      .toString('hex'),
  }))
  await sql`
    insert into channel_media (token, network_item_id, channel_id, sealed_reference)
    select s.token, s.item, ${channelId}, decode(s.sealed, 'hex')
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as s (token text, item text, sealed text)
    on conflict do nothing`.execute(db)
}

/** @returns undefined for a token that nobody made; `erased` when no message shows it any more. */
export async function findMedia(
  db: Db,
  sealer: Sealer,
  token: string,
): Promise<{ readonly channelId: ChannelId; readonly reference: string } | 'erased' | undefined> {
  const rows = await db
    .selectFrom('channel_media')
    .select(['channel_id', 'network_item_id', 'sealed_reference'])
    .where('token', '=', token)
    .orderBy('sealed_reference', (order) => order.nullsLast())
    .limit(1)
    .execute()
  const [row] = rows
  if (!row) return undefined
  const { channel_id: channelId, network_item_id, sealed_reference } = row
  if (channelId === null || sealed_reference === null) return 'erased'
  const place = rowOf(token, network_item_id)
  const reference = await openOne(
    db,
    sealer,
    'channel_media.sealed_reference',
    place,
    sealed_reference,
  )
  return { channelId, reference: String(reference) }
}

/** Erases what certain messages show, or all that a Channel's do. */
export async function eraseMedia(
  trx: Trx,
  channelId: ChannelId,
  items?: readonly string[],
): Promise<void> {
  await sql`
    update channel_media set sealed_reference = null where channel_id = ${channelId}
      and (${items === undefined} or network_item_id = any(${items ?? []}))`.execute(trx)
}

/** Media of a message that was taken for deleted and may come back. */
export async function forgetErasedMedia(
  trx: Trx,
  channelId: ChannelId,
  networkItemId: NetworkItemId,
): Promise<void> {
  await sql`
    delete from channel_media where channel_id = ${channelId}
      and network_item_id = ${networkItemId} and sealed_reference is null`.execute(trx)
}

function rowOf(token: string, networkItemId: NetworkItemId): string {
  return `${token}:${networkItemId}`
}
