import type { Session } from '../store/onboarding.ts'
import { tokenExpired } from './enter.ts'
import { isOver } from './session.ts'

/** Whether the Customer can still go on with a session. */
export function isRunning({ state, now }: Session): boolean {
  if (isOver(state) || state.view.kind === 'done' || state.view.kind === 'ended') return false
  return state.creationToken === '' || !tokenExpired(state, now)
}
