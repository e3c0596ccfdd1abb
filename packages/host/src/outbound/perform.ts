import { callLimitMs, pluginOf } from '@hubward/border'
import { type LocalizedText, type PublishedReply, SENTENCES } from '@hubward/plugin'
import { mailServer } from '../config.ts'
import { SENDING_MARGIN_MS } from '../delivery.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { spendCall } from '../spend-call.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { fetchSoon } from '../store/fetching.ts'
import { storeHeard } from '../store/grants.ts'
import { ticketIdLearnt } from '../store/interactions.ts'
import { queueMail } from '../store/mail-queue.ts'
import { isOwn, storeOwnReply } from '../store/references.ts'
import { moveAction, type OpenAction, sendingBegun, waitForCall } from '../store/ticket-actions.ts'
import type { ComingCall } from '../store/turns.ts'
import { release } from '../tokens/brake.ts'
import { settleFailure } from '../tokens/settle-failure.ts'
import { during } from '../tracing/tracing.ts'
import { declaredAction, isTooLate, livesForMs } from './declared-action.ts'
import { giveUp, storeFailed } from './give-up.ts'
import { type Instruction, instructionFor } from './instruction.ts'
import { limitsOf, refusalOf } from './limits.ts'
import { givenUp, notOffered, onlyOthers, onlyOwn, tooLate } from './reasons.ts'
import { stepOf } from './step.ts'

/** Codes that trying again may cure; the others are reset at once. */
const CURABLE = new Set(['rate-limited', 'unavailable', 'operator', 'authentication'])

/**
 * Performs an accepted Ticket Action: stores that it is being sent, with the time by which the call
 * has certainly ended; calls the plugin; stores what came of it.
 */
export async function perform(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
): Promise<void> {
  const { db } = context
  const language = channel.channel.language
  const plugin = pluginOf(context, channel)
  if (action.givenUpAt !== null) {
    const reason = givenUp(action.givenUpReason)[language]
    await giveUp(lease, channel, action, { failure: 'given-up', reason })
    return
  }
  if (isTooLate(plugin, channel, action)) {
    const { failure, reason } = action
    await giveUp(lease, channel, action, {
      failure: failure ?? 'too-late',
      reason: reason ?? tooLate[language],
    })
    return
  }
  const instruction = await instructionFor(context, channel, action)
  if ('impossible' in instruction) {
    const reason = instruction.impossible[language]
    await giveUp(lease, channel, action, { failure: 'invalid', reason })
    return
  }
  const refusal = await refusalBefore(context, lease, channel, action, instruction)
  if (refusal) {
    await giveUp(lease, channel, action, { failure: 'invalid', reason: refusal[language] })
    return
  }
  const waitMs = await spendCall(context, channel, 'people')
  if (waitMs > 0) {
    // What will be too late by then is given up in time.
    const inMs = Math.min(waitMs, livesForMs(plugin, channel, action) + 1)
    return await lease.transaction((trx) => waitForCall(trx, action.id, inMs))
  }
  const timeoutMs = callLimitMs(plugin, 'reply')
  const deadlineInMs = timeoutMs + SENDING_MARGIN_MS
  await context.atCrashPoint('action.accepted')
  const storedAt = performance.now()
  const sending: ComingCall = {
    outlastMs: deadlineInMs,
    begun: (id) => sendingBegun(db, id, action.id, deadlineInMs),
  }
  const begun = await lease.outlast(sending, [
    (id) => ticketIdLearnt(db, id, action.networkItemId, action.ticketId),
  ])
  // An operator gave it up since the mailbox was read, and was told that nothing is published.
  if (!begun) return
  await context.atCrashPoint('action.sending-stored')
  // A host that stood still meanwhile may no longer be alone with this action.
  if (performance.now() - storedAt > SENDING_MARGIN_MS) return
  let published: PublishedReply | undefined
  const step = stepOf(context, 'perform Ticket Action', channel, action, action.attempts + 1)
  try {
    published = await during(step, () => call(context, lease, channel, instruction))
  } catch (thrown) {
    return await settle(context, lease, channel, action, thrown)
  }
  await context.atCrashPoint('action.performed')
  await storePerformed(context, lease, channel, action, published)
  await release(context, channel)
  await context.atCrashPoint('action.published-stored')
}

/** What the declaration, or the Channel's server, has against an action. Nothing was sent yet. */
async function refusalBefore(
  context: HostContext,
  { signal }: Lease,
  channel: LoadedChannel,
  action: OpenAction,
  instruction: Instruction,
): Promise<LocalizedText | undefined> {
  const declared = declaredAction(pluginOf(context, channel), action)
  if (!declared) return notOffered
  if (declared.goesWith !== undefined) {
    const own = await isOwn(context.db, channel.id, action.networkItemId)
    if (own === false && declared.goesWith === 'own') return onlyOwn
    if (own === true && declared.goesWith === 'others') return onlyOthers
  }
  if (instruction.kind !== 'reply') return undefined
  const { reply } = instruction
  const limits = await limitsOf(context, channel, declared, reply, signal)
  return refusalOf(declared, limits, reply)
}

async function call(
  { plugins }: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  instruction: Instruction,
): Promise<PublishedReply | undefined> {
  const { signal } = lease
  if (instruction.kind === 'reply') return await plugins.reply(channel, instruction.reply, signal)
  if (instruction.kind === 'template_reply') {
    return await plugins.replyWithTemplate(channel, instruction.reply, signal)
  }
  await plugins.perform(channel, instruction.actionId, instruction.action, signal)
  return undefined
}

/** Stores that the Network has it. A reply of ours never becomes a Ticket by way of a fetch. */
export async function storePerformed(
  { config, sealer }: Pick<HostContext, 'config' | 'sealer'>,
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
    await storeOwnReply(trx, sealer, channel.id, published, action.networkItemId)
    // The reference is sealed where it is stored, and a mail is another's; SocialHub is told the rest.
    const { reference: _, mail, ...told } = published
    await moveAction(trx, action.id, { to: 'published', published: told })
    if (mail !== undefined && mailServer(config)) {
      await queueMail(trx, sealer, { channelId: channel.id, mail, limits: config.visitorMail })
    }
  })
}

async function settle(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  action: OpenAction,
  thrown: unknown,
): Promise<void> {
  await settleFailure(context, lease, channel, thrown, {
    what: 'a Ticket Action',
    failures: action.attempts + 1,
    store: async (trx, retryInMs, { code, effect, sentence }) => {
      const said = {
        failure: code,
        reason: (sentence ?? SENTENCES[code])[channel.channel.language],
      }
      // After a call without an answer, the Network can be asked at once what came of it.
      if (effect === 'unknown') await moveAction(trx, action.id, { to: 'sending', ...said })
      else if (CURABLE.has(code)) {
        await moveAction(trx, action.id, { to: 'accepted', retryInMs, ...said })
      } else await storeFailed(trx, channel.channel.language, action, said)
      // Writing may be refused where reading is not: a fetch tells whether the grant is to blame.
      if (code === 'authentication' && channel.grant.trouble === null) await fetchSoon(trx, channel)
    },
  })
}
