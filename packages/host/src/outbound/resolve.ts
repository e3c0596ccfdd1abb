import { type FoundReply, PluginError } from '@hubward/plugin'
import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import { retryDelayMs } from '../retry.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { storeGrantFailure } from '../store/grants.ts'
import { moveAction, type OpenAction, putOff, waitUntilEnded } from '../store/ticket-actions.ts'
import { followFailure, judgeFailure } from '../tokens/refusal.ts'
import { declaredAction, instructionFor, pluginOf } from './instruction.ts'
import { giveUp, isTooLate, storePerformed } from './perform.ts'
import { uncertain, uncertainAction } from './reasons.ts'

/**
 * Finds out what became of an action that was being sent when its host crashed, or whose call ended
 * without an answer: waits until that call has certainly ended, then asks the Network. Sends again
 * only what was certainly not sent, or does no harm twice; otherwise says honestly that nobody knows.
 */
export async function resolveUncertain(
  parts: Parts,
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
  const repeatable = declaredAction(parts, channel, action)?.repeatable === true
  const found = await find(parts, lease, channel, action)
  if (found === undefined) return
  if (found.outcome === 'found') {
    await storePerformed(lease, channel, action, found.reply)
  } else if (found.outcome === 'absent' || (repeatable && !isTooLate(parts, channel, action))) {
    const retryInMs = retryDelayMs(action.attempts, 0, Math.random())
    await lease.transaction((trx) => moveAction(trx, action.id, { to: 'accepted', retryInMs }))
  } else {
    const sentence = action.followupId === null ? uncertainAction : uncertain
    await giveUp(lease, action, 'uncertain', sentence[channel.channel.language])
  }
}

/** @returns undefined when the Network can't be asked now: another attempt is stored. */
async function find(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
): Promise<FoundReply | undefined> {
  const instruction = await instructionFor(parts, channel, action)
  if (!('kind' in instruction) || instruction.kind !== 'reply') return { outcome: 'unknown' }
  const attemptedTime = (action.attemptedAt ?? channel.now).toISOString()
  try {
    return await parts.line.findReply(
      channel,
      { ...instruction.reply, attemptedTime },
      lease.signal,
    )
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    if (isTooLate(parts, channel, action)) return { outcome: 'unknown' }
    const canRefresh = pluginOf(parts, channel).refresh !== undefined
    const judgement = judgeFailure(channel, error, canRefresh)
    const inMs = judgement.wantsRefresh
      ? 0
      : retryDelayMs(action.attempts, judgement.atLeastMs, Math.random())
    const counts = await lease.transaction(async (trx) => {
      await putOff(trx, action.id, inMs)
      return await storeGrantFailure(trx, channel, judgement)
    })
    if (counts) await followFailure(parts, lease, channel, judgement, error.message)
    return undefined
  }
}
