import { channelLog } from '../channel-log.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { askSocialHub } from '../socialhub.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { storeExpirationTold } from '../store/grants.ts'

/** Grants that live for seconds are no news to SocialHub each time. */
const AT_MOST_EVERY_MS = 60_000

/**
 * Tells SocialHub when the present credentials run out, which it shows to the Customer. When it can't
 * be told now it is told later, and nothing waits for that.
 */
export async function tellExpiration(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const { grant } = channel
  const failures = grant.expirationFailures + 1
  const answer = grant.expireAt && (await ask(grant.expireAt.toISOString()))
  const later = answer?.kind === 'later' ? answer.inMs : undefined
  await lease.transaction((trx) =>
    later === undefined
      ? storeExpirationTold(trx, channel, 0, AT_MOST_EVERY_MS)
      : storeExpirationTold(trx, channel, failures, later),
  )

  async function ask(expirationTime: string) {
    const told = await askSocialHub(context, lease, channel, failures, (client) =>
      client.updateChannel({ endpoint: { expirationTime } }),
    )
    if (told.kind === 'refused') {
      channelLog(context, channel).error(
        { expirationTime },
        `SocialHub would not hear when the grant runs out: ${told.reason}`,
      )
    }
    return told
  }
}
