import { randomUUID } from 'node:crypto'
import type { HostContext } from '../host-context.ts'
import { type Session, saveSession } from '../store/onboarding-sessions.ts'
import type { SeenFailure, SessionState, View } from '../store/session-state.ts'
import { newErrorId } from '../web/error-reply.ts'
import { hasExpired, isOver, isSameErrand, over } from './errand.ts'

/** For how long after SocialHub's token has expired what was authenticated is kept. */
const KEPT_MS = 3_600_000

/** Whether the Customer can still go on with a session. */
export function isRunning({ state: { errand, view }, now }: Session): boolean {
  if (view.kind === 'done' || view.kind === 'ended') return false
  return !isOver(errand) && !hasExpired(errand, now)
}

/** Forgets everything secret: nothing more is to be done in this session. */
export function finished(state: SessionState, view: View): SessionState {
  const drafts = state.drafts.map((draft) => ({
    ...draft,
    account: { ...draft.account, credentials: null },
  }))
  return { ...state, errand: over(state.errand), view, drafts, settings: {}, busyUntil: null }
}

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
  if (isOver(state.errand) || !hasExpired(state.errand, now)) return session
  const ended = outOfTime(state, { code: 'expired-token', errorId: newErrorId() })
  return (await saveSession(db, sealer, session, ended)) ?? session
}

/**
 * Where a session stands once its token has expired. What the Customer authenticated and chose is
 * kept for a while, so that with a new token of SocialHub's nobody has to sign in again.
 */
export function outOfTime(state: SessionState, failure: SeenFailure): SessionState {
  const kept = hasAuthenticated(state)
  const seen = kept ? { ...failure, code: 'expired-kept' } : failure
  const made = state.drafts.some(({ outcome }) => outcome?.kind === 'created')
  const view: View = made ? { kind: 'done' } : { kind: 'failed', id: randomUUID(), failure: seen }
  if (!kept) return finished(state, view)
  const drafts = state.drafts.map((draft) =>
    draft.outcome?.kind === 'created'
      ? { ...draft, account: { ...draft.account, credentials: null } }
      : { ...draft, outcome: draft.chosen ? ({ kind: 'failed', failure: seen } as const) : null },
  )
  return { ...state, errand: over(state.errand), view, drafts, busyUntil: null }
}

/**
 * A new session in the same browser, as it stood when the former one ran out of time; undefined when
 * there is nothing to go on with. Whoever came with a token for another Account, user or Channel
 * begins anew: a stranger's link must not get at what this Customer authenticated.
 */
export function resumed({ state, now }: Session, fresh: SessionState): SessionState | undefined {
  const { errand, drafts, settings, backfill, terms, language } = state
  const ranOut = isOver(errand) || hasExpired(errand, now)
  const inTime = now.getTime() <= errand.expiresAt + KEPT_MS
  if (!ranOut || !inTime || !hasAuthenticated(state) || !isSameErrand(errand, fresh.errand)) {
    return undefined
  }
  return {
    ...fresh,
    language,
    drafts: drafts.map((draft) =>
      draft.outcome?.kind === 'failed' ? { ...draft, outcome: null } : draft,
    ),
    settings,
    backfill,
    ...(terms && { terms }),
    resumed: true,
    view: { kind: nextOf(state), id: randomUUID() },
  }
}

/** Where nothing is to be chosen, since the Channel's own settings stay, one click finishes it. */
function nextOf({ drafts, settings }: SessionState): 'accounts' | 'details' | 'create' {
  if (drafts.length > 1) return 'accounts'
  return settings === null ? 'create' : 'details'
}

/** Whether there is an account with credentials that has not become a Channel. */
function hasAuthenticated({ drafts }: SessionState): boolean {
  return drafts.some(
    ({ account, outcome }) => outcome?.kind !== 'created' && account.credentials !== null,
  )
}
