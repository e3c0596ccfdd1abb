import { randomUUID } from 'node:crypto'
import type { Parts } from '../parts.ts'
import { type Session, saveSession } from '../store/onboarding.ts'
import { newErrorId } from '../web/error-reply.ts'
import { tokenExpired } from './enter.ts'
import { finished } from './session.ts'

/**
 * The session, ended if its token has expired: whatever the Customer did now would be in vain. What
 * was connected before stays connected.
 */
export async function endIfExpired({ db, sealer }: Parts, session: Session): Promise<Session> {
  const { state, now } = session
  // An attempt that may be running decides for itself.
  if (state.view.kind === 'create') return session
  if (state.creationToken === '' || !tokenExpired(state, now)) return session
  const made = state.drafts.some(({ outcome }) => outcome?.kind === 'created')
  const failure = { code: 'expired-token', errorId: newErrorId() }
  const view = made
    ? ({ kind: 'done' } as const)
    : ({ kind: 'failed', id: randomUUID(), failure } as const)
  return (await saveSession(db, sealer, session, finished(state, view))) ?? session
}
