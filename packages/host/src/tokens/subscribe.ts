import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { storeSubscribed, storeSubscribeFailure } from '../store/renewals.ts'
import { renewAt } from './expiry.ts'
import { settleFailure } from './settle-failure.ts'

/**
 * Asks the Network to push, after onboarding and each reconnect, and again ahead of the end that it
 * names. A failure costs latency and nothing else: fetching goes on.
 */
export async function subscribe(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  let expiresAt: string | undefined
  const asked = performance.now()
  try {
    expiresAt = (await context.plugins.subscribe(channel, lease.signal)).expiresAt
  } catch (thrown) {
    const failures = channel.grant.subscribeFailures + 1
    return await settleFailure(context, lease, channel, thrown, {
      what: 'subscribing',
      failures,
      store: (trx, inMs) => storeSubscribeFailure(trx, channel.id, failures, inMs),
    })
  }
  // PostgreSQL's clock: this host's own may be wrong.
  const now = new Date(channel.now.getTime() + performance.now() - asked)
  const dueAt = expiresAt === undefined ? null : new Date(renewAt(now, new Date(expiresAt)))
  const inMs = dueAt && Math.max(1_000, dueAt.getTime() - now.getTime())
  await lease.transaction((trx) => storeSubscribed(trx, channel, inMs))
}
