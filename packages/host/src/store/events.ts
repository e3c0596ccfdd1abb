import { sql } from 'kysely'
import type { TicketActionState } from '../delivery.ts'
import { writeAudit } from './audit.ts'
import type { Trx } from './database.ts'

// What an operator does with one Ticket Action or refused Interaction: try it again, or give it up.

/**
 * Lets a refused Interaction wait for its Ticket again, its content unchanged.
 *
 * @returns our id of its Channel; undefined when it is not refused any more, or its content is gone.
 */
export async function reopenInteraction(trx: Trx, seq: string): Promise<string | undefined> {
  const row = await trx
    .updateTable('interactions')
    .set({ state: 'stored', refusal: null, given_up_at: null })
    .where('seq', '=', seq)
    .where('state', '=', 'refused')
    .where('content', 'is not', null)
    .returning('channel_id')
    .executeTakeFirst()
  if (!row) return undefined
  const { channel_id: channelId } = row
  const [before, after] = [{ state: 'refused' }, { id: `interaction-${seq}`, state: 'stored' }]
  await writeAudit(trx, { action: 'interaction.retried', channelId, before, after })
  return channelId
}

/** What was given up. */
export interface GivenUp {
  /** Our id of its Channel. */
  readonly channelId: string
  /** Whether the Channel's turn has something to do about it. */
  readonly isOpen: boolean
}

/**
 * Notes that nobody needs to look at a refused Interaction any more. It stays refused, and can be tried
 * again as long as its content is kept.
 *
 * @param reason for the audit log; null: none.
 * @returns undefined when it is not refused, or was given up before.
 */
export async function giveUpInteraction(
  trx: Trx,
  seq: string,
  reason: string | null,
): Promise<GivenUp | undefined> {
  const row = await trx
    .updateTable('interactions')
    .set({ given_up_at: sql`now()` })
    .where('seq', '=', seq)
    .where('state', '=', 'refused')
    .where('given_up_at', 'is', null)
    .returning('channel_id')
    .executeTakeFirst()
  if (!row) return undefined
  const { channel_id: channelId } = row
  const after = { id: `interaction-${seq}`, state: 'refused' }
  await writeAudit(trx, {
    action: 'interaction.given-up',
    channelId,
    after,
    ...(reason !== null && { cause: reason }),
  })
  return { channelId, isOpen: false }
}

/**
 * Lets SocialHub be told again of a reply that is on the Network. Nothing is published again.
 *
 * @returns our id of its Channel; undefined when it is not unconfirmed any more.
 */
export async function reopenConfirmation(trx: Trx, id: string): Promise<string | undefined> {
  const row = await trx
    .updateTable('ticket_actions')
    .set({
      state: 'published',
      settled_at: null,
      given_up_at: null,
      retry_at: sql`'epoch'::timestamptz`,
    })
    .where('id', '=', id)
    .where('state', '=', 'unconfirmed')
    .returning('channel_id')
    .executeTakeFirst()
  if (!row) return undefined
  const { channel_id: channelId } = row
  const [before, after] = [{ state: 'unconfirmed' }, { id: `action-${id}`, state: 'published' }]
  await writeAudit(trx, { action: 'ticket-action.retried', channelId, before, after })
  return channelId
}

/** Where an attempt is made again by itself, and an operator may want it sooner. */
const TRIED_AGAIN_IN = ['accepted', 'published', 'failed'] as const satisfies TicketActionState[]

/**
 * Lets a Ticket Action that waits for its next attempt be tried now. A pause that a Network or SocialHub
 * asked for the whole Channel still holds.
 *
 * @returns our id of its Channel; undefined when it waits for no time.
 */
export async function hurryAction(trx: Trx, id: string): Promise<string | undefined> {
  const row = await trx
    .updateTable('ticket_actions')
    .set({ retry_at: sql`'epoch'::timestamptz` })
    .where('id', '=', id)
    .where('state', 'in', TRIED_AGAIN_IN)
    .where('retry_at', '>', sql<Date>`now()`)
    .returning(['channel_id', 'state'])
    .executeTakeFirst()
  if (!row) return undefined
  const { channel_id: channelId, state } = row
  const after = { id: `action-${id}`, state }
  await writeAudit(trx, { action: 'ticket-action.hurried', channelId, after })
  return channelId
}

/** States in which an operator can give a Ticket Action up. */
const GIVEN_UP_IN = ['accepted', 'sending', 'unconfirmed'] as const satisfies TicketActionState[]

export function canBeGivenUp(state: string): boolean {
  return GIVEN_UP_IN.some((one) => one === state)
}

/**
 * Notes that an operator gave a Ticket Action up. Where it is still to be performed, the Channel's next
 * turn resets it at SocialHub, unless it is on the Network already; an unconfirmed one stays as it is.
 *
 * @param reason for the community manager, and the audit log; null: none.
 * @returns undefined when there is nothing to give up, or it was given up before.
 */
export async function giveUpAction(
  trx: Trx,
  id: string,
  reason: string | null,
): Promise<GivenUp | undefined> {
  const row = await trx
    .updateTable('ticket_actions')
    .set({
      given_up_at: sql`now()`,
      given_up_reason: reason,
      retry_at: sql`'epoch'::timestamptz`,
    })
    .where('id', '=', id)
    .where('state', 'in', GIVEN_UP_IN)
    .where('given_up_at', 'is', null)
    .returning(['channel_id', 'state'])
    .executeTakeFirst()
  if (!row) return undefined
  const { channel_id: channelId, state } = row
  await writeAudit(trx, {
    action: 'ticket-action.given-up',
    channelId,
    after: { id: `action-${id}`, state },
    ...(reason !== null && { cause: reason }),
  })
  return { channelId, isOpen: state !== 'unconfirmed' }
}
