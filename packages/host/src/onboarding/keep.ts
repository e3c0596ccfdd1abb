import { randomUUID } from 'node:crypto'
import type { Session } from '../store/onboarding.ts'
import type { SeenFailure, SessionState, View } from '../store/session-state.ts'
import { tokenExpired } from './enter.ts'
import { finished } from './session.ts'

/** For how long after SocialHub's token has expired what was authenticated is kept. */
const KEPT_MS = 3_600_000

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
  return { ...state, view, drafts, creationToken: '', busyUntil: null }
}

/**
 * A new session in the same browser, as it stood when the former one ran out of time; undefined when
 * there is nothing to go on with. Whoever came with a token for another Account, user or Channel
 * begins anew: a stranger's link must not get at what this Customer authenticated.
 */
export function resumed(former: Session, fresh: SessionState): SessionState | undefined {
  const { state, now } = former
  const over = state.creationToken === '' || tokenExpired(state, now)
  const inTime = now.getTime() <= state.tokenExpiresAt + KEPT_MS
  if (state.link || !over || !inTime || !hasAuthenticated(state) || !sameErrand(state, fresh)) {
    return undefined
  }
  const { drafts, settings, backfill, terms, language } = state
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

function sameErrand(one: SessionState, other: SessionState): boolean {
  return (
    one.accountId === other.accountId &&
    one.userId === other.userId &&
    one.reactivation?.uniqueName === other.reactivation?.uniqueName &&
    one.reactivation?.networkId === other.reactivation?.networkId
  )
}
