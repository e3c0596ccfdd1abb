import type { PluginError } from '@hubward/plugin'
import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import { askNeighbours } from '../store/brakes.ts'
import { changeState, type LoadedChannel } from '../store/channels.ts'
import type { GrantFailure } from '../store/grants.ts'
import { settleRefresh } from '../store/refreshes.ts'
import { ring } from '../store/turns.ts'
import { alertOperator, isHeld, NEIGHBOURS } from './brake.ts'

/** A refused grant is believed when it is still refused after this time. */
export const DOUBT_MS = 10_000

/** What follows from a failed call of a plugin. */
export interface Judgement extends GrantFailure {
  /** No sooner than this may be asked again; 0 where a refresh comes first. */
  readonly atLeastMs: number
  /** The grant has ended, unless many Channels say so at once. */
  readonly certain: boolean
}

/**
 * Judges what a failed call says about a Channel's grant. An `authentication` error is followed by a
 * refresh, once; then, and where there is nothing to refresh, it is believed when it has come at
 * least twice and at least ten seconds apart. A refusal of credentials that had run out says nothing.
 */
export function judgeFailure(
  channel: LoadedChannel,
  error: PluginError,
  canRefresh: boolean,
): Judgement {
  const { grant, now, grantFailures } = channel
  const { code, retryAfterMs } = error
  const known = { code, retryAfterMs, atLeastMs: retryAfterMs ?? 0 }
  if (code !== 'authentication') {
    return { ...known, counts: code === 'operator', wantsRefresh: false, certain: false }
  }
  const since = grant.trouble === 'authentication' ? grant.troubleSince : null
  if (canRefresh && grant.since <= (since ?? now)) {
    const runOut = grant.expireAt !== null && grant.expireAt.getTime() <= now.getTime()
    return { ...known, counts: !runOut, wantsRefresh: true, certain: false }
  }
  const certain = since !== null && grantFailures > 0 && now.getTime() - since.getTime() >= DOUBT_MS
  const atLeastMs = Math.max(known.atLeastMs, DOUBT_MS)
  return { ...known, atLeastMs, counts: true, wantsRefresh: false, certain }
}

/**
 * What a failure leads to beyond its own Channel, and the end of the grant. To be called when the
 * failure is stored.
 *
 * @param cause for whoever looks after the Channel; never a secret.
 */
export async function followFailure(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
  judgement: Judgement,
  cause: string,
): Promise<void> {
  const { code, counts, certain } = judgement
  if (!counts) return
  if (code === 'operator') return await alertOperator(parts, channel, cause)
  if (channel.grant.trouble !== 'authentication') await askNeighbours(parts.db, channel, NEIGHBOURS)
  if (!certain || (await isHeld(parts, channel, cause))) return
  await lease.transaction(async (trx) => {
    if (!(await changeState(trx, channel, 'grant refused', cause))) return
    await settleRefresh(trx, channel.id, 'lost', cause)
    await ring(trx, channel.id, 'command')
  })
  parts.log.warn({ channel: channel.id, integration: channel.integration }, `grant ended: ${cause}`)
}
