import type { PlainData } from '@hubward/plugin'
import type { Interaction } from '@hubward/socialhub'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import type { ContentPlace } from '../sealing/sealed-places.ts'
import { channelSealers, keysAtHand, channelSealer as sealerOfChannel } from './account-keys.ts'
import { actingOn } from './acting.ts'
import type { Db } from './database.ts'
import type { ChannelId, NetworkItemId } from './ids.ts'
import { storable } from './jsonb.ts'

// Texts of people: columns of jsonb that hold `{ "sealed": "…" }` in their place, with the time by which
// messages are compared. They are sealed before the statement that stores them, so it stays the one it was;
// what is erased is null, or {}, as ever. Rows of before, and of a time when an older host is there, hold the
// text itself: it always has more than these two fields.

/** What seals the texts of a Channel, with the sealer that its audit log uses. */
export function textSealer(db: Db, channelId: ChannelId): Promise<AccountSealer> {
  return sealerOfChannel(db, sealerOn(db), channelId)
}

/** The same for several Channels. */
export function textSealers(
  db: Db,
  channelIds: readonly ChannelId[],
): Promise<ReadonlyMap<ChannelId, AccountSealer>> {
  return channelSealers(db, sealerOn(db), channelIds)
}

/**
 * A text as it is stored.
 *
 * @param row names what it belongs to: it opens nowhere else.
 */
export function sealText(
  data: AccountSealer,
  place: ContentPlace,
  row: string,
  text: object,
): unknown {
  if (data.accountKeyId === undefined) return text
  const sealed = data.seal(place, row, storable(text)).toString('base64')
  return 'createdTime' in text ? { sealed, createdTime: text.createdTime } : { sealed }
}

/** A text that was read, and what it belongs to. */
export interface StoredText {
  readonly row: string
  readonly stored: unknown
}

/** Opens texts; the keys that are not at hand are read in one statement. */
export async function openTexts<Text = PlainData>(
  db: Db,
  place: ContentPlace,
  texts: readonly StoredText[],
): Promise<readonly Text[]> {
  const sealer = sealerOn(db)
  const read = texts.map(({ row, stored }) => ({ row, stored, sealed: sealedIn(stored) }))
  await keysAtHand(
    db,
    sealer,
    read.map(({ sealed }) => sealed),
  )
  // What a schema checked before it was stored comes back as it was.
  return read.map(
    ({ row, stored, sealed }) => (sealed ? sealer.open(place, row, sealed) : stored) as Text,
  )
}

/** The sealed bytes of a stored text; null: it is not sealed. */
export function sealedIn(stored: unknown): Buffer | null {
  if (typeof stored !== 'object' || stored === null || !('sealed' in stored)) return null
  const { sealed, ...rest } = stored
  const others = Object.keys(rest).filter((name) => name !== 'createdTime')
  if (typeof sealed !== 'string' || others.length > 0) return null
  return Buffer.from(sealed, 'base64')
}

export function sealerOn(db: Db) {
  const { sealer } = actingOn(db)
  if (!sealer) throw new Error('Texts can’t be sealed: open the sealer of this handle first.')
  return sealer
}

/** The same rows, with what their messages say opened. */
export async function openInteractions<
  Row extends { readonly networkItemId: NetworkItemId; readonly content: Interaction },
>(db: Db, channelId: ChannelId, rows: readonly Row[]): Promise<readonly Row[]> {
  const texts = rows.map(({ networkItemId, content }) => ({
    row: `${channelId}:${networkItemId}`,
    stored: content,
  }))
  const opened = await openTexts<Interaction>(db, 'interactions.content', texts)
  return rows.map((row, place) => ({ ...row, content: opened[place] ?? row.content }))
}

/** What a message says, as its row has it. */
export async function sealInteraction(
  db: Db,
  channelId: ChannelId,
  interaction: Interaction,
): Promise<unknown> {
  const row = `${channelId}:${interaction.networkItemId}`
  return sealText(await textSealer(db, channelId), 'interactions.content', row, interaction)
}
