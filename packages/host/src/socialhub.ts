import { SocialHubClient, SocialHubError } from '@hubward/socialhub'
import type { Lease } from './lease.ts'
import type { Parts } from './parts.ts'
import { retryDelayMs } from './retry.ts'
import type { LoadedChannel } from './store/channels.ts'
import { pauseSocialHub, storeAccessEnd } from './store/socialhub-access.ts'

/** What SocialHub documents no pause for: a 429 without Retry-After. */
const WAIT_MS = 60_000

/** The Channel left the state `active` while it was worked for: the turn looks at it anew. */
export class ChannelStopped extends Error {
  override readonly name = 'ChannelStopped'
}

export function clientFor(
  parts: Parts,
  channel: LoadedChannel,
  signal: AbortSignal,
): SocialHubClient {
  return new SocialHubClient({
    apiUrl: parts.config.socialhub.apiUrl,
    accessToken: channel.accessToken,
    signal,
  })
}

/** What follows from a call of SocialHub: it counts, it never will, or it is to be tried again. */
export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'later'; readonly inMs: number }

/**
 * Judges what a call of SocialHub threw.
 *
 * @param failures how often in a row this call has failed, with this one.
 * @throws ChannelStopped when the token or the Channel has ended, which is stored first; and whatever
 *   is not SocialHub's matter, as it is.
 */
export async function judge(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
  thrown: unknown,
  failures: number,
): Promise<Verdict> {
  if (lease.signal.aborted) throw lease.signal.reason
  if (!(thrown instanceof SocialHubError)) throw thrown
  parts.counters.socialhubError(thrown.code)
  // What SocialHub did, but described in a way that we can't read, is done.
  if (thrown.outcome === 'done') return { kind: 'done' }
  switch (thrown.action) {
    case 'count-as-done':
      return { kind: 'done' }
    case 'stop-token':
    case 'stop-channel': {
      const event = thrown.action === 'stop-token' ? 'token refused' : 'switched off'
      await lease.transaction((trx) => storeAccessEnd(trx, channel, event, thrown.message))
      parts.log.warn({ channel: channel.id, code: thrown.code }, `the Channel stopped: ${event}`)
      throw new ChannelStopped(event)
    }
    case 'wait':
    case 'retry':
    case 'none': {
      const atLeast = thrown.retryAfterMs ?? (thrown.action === 'wait' ? WAIT_MS : 0)
      if (atLeast > 0) await lease.transaction((trx) => pauseSocialHub(trx, channel.id, atLeast))
      return { kind: 'later', inMs: retryDelayMs(failures, atLeast, Math.random()) }
    }
    case 'fix':
    case 'tell-customer':
      return { kind: 'refused', reason: thrown.message }
  }
}
