import { channelLog } from '../channel-log.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { askSocialHub, factsOfAnswer } from '../socialhub.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { delivered, storeRefused, takeWaiting, type Waiting } from '../store/interactions.ts'
import { putDeliveryOff, storeDeliveryWell } from '../store/socialhub-pace.ts'
import { during } from '../tracing/tracing.ts'
import { deliverRevisions } from './revise.ts'
import { ticketOf } from './ticket.ts'

/** How many Interactions are taken at once. */
const BATCH = 50
/** How many threads of a Channel are delivered side by side, at most. */
const THREADS = 12
/**
 * How many Tickets of all Channels are on their way at once, about. More is not faster, once a host has
 * as much to do as it can: it only lengthens the line in which every reply has to stand.
 */
const ON_THEIR_WAY = 64

/**
 * Turns waiting Interactions into Tickets: those of one thread in their order, threads side by side.
 * Gives way after each Ticket to a Ticket Action that came in.
 *
 * @param turns how many Channels this host serves at the moment.
 */
export async function deliver(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  turns: number,
): Promise<void> {
  const waiting = await lease.transaction((trx) => takeWaiting(trx, channel.id, BATCH))
  if (waiting.length === 0) return await deliverRevisions(context, lease, channel)

  const threads = Map.groupBy(waiting, (interaction) => interaction.thread).values()
  const sideBySide = Math.max(1, Math.min(THREADS, Math.round(ON_THEIR_WAY / turns)))
  let putOffMs: number | undefined
  // Each of these takes the next thread, until none is left or SocialHub asks for a pause.
  const work = async () => {
    for (const thread of threads) {
      for (const interaction of thread) {
        if (putOffMs !== undefined || lease.rung) return
        const pauseMs = await deliverOne(context, lease, channel, interaction)
        if (pauseMs !== undefined) putOffMs = Math.max(putOffMs ?? 0, pauseMs)
      }
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: sideBySide }, work))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  const failures = channel.deliverFailures
  if (putOffMs !== undefined) {
    const inMs = putOffMs
    await lease.transaction((trx) => putDeliveryOff(trx, channel.id, failures + 1, inMs))
  } else if (failures > 0) {
    await lease.transaction((trx) => storeDeliveryWell(trx, channel.id))
  }
}

/** @returns for how long to pause, when SocialHub could not take it now. */
async function deliverOne(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  { networkItemId, content, own, traceparent: parent }: Waiting,
): Promise<number | undefined> {
  const interaction = ticketOf(channel, content, own)
  const attempt = channel.deliverFailures + 1
  const answer = await during(
    context.tracing.begin('create Ticket', { channel, parent }, { attempt }),
    () =>
      askSocialHub(context, lease, channel, attempt, (client) =>
        client.createTicket({ interaction }),
      ),
    (given) => ({
      ...factsOfAnswer(given),
      ...(given.kind === 'done' && given.value && { ticketId: given.value._id }),
    }),
  )
  if (answer.kind === 'later') return answer.inMs
  if (answer.kind === 'refused') {
    channelLog(context, channel).error(
      { networkItemId },
      `SocialHub refused an Interaction, which is set aside: ${answer.reason}`,
    )
    await lease.transaction((trx) => storeRefused(trx, channel.id, networkItemId, answer.reason))
    return undefined
  }
  await context.atCrashPoint('ticket.created')
  await lease.single((id) => delivered(context.db, id, networkItemId, answer.value?._id))
  await context.atCrashPoint('ticket.stored')
  return undefined
}
