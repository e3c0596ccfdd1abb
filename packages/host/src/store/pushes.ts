import type { PlainData, PushEntry } from '@hubward/plugin'
import { sql } from 'kysely'
import { keysAtHand } from './account-keys.ts'
import { sealerOn, textSealer } from './contents.ts'
import type { Db, Trx } from './database.ts'
import { wantedNow } from './fetching.ts'
import type { ChannelId } from './ids.ts'
import { jsonText, storable } from './jsonb.ts'
import { ring } from './turns.ts'
import { READS_PUSHES } from './waiting.ts'

const PLACE = 'pushes.sealed_entry'
/** As in `sealed-places.ts`. */
const ROW = 'entry'

/**
 * Appends to a Channel's push log. Numbers come from the Channel's own row, locked until the commit:
 * so they have no gaps, and nobody who read up to n will ever find a smaller one later.
 */
export async function appendPushes(
  trx: Trx,
  channelId: ChannelId,
  entries: readonly PlainData[],
): Promise<void> {
  if (entries.length === 0) return
  // Rings first: every transaction locks a Channel's turn before its row, so that none deadlock.
  await ring(trx, channelId, 'push')
  const data = await textSealer(trx, channelId)
  const isSealed = data.accountKeyId !== undefined
  const stored = isSealed
    ? entries.map((entry) => data.seal(PLACE, ROW, storable(entry)).toString('base64'))
    : entries
  await sql`
    with counted as (
      update channels set push_count = push_count + ${entries.length}, fetch_due_at = least(fetch_due_at, now())
      where id = ${channelId} returning push_count - ${entries.length} as before
    )
    insert into pushes (channel_id, number, entry, sealed_entry)
    select ${channelId}, before + place, case when not ${isSealed} then entry end,
      case when ${isSealed} then decode(entry #>> '{}', 'base64') end
    from counted, jsonb_array_elements(${jsonText(stored)}::jsonb) with ordinality as e (entry, place)
  `.execute(trx)
}

/** Lets a Channel fetch at once: something is there, and the Network has kept it. */
export async function wakeFetch(trx: Trx, channelId: ChannelId): Promise<void> {
  await ring(trx, channelId, 'push')
  await sql`
    update channels set fetch_due_at = ${wantedNow(sql`t.holder is not null`)}
    from turns t where channels.id = ${channelId} and t.channel_id = channels.id`.execute(trx)
}

/** Entries after `after`, in the order of their numbers. */
export async function readPushes(
  db: Db,
  channelId: ChannelId,
  after: number,
  limit: number,
): Promise<PushEntry[]> {
  const rows = await db
    .selectFrom('pushes')
    .select(['number', 'entry', 'sealed_entry', 'received_at'])
    .where('channel_id', '=', channelId)
    .where('number', '>', String(after))
    .orderBy('number')
    .limit(limit)
    .execute()
  const opened = await openEntries(db, rows)
  return rows.map((row, place) => ({
    number: Number(row.number),
    entry: opened[place] ?? null,
    receivedTime: row.received_at.toISOString(),
  }))
}

/** What entries say, sealed or not. */
export async function openEntries(
  db: Db,
  rows: readonly { readonly entry: unknown; readonly sealed_entry: Buffer | null }[],
): Promise<readonly PlainData[]> {
  const sealer = sealerOn(db)
  await keysAtHand(
    db,
    sealer,
    rows.map(({ sealed_entry }) => sealed_entry),
  )
  return rows.map(({ entry, sealed_entry: sealed }) =>
    // What was stored was plain data, and jsonb gives it back as such.
    sealed ? sealer.open(PLACE, ROW, sealed) : (entry as PlainData),
  )
}

/**
 * Erases what committed fetches have read, once it is older than a day; and after a month what nobody
 * reads, since for a Network that is polled a push is only a hint. What a Channel that stands still has
 * yet to read stays.
 */
export async function erasePushes(db: Db): Promise<void> {
  await sql`
    delete from pushes p using channels c
    where c.id = p.channel_id
      and (p.number <= c.push_read and p.received_at < now() - interval '1 day'
        or not ${READS_PUSHES} and p.received_at < now() - interval '30 days')`.execute(db)
}
