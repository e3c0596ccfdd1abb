import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { askSocialHub } from '../socialhub.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { planTokenCheck, spreadTokenCheck } from '../store/token-checks.ts'

/** A moment that has passed so long ago was missed, by hosts that were not there. */
const MISSED_MS = 5 * 60_000

/**
 * Asks SocialHub whether it still takes the token of a Channel with which nothing happened lately. Where
 * it was replaced, the Customer is told now, and not by the first message that comes too late.
 */
export async function checkToken(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const { id, tokenCheckAt, now } = channel
  if (tokenCheckAt === null || now.getTime() - tokenCheckAt.getTime() > MISSED_MS) {
    return await lease.transaction((trx) => spreadTokenCheck(trx, id))
  }
  const answer = await askSocialHub(context, lease, channel, 1, (client) => client.getChannel())
  // What was taken is noted there. A failure waits as long: many Channels would ask at once otherwise.
  if (answer.kind !== 'done') await lease.transaction((trx) => planTokenCheck(trx, id))
}
