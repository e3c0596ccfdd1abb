import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'

/** What happened between SocialHub and a Network, as far as somebody may have to look at it. */
export interface HostEvent {
  /** `action-12` or `interaction-34`. */
  readonly id: string
  readonly kind: 'action' | 'interaction'
  /** SocialHub's id of the Channel. */
  readonly channelId: string
  readonly channel: string
  readonly state: string
  readonly at: Date
  /** `reply`, `button` … of a Ticket Action; null for an Interaction. */
  readonly type: string | null
  readonly actionId: string | null
  readonly ticketId: string | null
  readonly networkItemId: string
  readonly followupId: string | null
  /** Why it failed or was refused. */
  readonly reason: string | null
  /** A code, where a plugin gave one. */
  readonly failure: string | null
  readonly attempts: number
  readonly settledAt: Date | null
  /** Whether the content is still there, so that it could be sent again. */
  readonly kept: boolean
}

export interface EventFilter {
  readonly channelId?: string
  readonly state?: string
  readonly kind?: HostEvent['kind']
  readonly since?: Date
  readonly id?: string
  readonly limit: number
}

/**
 * Ticket Actions, and Interactions that were refused; the latest first.
 */
export async function listEvents(
  db: Kysely<Database>,
  filter: EventFilter,
): Promise<readonly HostEvent[]> {
  const { channelId = null, state = null, kind = null, since = null, id = null, limit } = filter
  const { rows } = await sql<HostEvent>`
    select * from (
      select 'action-' || a.id as id, 'action' as kind, c.socialhub_channel_id as "channelId",
        c.name as channel, a.state, a.accepted_at as at, a.type, a.action_id as "actionId",
        a.ticket_id as "ticketId", a.network_item_id as "networkItemId",
        a.followup_id as "followupId", a.reason, a.failure, a.attempts,
        a.settled_at as "settledAt", true as kept
      from ticket_actions a join channels c on c.id = a.channel_id
      union all
      select 'interaction-' || i.seq, 'interaction', c.socialhub_channel_id, c.name, i.state,
        i.received_at, null, null, i.ticket_id, i.network_item_id, null, i.refusal, null,
        i.attempts, null, i.content is not null
      from interactions i join channels c on c.id = i.channel_id where i.state = 'refused'
    ) event
    where (${channelId}::text is null or "channelId" = ${channelId})
      and (${state}::text is null or state = ${state})
      and (${kind}::text is null or kind = ${kind})
      and (${since}::timestamptz is null or at >= ${since})
      and (${id}::text is null or id = ${id})
    order by at desc, id desc limit ${limit}`.execute(db)
  return rows
}

/**
 * Lets a refused Interaction wait for its Ticket again, its content unchanged.
 *
 * @returns our id of its Channel; undefined when it is not refused any more, or its content is gone.
 */
export async function reopenInteraction(
  trx: Transaction<Database>,
  seq: string,
): Promise<string | undefined> {
  const row = await trx
    .updateTable('interactions')
    .set({ state: 'stored', refusal: null })
    .where('seq', '=', seq)
    .where('state', '=', 'refused')
    .where('content', 'is not', null)
    .returning('channel_id')
    .executeTakeFirst()
  return row?.channel_id
}

/**
 * Lets SocialHub be told again of a reply that is on the Network. Nothing is published again.
 *
 * @returns our id of its Channel; undefined when it is not unconfirmed any more.
 */
export async function reopenConfirmation(
  trx: Transaction<Database>,
  id: string,
): Promise<string | undefined> {
  const row = await trx
    .updateTable('ticket_actions')
    .set({ state: 'published', settled_at: null, retry_at: sql`'epoch'::timestamptz` })
    .where('id', '=', id)
    .where('state', '=', 'unconfirmed')
    .returning('channel_id')
    .executeTakeFirst()
  return row?.channel_id
}
