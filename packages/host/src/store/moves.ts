import type { Interaction } from '@hubward/socialhub'
import { sql } from 'kysely'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer, keysAtHand, openOne } from './account-keys.ts'
import { writeAudit } from './audit.ts'
import { changeState } from './channel-state.ts'
import { openTexts, sealText } from './contents.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { jsonText } from './jsonb.ts'
import { carryLedger } from './ledger.ts'
import { ring } from './turns.ts'

const BATCH = 1_000

/** Marks a Custom Channel: the Channel that its Customer adds for the same account takes over. */
export async function markMove(trx: Trx, channelId: ChannelId): Promise<void> {
  await trx
    .insertInto('channel_moves')
    .values({ channel_id: channelId, to_channel: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await writeAudit(trx, { action: 'channel.move-marked', channelId })
}

/**
 * Takes the mark away, as long as no Channel takes over yet.
 *
 * @returns `begun` where one does.
 */
export async function unmarkMove(
  db: Db,
  channelId: ChannelId,
): Promise<'called-off' | 'begun' | 'not-marked'> {
  const calledOff = await db.transaction().execute(async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('channel_moves')
      .where('channel_id', '=', channelId)
      .where('to_channel', 'is', null)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return false
    await writeAudit(trx, { action: 'channel.move-called-off', channelId })
    return true
  })
  if (calledOff) return 'called-off'
  const left = await db
    .selectFrom('channel_moves')
    .select('to_channel')
    .where('channel_id', '=', channelId)
    .executeTakeFirst()
  return left ? 'begun' : 'not-marked'
}

/** The marked Custom Channel of the same Account, integration and account at the Network, if any. */
export async function markedFor(trx: Trx, channelId: ChannelId): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select former.id from channels c
      join channels former on former.integration = c.integration
        and former.network_id = c.network_id and former.account_id = c.account_id
        and former.id <> c.id
      join channel_moves move on move.channel_id = former.id
    where c.id = ${channelId} and (move.to_channel is null or move.to_channel = c.id)`.execute(trx)
  return rows[0]?.id
}

/**
 * Lets one Channel wait for what another hands over. Whoever is at work for it loses its turn, so that
 * no late write moves the position.
 */
export async function beginMove(trx: Trx, from: string, to: string): Promise<void> {
  await ring(trx, from, 'command')
  await trx
    .updateTable('turns')
    .set({ fence: sql`fence + 1`, holder: null, due_at: sql`now()` })
    .where('channel_id', '=', to)
    .execute()
  const { token_generation: tokenGeneration, former } = await trx
    .selectFrom('channels')
    .select(['token_generation'])
    .select((select) =>
      select
        .selectFrom('channels as f')
        .select('f.socialhub_channel_id')
        .where('f.id', '=', from)
        .as('former'),
    )
    .where('id', '=', to)
    .executeTakeFirstOrThrow()
  const cause = `Waits until the Custom Channel ${former ?? ''} has handed over.`
  await changeState(trx, { id: to, tokenGeneration }, 'paused by the operator', cause)
  await trx
    .updateTable('channel_moves')
    .set({ to_channel: to })
    .where('channel_id', '=', from)
    .execute()
}

export async function storeWebhookRemoved(trx: Trx, channelId: ChannelId): Promise<void> {
  await trx
    .updateTable('channel_moves')
    .set({ webhook_removed_at: sql`now()` })
    .where('channel_id', '=', channelId)
    .execute()
}

/**
 * Hands everything over, and ends the Custom Channel here: one transaction, so that the other Channel
 * has the position and the known ids together or not at all. Ids of Tickets stay behind: they are of
 * the Custom Channel.
 *
 * @returns false when a Ticket Action came in meanwhile that has to be settled first.
 */
export async function carryOver(
  trx: Trx,
  sealer: Sealer,
  channel: { readonly id: string; readonly integration: string; readonly manifest: string },
  to: string,
  tokenLives: boolean,
): Promise<boolean> {
  const { id: from } = channel
  // Nobody can add a Ticket Action from here on: it would need this row.
  await trx.selectFrom('channels').select('id').where('id', '=', from).forUpdate().execute()
  const open = await trx
    .selectFrom('ticket_actions')
    .select('id')
    .where('channel_id', '=', from)
    .where('state', 'not in', ['confirmed', 'unconfirmed', 'reset'])
    .executeTakeFirst()
  if (open && tokenLives) return false
  await ring(trx, to, 'command')
  await carryInteractions(trx, sealer, from, to)
  await carryStore(trx, sealer, channel.integration, from, to)
  await carryPushes(trx, from, to)
  await sql`update ticket_actions set channel_id = ${to}
    where channel_id = ${from} and state in ('confirmed', 'reset')`.execute(trx)
  await carryLedger(trx, from, to)
  await sql`update files set channel_id = ${to} where channel_id = ${from}`.execute(trx)
  await sql`update channel_media set channel_id = ${to} where channel_id = ${from}`.execute(trx)
  const { rows } = await sql<{ generation: number; successor: string }>`
    update channels c set position = former.position, fetch_since = former.fetch_since,
      fetch_interval_ms = null, fetch_failures = 0, fetch_due_at = now()
    from channels former where former.id = ${from} and c.id = ${to}
    returning c.token_generation as generation, c.socialhub_channel_id as successor`.execute(trx)
  const { generation: tokenGeneration = 0, successor = null } = rows[0] ?? {}
  await changeState(
    trx,
    { id: to, tokenGeneration },
    'resumed by the operator',
    'The Custom Channel handed over.',
  )
  await writeAudit(trx, { action: 'channel.moved', channelId: from, after: { channel: successor } })
  await trx.deleteFrom('channels').where('id', '=', from).execute()
  await trx.deleteFrom('manifests').where('id', '=', channel.manifest).execute()
  return true
}

/** Known messages, delivered or not, with what the plugin noted of them, sealed for their new place. */
async function carryInteractions(
  trx: Trx,
  sealer: Sealer,
  from: string,
  to: string,
): Promise<void> {
  // What both know and one has delivered needs no second Ticket.
  await sql`update interactions i set state = 'delivered', attempts = greatest(i.attempts, 1),
      delivered_at = coalesce(former.delivered_at, former.received_at)
    from interactions former
    where i.channel_id = ${to} and i.state = 'stored' and former.channel_id = ${from}
      and former.network_item_id = i.network_item_id
      and former.state in ('delivered', 'own-reply')`.execute(trx)
  // They name Tickets of the Custom Channel, which nobody can change any more.
  await trx.deleteFrom('revisions').where('channel_id', '=', from).execute()
  const data = await channelSealer(trx, sealer, to)
  let after = ''
  for (;;) {
    const batch = await trx
      .selectFrom('interactions')
      .select(['network_item_id as item', 'sealed_reference as sealed', 'content'])
      .where('channel_id', '=', from)
      .where('network_item_id', '>', after)
      .orderBy('network_item_id')
      .limit(BATCH)
      .execute()
    const last = batch.at(-1)
    if (!last) return
    after = last.item
    const place = 'interactions.sealed_reference'
    await keysAtHand(
      trx,
      sealer,
      batch.map(({ sealed }) => sealed),
    )
    const contents = await openTexts<Interaction | null>(
      trx,
      'interactions.content',
      batch.map(({ item, content }) => ({ row: `${from}:${item}`, stored: content })),
    )
    const rows = batch.map(({ item, sealed }, at) => ({
      item,
      content: sealAgain(data, `${to}:${item}`, contents[at] ?? null),
      reference: sealed
        ? data
            .seal(place, `${to}:${item}`, sealer.open(place, `${from}:${item}`, sealed))
            .toString('base64')
        : null,
    }))
    await sql`update interactions i
      set channel_id = ${to}, sealed_reference = decode(moved.reference, 'base64'), ticket_id = null,
        content = moved.content,
        content_digest = case when i.content_digest = ledger_digest(i.content::text)
          then ledger_digest(moved.content::text) else i.content_digest end
      from jsonb_to_recordset(${jsonText(rows)}::jsonb) as moved (item text, reference text, content jsonb)
      where i.channel_id = ${from} and i.network_item_id = moved.item and not exists (
        select from interactions known
        where known.channel_id = ${to} and known.network_item_id = moved.item)`.execute(trx)
  }
}

function sealAgain(data: AccountSealer, row: string, content: Interaction | null): unknown {
  return content && sealText(data, 'interactions.content', row, content)
}

/** What the plugin keeps for the Channel; where both have something, the later Channel's stays. */
async function carryStore(
  trx: Trx,
  sealer: Sealer,
  integration: string,
  from: string,
  to: string,
): Promise<void> {
  const place = 'plugin_store.sealed_value'
  const rows = await trx
    .selectFrom('plugin_store')
    .select(['key', 'sealed_value'])
    .where('integration', '=', integration)
    .where('channel_id', '=', from)
    .execute()
  const data = await channelSealer(trx, sealer, to)
  for (const { key, sealed_value } of rows) {
    const value = await openOne(trx, sealer, place, `${integration}/${from}/${key}`, sealed_value)
    const sealed = data.seal(place, `${integration}/${to}/${key}`, value)
    await sql`update plugin_store s set channel_id = ${to}, sealed_value = ${sealed}
      where integration = ${integration} and channel_id = ${from} and key = ${key}
        and not exists (select from plugin_store known where known.integration = ${integration}
          and known.channel_id = ${to} and known.key = ${key})`.execute(trx)
  }
  await sql`delete from plugin_store
    where integration = ${integration} and channel_id = ${from}`.execute(trx)
}

/** The push log goes on with the former Channel's numbers, which its position may name. */
async function carryPushes(trx: Trx, from: string, to: string): Promise<void> {
  // By way of negative numbers, since each must be free when it is given.
  await sql`update pushes p set number = -(p.number + former.push_count)
    from channels former where former.id = ${from} and p.channel_id = ${to}`.execute(trx)
  await sql`update pushes set number = -number where channel_id = ${to}`.execute(trx)
  await sql`update pushes set channel_id = ${to} where channel_id = ${from}`.execute(trx)
  await sql`update channels c set push_count = c.push_count + former.push_count,
      push_read = former.push_read
    from channels former where former.id = ${from} and c.id = ${to}`.execute(trx)
}
