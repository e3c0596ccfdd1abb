import { type Expression, sql } from 'kysely'
import type { TicketActionState } from '../delivery.ts'
import { openTexts } from './contents.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId, FollowupId, NetworkItemId, TicketId } from './ids.ts'
import { jsonText } from './jsonb.ts'

/** Bound to the event's uuid. */
export const PAYLOAD = 'ticket_actions.payload'

/** A Ticket Action that is not settled. */
export interface OpenAction {
  readonly id: string
  readonly type: string
  readonly actionId: string
  readonly ticketId: TicketId
  readonly networkItemId: NetworkItemId
  readonly followupId: FollowupId | null
  readonly payload: unknown
  readonly state: TicketActionState
  readonly attempts: number
  readonly attemptedAt: Date | null
  readonly published: unknown
  readonly failure: string | null
  readonly reason: string | null
  readonly acceptedAt: Date
  readonly sendingDeadline: Date | null
  /** An earlier call ended without an answer, and nobody could look up what came of it. */
  readonly outcomeUnknown: boolean
  /** When an operator gave it up, and what they wrote to the community manager. */
  readonly givenUpAt: Date | null
  readonly givenUpReason: string | null
  /** When SocialHub sent it again before it was settled here, by the clock of its events. */
  readonly resentAt: string | null
  readonly retryAt: Date
  /** The step that accepted it. */
  readonly traceparent: string | null
  /** Milliseconds until its time to be worked on, by the database's clock; 0 when it has come. */
  readonly dueInMs: number
}

/** Where nothing is left to do. */
export const SETTLED = ['confirmed', 'unconfirmed', 'reset'] as const satisfies TicketActionState[]

/** Open Ticket Actions of a Channel in the order in which they were accepted, at most 200. */
export async function openActions(db: Db, channelId: ChannelId): Promise<readonly OpenAction[]> {
  const { rows } = await sql<OpenAction & { uuid: string }>`
    select id, event_uuid as uuid, type, action_id as "actionId", ticket_id as "ticketId",
      network_item_id as "networkItemId", followup_id as "followupId", payload, state, attempts,
      attempted_at as "attemptedAt", published, failure, reason, accepted_at as "acceptedAt",
      sending_deadline as "sendingDeadline", outcome_unknown as "outcomeUnknown", resent_at::text as "resentAt",
      given_up_at as "givenUpAt", given_up_reason as "givenUpReason", retry_at as "retryAt", traceparent,
      case when retry_at <= now() then 0
        else ceil(extract(epoch from retry_at - now()) * 1000)::int end as "dueInMs"
    from ticket_actions
    where channel_id = ${channelId} and state not in (${sql.join(SETTLED.map(sql.lit))})
    order by id limit 200`.execute(db)
  const texts = rows.map(({ uuid, payload }) => ({ row: uuid, stored: payload }))
  const payloads = await openTexts(db, PAYLOAD, texts)
  return rows.map(({ uuid: _, ...action }, place) => ({ ...action, payload: payloads[place] }))
}

/** What changes with a step of a Ticket Action. */
export interface ActionStep {
  readonly to: TicketActionState
  /** When to go on, in milliseconds from now; absent: at once. */
  readonly retryInMs?: number
  readonly failure?: string
  readonly reason?: string
  readonly published?: unknown
  /** With `sending`: after how long the call has certainly ended; absent: it has ended already. */
  readonly deadlineInMs?: number
  /** Sent again although nobody knows what came of the last call. Never taken back. */
  readonly outcomeUnknown?: true
  /** Nothing changes if SocialHub has sent it again since, at another time than this. */
  readonly unlessResentSince?: string | null
}

/** Moves one Ticket Action on. Clocks are PostgreSQL's. */
export async function moveAction(trx: Trx, id: string, step: ActionStep): Promise<void> {
  await moved(trx, id, step).execute()
}

/** The same as a statement that is still to be run. */
export function moved(db: Db, id: string, step: ActionStep) {
  return db
    .updateTable('ticket_actions')
    .set({
      state: step.to,
      retry_at:
        step.retryInMs === undefined
          ? sql`'epoch'::timestamptz`
          : sql`now() + ${step.retryInMs} * interval '1 ms'`,
      ...(step.failure !== undefined && { failure: step.failure }),
      ...(step.reason !== undefined && { reason: step.reason }),
      ...(step.published !== undefined && { published: sql`${jsonText(step.published)}::jsonb` }),
      ...(step.deadlineInMs === undefined
        ? { sending_deadline: null }
        : {
            attempts: sql`attempts + 1`,
            attempted_at: sql`now()`,
            sending_deadline: sql`now() + ${step.deadlineInMs} * interval '1 ms'`,
          }),
      ...(step.outcomeUnknown && { outcome_unknown: true }),
      ...(SETTLED.some((state) => state === step.to) && { settled_at: sql`now()` }),
    })
    .where('id', '=', id)
    .$if(step.unlessResentSince !== undefined, (query) =>
      query.where(
        sql<boolean>`resent_at is not distinct from ${step.unlessResentSince ?? null}::timestamptz`,
      ),
    )
}

/** Stores that an action is being sent, unless an operator has given it up; returns its row then. */
export function sendingBegun(
  db: Db,
  channelId: Expression<string>,
  id: string,
  deadlineInMs: number,
) {
  return moved(db, id, { to: 'sending', deadlineInMs })
    .where('channel_id', '=', channelId)
    .where('given_up_at', 'is', null)
    .returning('id')
}

/** Leaves an action alone until the call that another host may still be making has ended. */
export async function waitUntilEnded(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('ticket_actions')
    .set({ retry_at: sql`coalesce(sending_deadline, 'epoch')` })
    .where('id', '=', id)
    .execute()
}

/** Puts off what could not be done now, counting the attempt, without changing its state. */
export async function putOff(trx: Trx, id: string, retryInMs: number): Promise<void> {
  await trx
    .updateTable('ticket_actions')
    .set({ attempts: sql`attempts + 1`, retry_at: sql`now() + ${retryInMs} * interval '1 ms'` })
    .where('id', '=', id)
    .execute()
}

/** The same, where nothing was tried: the budget of calls is spent. */
export async function waitForCall(trx: Trx, id: string, waitMs: number): Promise<void> {
  await trx
    .updateTable('ticket_actions')
    .set({ retry_at: sql`now() + ${waitMs} * interval '1 ms'` })
    .where('id', '=', id)
    .execute()
}
