import type { HostContext } from '../host-context.ts'
import { type Session, saveSession } from '../store/onboarding.ts'
import { newErrorId } from '../web/error-reply.ts'
import { tokenExpired } from './enter.ts'
import { outOfTime } from './keep.ts'

/**
 * The session, ended if its token has expired: whatever the Customer did now would be in vain. What
 * was connected before stays connected, and what was authenticated is kept for a while.
 */
export async function endIfExpired(
  { db, sealer }: HostContext,
  session: Session,
): Promise<Session> {
  const { state, now } = session
  // An attempt that may be running decides for itself.
  if (state.view.kind === 'create') return session
  if (state.creationToken === '' || !tokenExpired(state, now)) return session
  const ended = outOfTime(state, { code: 'expired-token', errorId: newErrorId() })
  return (await saveSession(db, sealer, session, ended)) ?? session
}
