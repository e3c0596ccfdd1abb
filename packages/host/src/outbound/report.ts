import { PublishedReply } from '@hubward/plugin'
import { type SocialHubClient, TicketActionType } from '@hubward/socialhub'
import Value from 'typebox/value'
import { channelLog } from '../channel-log.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { askSocialHub, factsOfAnswer } from '../socialhub.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { type ActionStep, moved, type OpenAction, putOff } from '../store/ticket-actions.ts'
import { during } from '../tracing/tracing.ts'
import { stepOf } from './step.ts'

/** Tells SocialHub that a reply was published. A conflict says that it knows already. */
export async function confirm(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
): Promise<void> {
  const { ticketId, followupId } = action
  if (followupId === null) {
    await move(context, lease, action, { to: 'confirmed' })
    return
  }
  const interaction = Value.Parse(PublishedReply, action.published)
  await report(context, lease, channel, action, 'confirmed', 'unconfirmed', (client) =>
    client.confirmReply({ ticketId, followupId }, { interaction }),
  )
}

/**
 * Tells SocialHub that an action failed, and why, in the Channel's language. Whoever reads it can send
 * a reply again before we know that it was heard; then nobody can tell which attempt a reset met, and
 * the new one is reset as well, rather than left waiting or sent after its reset.
 */
export async function reset(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
): Promise<void> {
  const { ticketId, actionId, followupId, reason } = action
  const type = Value.Parse(TicketActionType, action.type)
  await report(context, lease, channel, action, 'reset', 'reset', (client) =>
    client.resetAction(
      { ticketId, actionId, type },
      { ...(followupId !== null && { followupId }), ...(reason !== null && { reason }) },
    ),
  )
}

async function report(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
  told: 'confirmed' | 'reset',
  refused: 'unconfirmed' | 'reset',
  call: (client: SocialHubClient) => Promise<unknown>,
): Promise<void> {
  const answer = await during(
    stepOf(context, 'tell SocialHub of Ticket Action', channel, action, action.attempts),
    () => askSocialHub(context, lease, channel, action.attempts, call),
    (given) => (given.kind === 'done' ? { outcome: told } : factsOfAnswer(given)),
  )
  if (answer.kind === 'later') {
    return await lease.transaction((trx) => putOff(trx, action.id, answer.inMs))
  }
  if (answer.kind === 'refused') {
    channelLog(context, channel).error(
      { ticketId: action.ticketId, action: action.id },
      `SocialHub would not hear that a Ticket Action was ${told}: ${answer.reason}`,
    )
  }
  const to = answer.kind === 'refused' ? refused : told
  if (told === 'confirmed') await context.atCrashPoint('action.confirmed')
  const step = { to, ...(to === 'reset' && { unlessResentSince: action.resentAt }) }
  await move(context, lease, action, step)
  if (told === 'confirmed') await context.atCrashPoint('action.confirmed-stored')
}

async function move(
  { db }: HostContext,
  lease: Lease,
  { id }: OpenAction,
  step: ActionStep,
): Promise<void> {
  await lease.single((channelId) => moved(db, id, step).where('channel_id', '=', channelId))
}
