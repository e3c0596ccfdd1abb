import { randomUUID } from 'node:crypto'
import type { SocialHubError } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import { tellOfFailure } from '../notices/failed-onboarding.ts'
import type { FormerState } from '../store/channel-creation.ts'
import type { Trx } from '../store/database.ts'
import type { ChannelId } from '../store/ids.ts'
import { changeSession, type Session } from '../store/onboarding-sessions.ts'
import type { Draft, SessionState } from '../store/session-state.ts'
import { logFailure, newErrorId } from '../web/error-reply.ts'
import { type FailureCode, PageFailure } from '../web/failure.ts'
import { chosenDrafts } from './channel-draft.ts'
import { finished, outOfTime } from './end-session.ts'

/** What became of one account, as its session keeps it. */
export type Outcome = Draft['outcome']

/** What SocialHub's refusal means, for the session and for the record of the attempt. */
export function refusedOutcome(
  context: HostContext,
  session: Session,
  error: SocialHubError,
): { outcome: Outcome; uncertain: boolean; code: string } {
  context.counters.socialhubError(error.code)
  const refusal = readRefusal(error)
  if (refusal.kind === 'name-taken')
    return { outcome: refusal, uncertain: false, code: refusal.kind }
  const { code, uncertain } = refusal
  const failure = new PageFailure(code, { message: error.message })
  return { outcome: failedOutcome(context, session, failure), uncertain, code }
}

/** A Channel was made, or has come back. */
export function createdOutcome(channelId: ChannelId, former: FormerState | undefined): Outcome {
  const stopped = former &&
    former.state !== 'active' && { ...former, since: former.since.getTime() }
  return { kind: 'created', channelId, ...(stopped && { stopped }) }
}

/** A failure that the Customer will see, logged under the code that the page shows. */
export function failedOutcome(
  { db, log }: HostContext,
  { integration }: Session,
  failure: PageFailure,
): Outcome {
  const errorId = newErrorId()
  logFailure({ log }, failure, errorId, { integration, call: 'POST /channels' })
  tellOfFailure({ db, log }, integration, failure, Date.now())
  return { kind: 'failed', failure: { code: failure.code, errorId } }
}

/**
 * Writes an account's outcome, and where the Customer stands after it.
 *
 * @param name as SocialHub was told it.
 */
export function settleDraft(
  trx: Trx,
  { sealer }: HostContext,
  sessionId: string,
  place: number,
  outcome: Outcome,
  name?: string,
): Promise<void> {
  return changeSession(trx, sealer, sessionId, (state) => {
    const drafts = state.drafts.map((draft) =>
      draft.place === place ? { ...draft, outcome, name: name ?? draft.name } : draft,
    )
    return afterOutcome({ ...state, drafts })
  })
}

/** Where a session stands once an outcome is known. */
function afterOutcome(state: SessionState): SessionState {
  // Cancelled meanwhile: what SocialHub made is a Channel all the same.
  if (state.view.kind !== 'create') return state
  const chosen = chosenDrafts(state)
  if (chosen.some(({ outcome }) => outcome === null)) return state
  if (chosen.every(({ outcome }) => outcome?.kind === 'created')) {
    return finished(state, { kind: 'done' })
  }
  if (chosen.some(({ outcome }) => outcome?.kind === 'name-taken')) {
    const kind = state.drafts.length > 1 ? 'accounts' : 'details'
    return { ...state, view: { kind, id: randomUUID() } }
  }
  const expired = chosen.find(
    ({ outcome }) => outcome?.kind === 'failed' && outcome.failure.code === 'expired-token',
  )
  if (expired?.outcome?.kind !== 'failed') return state
  // Nothing more can be done with this token; what was created before stays.
  return outOfTime(state, expired.outcome.failure)
}

/** What SocialHub's answer to POST /channels means for the Customer. */
type Refusal =
  | { readonly kind: 'name-taken' }
  | {
      readonly kind: 'failed'
      readonly code: FailureCode
      /** Whether SocialHub may have made the Channel all the same. */
      readonly uncertain: boolean
    }

const failed = (code: FailureCode): Refusal => ({ kind: 'failed', code, uncertain: false })

/**
 * Reads a failed POST /channels. SocialHub names no code of its own for a `uniqueName` that is taken,
 * nor for a match that is still active: what its sentence mentions tells the two apart.
 */
function readRefusal(error: SocialHubError): Refusal {
  switch (error.code) {
    case 'DuplicateChannel':
      return failed('duplicate-channel')
    case 'ChannelLimitReached':
      return failed('channel-limit')
    case 'AccessTokenInvalidError':
      return failed('expired-token')
    case 'TooManyRequestsError':
      return failed('socialhub-busy')
    case 'BadRequestError':
      return mentionsUniqueName(error) ? { kind: 'name-taken' } : failed('refused')
    case 'ConflictError':
      return mentionsUniqueName(error) ? { kind: 'name-taken' } : failed('already-active')
  }
  switch (error.outcome) {
    case 'refused':
      return failed('refused')
    case 'not-sent':
      return failed(error.code === 'InvalidRequest' ? 'refused' : 'socialhub-unavailable')
    case 'unknown':
    case 'done':
      return { kind: 'failed', code: 'unknown-outcome', uncertain: true }
  }
}

function mentionsUniqueName({ message, data }: SocialHubError): boolean {
  return /unique ?name/i.test(`${message} ${JSON.stringify(data)}`)
}
