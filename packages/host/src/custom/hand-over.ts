import { CHANNEL_STATES } from '../channel.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import type { Mailbox } from '../mailbox.ts'
import { askSocialHub, waitForSocialHub } from '../socialhub.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { carryOver, storeWebhookRemoved } from '../store/moves.ts'

/** How long an event may still be on its way after SocialHub knows of no webhook. */
const SETTLE_MS = 5_000

/** Undefined: the Channel goes nowhere. Infinity: what it has begun is not settled yet. */
export function handOverInMs({ channel, actions, waiting, times }: Mailbox): number | undefined {
  const { movesTo, withoutWebhookSince, now } = channel
  if (movesTo === null) return undefined
  if (actions.length > 0 || waiting) return Number.POSITIVE_INFINITY
  if (withoutWebhookSince !== null) {
    return withoutWebhookSince.getTime() + SETTLE_MS - now.getTime()
  }
  return hasToken(channel) ? times.socialhubInMs : 0
}

/**
 * Hands a Custom Channel over to the one of the Reusable Manifest that takes its place. It fetches no
 * more, but first settles what it has begun, so that nothing is left uncertain:
 *
 *   Ticket Actions settled, Tickets delivered → webhook removed → no event on its way → handed over
 *
 * Each step can be repeated after a crash; the last one is a single transaction.
 */
export async function handOver(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const { movesTo: to, withoutWebhookSince } = channel
  if (to === null) return
  if (withoutWebhookSince === null) return await removeWebhook(context, lease, channel)
  const done = await lease.transaction((trx) =>
    carryOver(trx, context.sealer, channel, to, hasToken(channel)),
  )
  if (done) {
    context.log.info(
      { channel: channel.id, to },
      'a Custom Channel was handed over, and ended here',
    )
  }
}

async function removeWebhook(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  if (hasToken(channel)) {
    const answer = await askSocialHub(context, lease, channel, 1, (client) =>
      client.updateManifest({ webhook: null }),
    )
    if (answer.kind === 'later') return await waitForSocialHub(lease, channel, answer.inMs)
    if (answer.kind === 'refused') {
      context.log.warn(
        { channel: channel.id },
        `SocialHub keeps the webhook of a Custom Channel that moves: ${answer.reason}`,
      )
    }
  }
  await lease.transaction((trx) => storeWebhookRemoved(trx, channel.id))
}

/** Whether SocialHub takes anything for this Channel. */
function hasToken({ state, toldAt }: LoadedChannel): boolean {
  return CHANNEL_STATES[state].tokenLives && toldAt === null
}
