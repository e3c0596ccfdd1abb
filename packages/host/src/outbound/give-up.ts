import { type Language, SENTENCES } from '@hubward/plugin'
import { isUnperformed } from '../delivery.ts'
import type { Lease } from '../lease.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { Trx } from '../store/database.ts'
import { moveAction, type OpenAction } from '../store/ticket-actions.ts'
import { connectedElsewhere, uncertain, uncertainAction } from './reasons.ts'

/** Why an action ends: a code, and the sentence that a community manager reads. */
export interface Failure {
  readonly failure: string
  readonly reason: string
}

/** Ends an action that was not performed; SocialHub is told with the next step. */
export async function giveUp(
  lease: Lease,
  { channel: { language } }: LoadedChannel,
  action: OpenAction,
  why: Failure,
): Promise<void> {
  await lease.transaction((trx) => storeFailed(trx, language, action, why))
}

/**
 * Stores the end of an action. After a call without an answer that nobody could look up, no later
 * failure proves that nothing was published: a Network may refuse to repeat what it has done already,
 * since the message that was answered is gone meanwhile. So the reason says that nobody knows.
 */
export async function storeFailed(
  trx: Trx,
  language: Language,
  action: OpenAction,
  why: Failure,
): Promise<void> {
  const told = action.outcomeUnknown ? nobodyKnows(language, action) : why
  await moveAction(trx, action.id, { to: 'failed', ...told })
}

/** Nobody can find out whether an action was performed. */
export function nobodyKnows(language: Language, { followupId }: OpenAction): Failure {
  const sentence = followupId === null ? uncertainAction : uncertain
  return { failure: 'uncertain', reason: sentence[language] }
}

/** The grant or the Channel ended: whatever is not published is reset with that reason. */
export async function giveUpUnperformed(
  lease: Lease,
  channel: LoadedChannel,
  actions: readonly OpenAction[],
): Promise<void> {
  const { language } = channel.channel
  const sentence = channel.state === 'ended' ? connectedElsewhere : SENTENCES.authentication
  const why = { failure: 'authentication', reason: sentence[language] }
  for (const action of actions.filter((one) => isUnperformed(one.state))) {
    const told = action.state === 'sending' ? nobodyKnows(language, action) : why
    await giveUp(lease, channel, action, told)
  }
}
