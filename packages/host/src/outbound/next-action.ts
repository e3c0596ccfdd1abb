import { isUnperformed, type TicketActionState } from '../delivery.ts'
import type { NetworkItemId } from '../store/ids.ts'

/** What of an open Ticket Action says when it is its turn. */
interface Waiting {
  readonly state: TicketActionState
  readonly networkItemId: NetworkItemId
  readonly dueInMs: number
  readonly givenUpAt: Date | null
}

/**
 * The Ticket Action to work on next, of those that are open, in the order of their acceptance: the
 * first whose time has come, or else the one whose time comes first. An action that waits for its next
 * attempt holds up later ones on the same Ticket, and no others.
 */
export function nextAction<Action extends Waiting>(actions: readonly Action[]): Action | undefined {
  const heldUp = new Set<string>()
  let next: Action | undefined
  for (const action of actions) {
    // What was given up is not published, so it waits for nothing on its Ticket.
    if (isUnperformed(action.state) && !(action.state === 'accepted' && action.givenUpAt)) {
      if (heldUp.has(action.networkItemId)) continue
      heldUp.add(action.networkItemId)
    }
    if (action.dueInMs <= 0) return action
    if (!next || action.dueInMs < next.dueInMs) next = action
  }
  return next
}
