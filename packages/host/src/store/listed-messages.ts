import { type Message, type PlainData, WrittenMessage } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import { sql } from 'kysely'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { storeRelisted } from './absences.ts'
import { channelSealer, keysAtHand } from './account-keys.ts'
import type { Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { storeMessages, type Unusable } from './interactions.ts'
import { jsonb, jsonText } from './jsonb.ts'
import { dueNow, isWanted, type Reconciliation } from './reconciliations.ts'
import { storeDeletion, storeEdit } from './revisions.ts'

/** How much is stored at once when everything was listed. */
const BATCH = 500

/** One page as it is to be stored. */
export interface ListedPage {
  readonly messages: readonly Message[]
  readonly unusable: readonly Unusable[]
  readonly cursor: PlainData | undefined
  readonly completeSince: string | undefined
  /** From when the Channel wants messages: an older one counts only where it is known already. */
  readonly wantedSince: Date
}

/**
 * Stores what a page says: edits and deletions of what is known at once, names of everything, and what
 * is missing apart, until the whole window was listed and a fetch has had the chance to bring it.
 */
export async function storeListed(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  run: Reconciliation,
  page: ListedPage,
): Promise<void> {
  const { unusable, cursor, completeSince } = page
  const end = cursor === undefined
  // Asked for anew meanwhile: this page counts for nothing.
  if (!(await isWanted(trx, run))) return
  await sql`
    update reconciliations set pages = pages + 1, failures = 0, cursor = ${jsonb(cursor)},
      listed_at = case when ${end} then now() end,
      complete_since = case when ${completeSince ?? null}::timestamptz is not null
        then greatest(since, ${completeSince ?? null}::timestamptz) end
    where id = ${run.id}`.execute(trx)
  await dueNow(trx, channelId)

  const known = await knownOf(trx, channelId, page.messages.map(idOf))
  const relisted = await storeRelisted(trx, channelId, run, page.messages.filter(isWritten))
  const messages = page.messages.filter(
    (message) => known.has(idOf(message)) || !isFromBefore(message, page.wantedSince),
  )
  let edited = 0
  let deleted = 0
  const missing: WrittenMessage[] = []
  for (const message of messages) {
    if (!('interaction' in message)) deleted += await storeDeletion(trx, channelId, message)
    else if (!known.has(idOf(message))) missing.push(message)
    else if (relisted.has(idOf(message)))
      edited += relisted.get(idOf(message)) === 'restored' ? 1 : 0
    else if (message.updatedTime !== undefined) {
      edited += await storeEdit(trx, channelId, message, message.updatedTime)
    }
  }
  if (unusable.length > 0) await storeMessages(trx, sealer, channelId, [], unusable)
  const data = await channelSealer(trx, sealer, channelId)
  await remember(trx, data, run.id, messages, unusable, new Set(missing))
  if (edited + deleted > 0) {
    await sql`update reconciliations set edited = edited + ${edited}, deleted = deleted + ${deleted}
      where id = ${run.id}`.execute(trx)
  }
}

/** Whether a message was written before the Channel wanted any. */
function isFromBefore(message: Message, wantedSince: Date): boolean {
  const created = createdOf(message)
  return created !== null && new Date(created) < wantedSince
}

async function knownOf(
  trx: Trx,
  channelId: ChannelId,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select network_item_id as id from interactions
    where channel_id = ${channelId} and network_item_id = any(${ids})`.execute(trx)
  return new Set(rows.map(({ id }) => id))
}

async function remember(
  trx: Trx,
  sealer: AccountSealer,
  runId: string,
  messages: readonly Message[],
  unusable: readonly Unusable[],
  missing: ReadonlySet<Message>,
): Promise<void> {
  const rows = new Map(
    messages.map((message) => {
      const id = idOf(message)
      const sealed = missing.has(message) ? sealer.seal(PLACE, `${runId}:${id}`, message) : null
      return [id, { id, created: createdOf(message), sealed: sealed?.toString('base64') ?? null }]
    }),
  )
  for (const { networkItemId: id } of unusable) rows.set(id, { id, created: null, sealed: null })
  await sql`
    insert into reconciliation_messages as m (reconciliation_id, network_item_id, created_time,
      sealed_message)
    select ${runId}::bigint, id, created, decode(sealed, 'base64')
    from jsonb_to_recordset(${jsonText([...rows.values()])}::jsonb)
      as given (id text, created timestamptz, sealed text)
    on conflict (reconciliation_id, network_item_id) do update
      set sealed_message = coalesce(excluded.sealed_message, m.sealed_message)`.execute(trx)
}

const PLACE = 'reconciliation_messages.sealed_message'

/**
 * Stores a batch of what was missing, the oldest first: what is still unknown now was not merely on
 * its way.
 *
 * @returns how many were missing; undefined when nothing is left.
 */
export async function storeMissing(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  run: Reconciliation,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select network_item_id as id, sealed_message as sealed from reconciliation_messages
    where reconciliation_id = ${run.id} and sealed_message is not null
    order by created_time nulls first, place limit ${BATCH}`.execute(trx)
  if (rows.length === 0) return undefined
  await keysAtHand(
    trx,
    sealer,
    rows.map(({ sealed }) => sealed),
  )
  const messages = rows.flatMap(({ id, sealed }) => {
    const opened = check(WrittenMessage, sealer.open(PLACE, `${run.id}:${id}`, sealed))
    return opened.ok ? [opened.value] : []
  })
  const ids = rows.map(({ id }) => id)
  const known = await knownOf(trx, channelId, ids)
  await storeMessages(trx, sealer, channelId, messages, [])
  const missing = ids.filter((id) => !known.has(id)).length
  await sql`
    update reconciliation_messages set sealed_message = null
    where reconciliation_id = ${run.id} and network_item_id = any(${ids})`.execute(trx)
  await sql`
    update reconciliations set missing = missing + ${missing} where id = ${run.id}`.execute(trx)
  return missing
}

function isWritten(message: Message): message is WrittenMessage {
  return 'interaction' in message
}

function idOf(message: Message): string {
  return 'interaction' in message ? message.interaction.networkItemId : message.networkItemId
}

function createdOf(message: Message): string | null {
  const created = 'interaction' in message ? message.interaction.createdTime : undefined
  const time = Date.parse(created ?? '')
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
