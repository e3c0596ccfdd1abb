import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'

/** A change of a message whose Ticket SocialHub has. */
export interface WaitingRevision {
  readonly networkItemId: string
  readonly revision: number
  readonly kind: 'edited' | 'deleted'
  readonly content: unknown
  readonly ticketId: string
  readonly thread: string
  readonly own: boolean
}

/** Whether a revision may be sent now, as SQL about its row `r` and its Interaction's `i`. */
export const REVISION_READY = sql<boolean>`r.state = 'stored' and i.state = 'delivered'
  and i.ticket_id is not null`

/** The next revisions, those of one message in their order; only where the Ticket's id is known. */
export async function waitingRevisions(
  db: Kysely<Database>,
  channelId: string,
  limit: number,
): Promise<readonly WaitingRevision[]> {
  const { rows } = await sql<WaitingRevision>`
    select r.network_item_id as "networkItemId", r.revision, r.kind, r.content,
      i.ticket_id as "ticketId", i.thread, i.own
    from revisions r join interactions i using (channel_id, network_item_id)
    where r.channel_id = ${channelId} and ${REVISION_READY}
    order by r.received_at, r.revision limit ${limit}`.execute(db)
  return rows
}

/** Ends a revision; a message that is gone from the Network keeps no copy here. */
export async function settleRevision(
  trx: Transaction<Database>,
  channelId: string,
  revision: WaitingRevision,
  refusal: string | null,
): Promise<void> {
  await trx
    .updateTable('revisions')
    .set({ state: refusal === null ? 'delivered' : 'refused', refusal, content: null })
    .where('channel_id', '=', channelId)
    .where('network_item_id', '=', revision.networkItemId)
    .where('revision', '=', revision.revision)
    .execute()
  if (revision.kind === 'deleted') {
    await trx
      .updateTable('interactions')
      .set({ content: null })
      .where('channel_id', '=', channelId)
      .where('network_item_id', '=', revision.networkItemId)
      .execute()
  }
}
