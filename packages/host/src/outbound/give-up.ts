import { SENTENCES } from '@hubward/plugin'
import { isUnperformed } from '../delivery.ts'
import type { Lease } from '../lease.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { moveAction, type OpenAction } from '../store/ticket-actions.ts'
import { connectedElsewhere, uncertain } from './reasons.ts'

/** Ends an action that was not performed; SocialHub is told with the next step. */
export async function giveUp(
  lease: Lease,
  action: OpenAction,
  failure: string,
  reason: string,
): Promise<void> {
  await lease.transaction((trx) => moveAction(trx, action.id, { to: 'failed', failure, reason }))
}

/** The grant or the Channel ended: whatever is not published is reset with that reason. */
export async function giveUpUnperformed(
  lease: Lease,
  { channel: { language }, state }: LoadedChannel,
  actions: readonly OpenAction[],
): Promise<void> {
  const why = state === 'ended' ? connectedElsewhere : SENTENCES.authentication
  for (const action of actions.filter((one) => isUnperformed(one.state))) {
    const [failure, reason] =
      action.state === 'sending' ? ['uncertain', uncertain] : ['authentication', why]
    await giveUp(lease, action, failure, reason[language])
  }
}
