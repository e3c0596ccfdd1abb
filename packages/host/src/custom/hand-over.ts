import { CHANNEL_STATES } from '../channel.ts'
import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import { clientFor, judge } from '../socialhub.ts'
import { carryOver, findMove, storeWebhookRemoved } from '../store/moves.ts'
import type { Mailbox } from '../turn.ts'

/** How long an event may still be on its way after SocialHub knows of no webhook. */
const SETTLE_MS = 5_000
/** When to look again whether what waits has gone. */
const LOOK_AGAIN_MS = 1_000

/**
 * Hands a Custom Channel over to the one of the Reusable Manifest that takes its place. It fetches no
 * more, but first settles what it has begun, so that nothing is left uncertain:
 *
 *   Ticket Actions settled, Tickets delivered → webhook removed → no event on its way → handed over
 *
 * Each step can be repeated after a crash; the last one is a single transaction.
 */
export async function handOver(
  parts: Parts,
  lease: Lease,
  { channel, actions, waiting, gate }: Mailbox,
): Promise<'worked' | { inMs: number | undefined }> {
  const move = await findMove(parts.db, channel.id)
  if (!move || move.to === null) return { inMs: undefined }
  const now = channel.now.getTime()
  const waits = [
    ...actions.map((action) => action.dueInMs),
    ...(waiting ? [channel.deliverAfter.getTime() - now, gate.socialhubInMs] : []),
  ]
  if (waits.length > 0) return { inMs: Math.max(LOOK_AGAIN_MS, Math.min(...waits)) }
  const { tokenLives } = CHANNEL_STATES[channel.state]
  if (move.withoutWebhookMs === null) {
    if (tokenLives) {
      const inMs = gate.socialhubInMs > 0 ? gate.socialhubInMs : await removeWebhook()
      if (inMs !== undefined) return { inMs }
    }
    await lease.transaction((trx) => storeWebhookRemoved(trx, channel.id))
    return 'worked'
  }
  const settledInMs = SETTLE_MS - move.withoutWebhookMs
  if (settledInMs > 0) return { inMs: settledInMs }
  const { to } = move
  const done = await lease.transaction((trx) =>
    carryOver(trx, parts.sealer, channel, to, tokenLives),
  )
  if (done) {
    parts.log.info({ channel: channel.id, to }, 'a Custom Channel was handed over, and ended here')
  }
  return 'worked'

  /** @returns for how long to pause, when SocialHub could not be told now. */
  async function removeWebhook(): Promise<number | undefined> {
    try {
      await clientFor(parts, channel, lease.signal).updateManifest({ webhook: null })
    } catch (error) {
      const verdict = await judge(parts, lease, channel, error, 1)
      if (verdict.kind === 'later') return verdict.inMs
      if (verdict.kind === 'refused') {
        parts.log.warn(
          { channel: channel.id },
          `SocialHub keeps the webhook of a Custom Channel that moves: ${verdict.reason}`,
        )
      }
    }
    return undefined
  }
}
