import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import { clientFor, judge } from '../socialhub.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { storeAccessConfirmed } from '../store/socialhub-access.ts'

/**
 * Asks SocialHub whether a Channel that is said to be disabled really is: the event may be late, or
 * concern an older token.
 */
export async function confirmAccess(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
): Promise<'worked' | { inMs: number }> {
  try {
    await clientFor(parts, channel, lease.signal).getChannel()
  } catch (error) {
    const verdict = await judge(parts, lease, channel, error, 1)
    if (verdict.kind === 'later') return { inMs: verdict.inMs }
  }
  await lease.transaction((trx) => storeAccessConfirmed(trx, channel))
  return 'worked'
}
