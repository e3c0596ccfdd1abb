import { pluginOf } from '@hubward/border'
import { PluginError } from '@hubward/plugin'
import { channelLog } from '../channel-log.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { retryDelayMs } from '../retry.ts'
import { changeState } from '../store/channel-state.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { Trx } from '../store/database.ts'
import { askNeighbours } from '../store/fetching.ts'
import { storeGrantFailure } from '../store/grants.ts'
import { settleRefresh } from '../store/renewals.ts'
import { ring } from '../store/turns.ts'
import { alertOperator, isHeld, NEIGHBOURS } from './brake.ts'
import { classifyFailure, type FailureClass } from './classify-failure.ts'

/** What is different from one call of a plugin to another, when it has failed. */
export interface FailedCall {
  /** For the log, such as `fetching`. */
  readonly what: string
  /** How often in a row this call has failed, with this time. */
  readonly failures: number
  /** What is stored with the failure, in its transaction. */
  readonly store: (trx: Trx, retryInMs: number, error: PluginError) => Promise<unknown>
  /** What it says about the grant; absent: as for every call. */
  readonly classify?: (channel: LoadedChannel, error: PluginError) => FailureClass
  /** For whoever looks after the Channel; never a secret. Absent: the error's message. */
  readonly cause?: (error: PluginError) => string
}

/**
 * All that follows a failed call of a plugin: finds what it says about the grant; stores that in one
 * transaction with when to try again; then does what it leads to beyond its own Channel, up to the end
 * of the grant.
 *
 * @throws whatever is not a plugin's failure, as it is.
 */
export async function settleFailure(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  thrown: unknown,
  { what, failures, store, classify = classifyAs(context), cause: say = messageOf }: FailedCall,
): Promise<void> {
  if (!(thrown instanceof PluginError)) throw thrown
  const failure = classify(channel, thrown)
  const inMs = failure.wantsRefresh ? 0 : retryDelayMs(failures, failure.atLeastMs, Math.random())
  const cause = say(thrown)
  const { code, effect } = thrown
  channelLog(context, channel).warn({ code, effect, failures, inMs }, `${what} failed: ${cause}`)
  const concerns = await lease.transaction(async (trx) => {
    await store(trx, inMs, thrown)
    return await storeGrantFailure(trx, channel, failure)
  })
  if (concerns && failure.counts) await follow(context, lease, channel, failure, cause)
}

function classifyAs(context: HostContext): NonNullable<FailedCall['classify']> {
  return (channel, error) =>
    classifyFailure(channel, error, pluginOf(context, channel).refresh !== undefined)
}

/** What the plugin says to the operator, and what it would say to people, where that is more. */
export function messageOf({ message, sentence }: PluginError): string {
  return sentence && sentence.en !== message ? `${message} (${sentence.en})` : message
}

/** What evidence against a grant leads to, once it is stored. */
async function follow(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  { code, certain }: FailureClass,
  cause: string,
): Promise<void> {
  if (code === 'operator') return await alertOperator(context, channel, cause)
  if (channel.grant.trouble !== 'authentication')
    await askNeighbours(context.db, channel, NEIGHBOURS)
  if (!certain || (await isHeld(context, channel, cause))) return
  await lease.transaction(async (trx) => {
    if (!(await changeState(trx, channel, 'grant refused', cause))) return
    await settleRefresh(trx, channel.id, 'lost', cause)
    await ring(trx, channel.id, 'command')
  })
  channelLog(context, channel).warn(`grant ended: ${cause}`)
}
