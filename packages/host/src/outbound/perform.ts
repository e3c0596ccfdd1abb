import { PluginError, type PublishedReply, SENTENCES } from '@hubward/plugin'
import { DEFAULT_LIFETIME_MS, SENDING_MARGIN_MS } from '../delivery.ts'
import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import { callLimitMs } from '../plugins/calls.ts'
import { retryDelayMs } from '../retry.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { fetchSoon, storeGrantFailure, storeHeard } from '../store/grants.ts'
import { learnTicketId, storeOwnReply } from '../store/interactions.ts'
import { moveAction, type OpenAction } from '../store/ticket-actions.ts'
import { outlast } from '../store/turns.ts'
import { release } from '../tokens/brake.ts'
import { followFailure, judgeFailure } from '../tokens/refusal.ts'
import { declaredAction, type Instruction, instructionFor, pluginOf } from './instruction.ts'
import { tooLate } from './reasons.ts'

/** Codes that trying again may cure; the others are reset at once. */
const CURABLE = new Set(['rate-limited', 'unavailable', 'operator', 'authentication'])

/**
 * Performs an accepted Ticket Action: stores that it is being sent, with the time by which the call
 * has certainly ended; calls the plugin; stores what came of it.
 */
export async function perform(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
): Promise<void> {
  const language = channel.channel.language
  if (isTooLate(parts, channel, action)) {
    await giveUp(lease, action, action.failure ?? 'too-late', action.reason ?? tooLate[language])
    return
  }
  const instruction = await instructionFor(parts, channel, action)
  if ('impossible' in instruction) {
    await giveUp(lease, action, 'invalid', instruction.impossible[language])
    return
  }
  const timeoutMs = callLimitMs(pluginOf(parts, channel), 'reply')
  const deadlineInMs = timeoutMs + SENDING_MARGIN_MS
  await parts.at('action.accepted')
  const storedAt = performance.now()
  await lease.transaction(async (trx) => {
    await outlast(trx, channel.id, deadlineInMs)
    await learnTicketId(trx, channel.id, action.networkItemId, action.ticketId)
    await moveAction(trx, action.id, { to: 'sending', deadlineInMs })
  })
  lease.renewed(storedAt + deadlineInMs)
  await parts.at('action.sending-stored')
  // A host that stood still meanwhile may no longer be alone with this action.
  if (performance.now() - storedAt > SENDING_MARGIN_MS) return
  let published: PublishedReply | undefined
  try {
    published = await call(parts, lease, channel, instruction)
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    await storeFailure(parts, lease, channel, action, error)
    return
  }
  await parts.at('action.performed')
  await storePerformed(lease, channel, action, published)
  await release(parts, channel)
  await parts.at('action.published-stored')
}

async function call(
  { line }: Parts,
  lease: Lease,
  channel: LoadedChannel,
  instruction: Instruction,
): Promise<PublishedReply | undefined> {
  const { signal } = lease
  if (instruction.kind === 'reply') return await line.reply(channel, instruction.reply, signal)
  if (instruction.kind === 'template_reply') {
    return await line.replyWithTemplate(channel, instruction.reply, signal)
  }
  await line.perform(channel, instruction.actionId, instruction.action, signal)
  return undefined
}

/** Stores that the Network has it. A reply of ours never becomes a Ticket by way of a fetch. */
export async function storePerformed(
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
  published: PublishedReply | undefined,
): Promise<void> {
  await lease.transaction(async (trx) => {
    if (channel.grant.trouble) await storeHeard(trx, channel)
    if (!published) {
      await moveAction(trx, action.id, { to: 'confirmed' })
      return
    }
    await storeOwnReply(trx, channel.id, published.networkItemId, action.networkItemId)
    await moveAction(trx, action.id, { to: 'published', published })
  })
}

async function storeFailure(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
  error: PluginError,
): Promise<void> {
  const reason = (error.sentence ?? SENTENCES[error.code])[channel.channel.language]
  parts.log.warn(
    {
      channel: channel.id,
      integration: channel.integration,
      code: error.code,
      effect: error.effect,
    },
    `a Ticket Action failed: ${error.message}`,
  )
  const canRefresh = pluginOf(parts, channel).refresh !== undefined
  const judgement = judgeFailure(channel, error, canRefresh)
  const retryInMs = judgement.wantsRefresh
    ? 0
    : retryDelayMs(action.attempts + 1, judgement.atLeastMs, Math.random())
  const counts = await lease.transaction(async (trx) => {
    if (error.effect === 'unknown') {
      // The call has ended, so the Network can be asked at once what came of it.
      await moveAction(trx, action.id, { to: 'sending', failure: error.code, reason })
    } else if (CURABLE.has(error.code)) {
      await moveAction(trx, action.id, { to: 'accepted', retryInMs, failure: error.code, reason })
    } else {
      await moveAction(trx, action.id, { to: 'failed', failure: error.code, reason })
    }
    // Writing may be refused where reading is not: a fetch tells whether the grant is to blame.
    if (error.code === 'authentication' && channel.grant.trouble === null) {
      await fetchSoon(trx, channel)
    }
    return await storeGrantFailure(trx, channel, judgement)
  })
  if (counts) await followFailure(parts, lease, channel, judgement, error.message)
}

/** Ends an action that was not performed; SocialHub is told with the next step. */
export async function giveUp(
  lease: Lease,
  action: OpenAction,
  failure: string,
  reason: string,
): Promise<void> {
  await lease.transaction((trx) => moveAction(trx, action.id, { to: 'failed', failure, reason }))
}

/** Whether an action's lifetime is over, by the database's clock. */
export function isTooLate(parts: Parts, channel: LoadedChannel, action: OpenAction): boolean {
  const lifetimeMs = declaredAction(parts, channel, action)?.lifetimeMs ?? DEFAULT_LIFETIME_MS
  return channel.now.getTime() - action.acceptedAt.getTime() > lifetimeMs
}
