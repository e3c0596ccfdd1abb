import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { OpenAction } from '../store/ticket-actions.ts'
import { perform } from './perform.ts'
import { resolveUncertain } from './resolve.ts'
import { confirm, reset } from './tell.ts'

/**
 * Takes the first Ticket Action whose time has come one step further. An action that waits for its
 * next attempt holds up later ones on the same Ticket, and no others.
 *
 * @returns whether there was one.
 */
export async function workOnActions(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
  actions: readonly OpenAction[],
): Promise<boolean> {
  const heldUp = new Set<string>()
  for (const action of actions) {
    const toPerform = action.state === 'accepted' || action.state === 'sending'
    if (toPerform && heldUp.has(action.networkItemId)) continue
    if (!action.due) {
      if (toPerform) heldUp.add(action.networkItemId)
      continue
    }
    if (action.state === 'accepted') await perform(parts, lease, channel, action)
    else if (action.state === 'sending') await resolveUncertain(parts, lease, channel, action)
    else if (action.state === 'published') await confirm(parts, lease, channel, action)
    else await reset(parts, lease, channel, action)
    return true
  }
  return false
}
