import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import { clientFor, judge } from '../socialhub.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { storeExpirationTold } from '../store/grants.ts'

/** Grants that live for seconds are no news to SocialHub each time. */
const AT_MOST_EVERY_MS = 60_000

/**
 * Tells SocialHub when the present credentials run out, which it shows to the Customer. When it can't
 * be told now it is told later, and nothing waits for that.
 */
export async function tellExpiration(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const { grant } = channel
  let told = true
  let afterMs = AT_MOST_EVERY_MS
  if (grant.expireAt) {
    const expirationTime = grant.expireAt.toISOString()
    try {
      await clientFor(parts, channel, lease.signal).updateChannel({ endpoint: { expirationTime } })
    } catch (error) {
      const verdict = await judge(parts, lease, channel, error, grant.expirationFailures + 1)
      if (verdict.kind === 'later') {
        told = false
        afterMs = verdict.inMs
      }
      if (verdict.kind === 'refused') {
        parts.log.error(
          { channel: channel.id, expirationTime },
          `SocialHub would not hear when the grant runs out: ${verdict.reason}`,
        )
      }
    }
  }
  const failures = told ? 0 : grant.expirationFailures + 1
  await lease.transaction((trx) => storeExpirationTold(trx, channel, failures, afterMs))
}
