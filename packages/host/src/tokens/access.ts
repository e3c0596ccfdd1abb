import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { askSocialHub, waitForSocialHub } from '../socialhub.ts'
import { storeAccessConfirmed } from '../store/channel-state.ts'
import type { LoadedChannel } from '../store/channels.ts'

/**
 * Asks SocialHub whether a Channel that is said to be disabled really is: the event may be late, or
 * concern an older token.
 */
export async function confirmAccess(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const answer = await askSocialHub(context, lease, channel, 1, (client) => client.getChannel())
  if (answer.kind === 'later') return await waitForSocialHub(lease, channel, answer.inMs)
  await lease.transaction((trx) => storeAccessConfirmed(trx, channel))
}
