import { type SocialHubClient, SocialHubError } from '@hubward/socialhub'
import { channelLog } from './channel-log.ts'
import type { Config } from './config.ts'
import type { HostContext } from './host-context.ts'
import type { Lease } from './lease.ts'
import { retryDelayMs } from './retry.ts'
import { socialhubClient } from './socialhub-client.ts'
import { storeAccessEnd } from './store/channel-state.ts'
import type { LoadedChannel } from './store/channels.ts'
import { pauseSocialHub } from './store/socialhub-pace.ts'
import { planTokenCheck } from './store/token-checks.ts'
import type { StepFacts } from './tracing/tracing.ts'

/** What SocialHub documents no pause for: a 429 without Retry-After. */
const WAIT_MS = 60_000

/** The Channel left the state `active` while it was worked for: the turn looks at it anew. */
export class ChannelStopped extends Error {
  override readonly name = 'ChannelStopped'
}

/**
 * What came of a call of SocialHub: it counts, without a value where SocialHub had it already or its
 * answer can't be read; it never will; or it is to be tried again.
 */
export type Answer<Value> =
  | { readonly kind: 'done'; readonly value?: Value }
  | { readonly kind: 'refused'; readonly reason: string; readonly code: string }
  | { readonly kind: 'later'; readonly inMs: number; readonly code: string }

/** What a failed call means. `pauseMs`: until then nothing at all is asked for this Channel. */
export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'later'; readonly inMs: number; readonly pauseMs: number }
  | { readonly kind: 'ended'; readonly event: 'token refused' | 'switched off' }

/**
 * Judges a failed call of SocialHub.
 *
 * @param failures how often in a row this call has failed, with this time.
 * @param random between 0 and 1.
 */
export function classifyAnswer(
  error: Pick<SocialHubError, 'action' | 'outcome' | 'retryAfterMs' | 'message'>,
  failures: number,
  random: number,
): Verdict {
  // What SocialHub did, but described in a way that we can't read, is done.
  if (error.outcome === 'done') return { kind: 'done' }
  switch (error.action) {
    case 'count-as-done':
      return { kind: 'done' }
    case 'stop-token':
      return { kind: 'ended', event: 'token refused' }
    case 'stop-channel':
      return { kind: 'ended', event: 'switched off' }
    case 'wait':
    case 'retry':
    case 'none': {
      const pauseMs = error.retryAfterMs ?? (error.action === 'wait' ? WAIT_MS : 0)
      return { kind: 'later', inMs: retryDelayMs(failures, pauseMs, random), pauseMs }
    }
    case 'fix':
    case 'tell-customer':
      return { kind: 'refused', reason: error.message }
  }
}

/**
 * Asks SocialHub something for a Channel, under the lease of its turn. What SocialHub asked for beyond
 * this call is stored: a pause, or that the token or the Channel has ended.
 *
 * @param failures how often in a row this call will have failed, if it fails now.
 * @throws ChannelStopped when the token or the Channel has ended; LeaseLostError; and whatever is not
 *   SocialHub's matter, as it is.
 */
export async function askSocialHub<Value>(
  context: Pick<HostContext, 'counters' | 'log'> & { readonly config: Pick<Config, 'socialhub'> },
  lease: Lease,
  channel: LoadedChannel,
  failures: number,
  call: (client: SocialHubClient) => Promise<Value>,
): Promise<Answer<Value>> {
  const { accessToken } = channel
  lease.assertHeld()
  try {
    const client = socialhubClient(context.config, accessToken, { signal: lease.signal })
    const value = await call(client)
    await noteTaken(lease, channel)
    return { kind: 'done', value }
  } catch (thrown) {
    if (lease.signal.aborted) throw lease.signal.reason
    if (!(thrown instanceof SocialHubError)) throw thrown
    context.counters.socialhubError(thrown.code)
    const verdict = classifyAnswer(thrown, failures, Math.random())
    if (verdict.kind === 'ended') {
      const { event } = verdict
      await lease.transaction((trx) => storeAccessEnd(trx, channel, event, thrown.message))
      channelLog(context, channel).warn({ code: thrown.code }, `the Channel stopped: ${event}`)
      throw new ChannelStopped(event)
    }
    if (verdict.kind === 'later' && verdict.pauseMs > 0) {
      const { pauseMs } = verdict
      await lease.transaction((trx) => pauseSocialHub(trx, channel.id, pauseMs))
    }
    return verdict.kind === 'done' ? verdict : { ...verdict, code: thrown.code }
  }
}

/** So long before it would be asked, whatever SocialHub took puts that off. */
const SOON_MS = 4 * 60_000
const NOTED = new WeakSet<LoadedChannel>()

/** SocialHub took the token: nobody has to ask whether it does. Written once for many calls. */
async function noteTaken(lease: Lease, channel: LoadedChannel): Promise<void> {
  const { tokenCheckAt, now, id } = channel
  if (tokenCheckAt === null || tokenCheckAt.getTime() - now.getTime() > SOON_MS) return
  if (NOTED.has(channel)) return
  NOTED.add(channel)
  await lease.transaction((trx) => planTokenCheck(trx, id))
}

/** For a trace. */
export function factsOfAnswer(answer: Answer<unknown>): StepFacts {
  const { kind: outcome } = answer
  return answer.kind === 'done' ? { outcome } : { outcome, code: answer.code }
}

/** Stores when to ask again, for calls that keep no time of their own: nothing else is due by then. */
export async function waitForSocialHub(
  lease: Lease,
  channel: LoadedChannel,
  inMs: number,
): Promise<void> {
  await lease.transaction((trx) => pauseSocialHub(trx, channel.id, inMs))
}
