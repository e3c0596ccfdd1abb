import { randomUUID } from 'node:crypto'
import type { View } from '../store/session-state.ts'

/**
 * The first page of a reactivation. SocialHub's token is not verified yet, so it says nothing of what
 * is stored, not even why the Channel stopped: that is told once SocialHub has accepted the token.
 */
export function stoppedView(): Extract<View, { kind: 'stopped' }> {
  return { kind: 'stopped', id: randomUUID(), state: 'active', since: null }
}
