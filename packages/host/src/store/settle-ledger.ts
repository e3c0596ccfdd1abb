import { sql } from 'kysely'
import { writeAudit } from './audit.ts'
import type { Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import type { About } from './ledger.ts'
import { days } from './proof.ts'

/** How much of each was taken note of. */
export type Settled = Readonly<Record<About, number>> & { readonly texts: number }

/**
 * Takes note of what a Channel's ledger and its rows don't agree on, so that the next proof begins from
 * what is stored: an entry of its own for each day, and nothing that was counted is changed. A state that
 * no host writes is not settled: the row has to be mended.
 */
export async function settleLedger(
  trx: Trx,
  channelId: ChannelId,
  because: string,
): Promise<Settled> {
  const settled = {
    messages: await settleDays(trx, 'messages', channelId),
    'ticket-actions': await settleDays(trx, 'ticket-actions', channelId),
    texts: await settleTexts(trx, channelId),
  }
  await writeAudit(trx, { action: 'ledger.settled', channelId, after: settled, cause: because })
  return settled
}

async function settleDays(trx: Trx, about: About, channelId: ChannelId): Promise<number> {
  const { rows } = await sql`
    insert into ledger (channel_id, about, entry, day, count, digest)
    select "channelId", ${sql.lit(about)}, 'settled', day::date, stored - counted, digest::numeric
    from (${days(about, { channelIds: [channelId], since: null })}) differing
    on conflict (channel_id, about, entry, day) do update
      set count = ledger.count + excluded.count, digest = ledger.digest + excluded.digest
    returning day`.execute(trx)
  return rows.length
}

async function settleTexts(trx: Trx, channelId: ChannelId): Promise<number> {
  const messages = await sql`
    update interactions set content_digest = ledger_digest(content::text)
    where channel_id = ${channelId} and content is not null
      and content_digest <> ledger_digest(content::text)`.execute(trx)
  const actions = await sql`
    update ticket_actions set payload_digest = ledger_digest(payload::text)
    where channel_id = ${channelId} and erased_at is null
      and payload_digest <> ledger_digest(payload::text)`.execute(trx)
  return Number(messages.numAffectedRows ?? 0) + Number(actions.numAffectedRows ?? 0)
}
