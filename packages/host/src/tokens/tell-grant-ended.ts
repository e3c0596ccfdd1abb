import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { askSocialHub, waitForSocialHub } from '../socialhub.ts'
import { storeCustomerTold } from '../store/channel-state.ts'
import type { LoadedChannel } from '../store/channels.ts'

/**
 * Asks SocialHub to tell the Customer that the grant ended, who comes back through
 * `channelReactivation`. From then on it takes nothing from us.
 */
export async function tellGrantEnded(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const answer = await askSocialHub(context, lease, channel, 1, (client) =>
    client.deactivateChannel(channel.stateCause ?? undefined),
  )
  if (answer.kind === 'later') return await waitForSocialHub(lease, channel, answer.inMs)
  await lease.transaction((trx) => storeCustomerTold(trx, channel))
}
