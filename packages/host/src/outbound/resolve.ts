import { pluginOf } from '@hubward/border'
import { type FoundReply, PluginError } from '@hubward/plugin'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { retryDelayMs } from '../retry.ts'
import { spendCall } from '../spend-call.ts'
import type { LoadedChannel } from '../store/channels.ts'
import {
  moveAction,
  type OpenAction,
  putOff,
  waitForCall,
  waitUntilEnded,
} from '../store/ticket-actions.ts'
import { settleFailure } from '../tokens/settle-failure.ts'
import { during } from '../tracing/tracing.ts'
import { declaredAction, isOver } from './declared-action.ts'
import { giveUp, nobodyKnows } from './give-up.ts'
import { instructionFor } from './instruction.ts'
import { storePerformed } from './perform.ts'
import { givenUp } from './reasons.ts'
import { stepOf } from './step.ts'

/**
 * Finds out what became of an action that was being sent when its host crashed, or whose call ended
 * without an answer: waits until that call has certainly ended, then asks the Network. Sends again
 * only what was certainly not sent, or does no harm twice; otherwise says honestly that nobody knows.
 */
export async function resolveUncertain(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
): Promise<void> {
  const stillRunningMs = action.sendingDeadline
    ? action.sendingDeadline.getTime() - channel.now.getTime()
    : 0
  if (stillRunningMs > 0) {
    await lease.transaction((trx) => waitUntilEnded(trx, action.id))
    return
  }
  const plugin = pluginOf(context, channel)
  const repeatable = declaredAction(plugin, action)?.repeatable === true
  const { language } = channel.channel
  const found = await find(context, lease, channel, action)
  if (found === undefined) return
  if (found.outcome === 'found') {
    await storePerformed(context, lease, channel, action, found.reply)
  } else if (found.outcome === 'absent' && action.givenUpAt !== null) {
    const reason = givenUp(action.givenUpReason)[language]
    await giveUp(lease, channel, action, { failure: 'given-up', reason })
  } else if (found.outcome === 'absent' || (repeatable && !isOver(plugin, channel, action))) {
    const retryInMs = retryDelayMs(action.attempts, 0, Math.random())
    const unknown = found.outcome === 'unknown' && ({ outcomeUnknown: true } as const)
    await lease.transaction((trx) =>
      moveAction(trx, action.id, { to: 'accepted', retryInMs, ...unknown }),
    )
  } else {
    await giveUp(lease, channel, action, nobodyKnows(language, action))
  }
}

/** @returns undefined when the Network can't be asked now: another attempt is stored. */
async function find(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
): Promise<FoundReply | undefined> {
  const instruction = await instructionFor(context, channel, action)
  if (!('kind' in instruction) || instruction.kind !== 'reply') return { outcome: 'unknown' }
  // Without it no call is made, and none is waited for.
  if (pluginOf(context, channel).findReply === undefined) return { outcome: 'unknown' }
  const waitMs = await spendCall(context, channel, 'people')
  if (waitMs > 0) {
    await lease.transaction((trx) => waitForCall(trx, action.id, waitMs))
    return undefined
  }
  const attemptedTime = (action.attemptedAt ?? channel.now).toISOString()
  try {
    return await during(
      stepOf(context, 'look up Ticket Action', channel, action, action.attempts),
      () =>
        context.plugins.findReply(channel, { ...instruction.reply, attemptedTime }, lease.signal),
      ({ outcome }) => ({ outcome }),
    )
  } catch (thrown) {
    if (thrown instanceof PluginError && isOver(pluginOf(context, channel), channel, action)) {
      return { outcome: 'unknown' }
    }
    await settleFailure(context, lease, channel, thrown, {
      what: 'asking what became of a Ticket Action',
      failures: action.attempts,
      store: (trx, inMs) => putOff(trx, action.id, inMs),
    })
    return undefined
  }
}
