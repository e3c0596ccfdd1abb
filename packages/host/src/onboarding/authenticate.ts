import { randomBytes, randomUUID } from 'node:crypto'
import { type AuthenticationInput, type AuthenticationStep, PluginError } from '@hubward/plugin'
import type { HostContext } from '../host-context.ts'
import { tellOfFailure } from '../notices/failed-onboarding.ts'
import { reloadSession, type Session, saveSession } from '../store/onboarding-sessions.ts'
import type { SeenFailure, SessionState } from '../store/session-state.ts'
import { logFailure, newErrorId } from '../web/error-reply.ts'
import { failureOfPlugin, PageFailure } from '../web/failure.ts'
import { FormError, fieldsOf } from '../web/form/fields.ts'
import { draftAccounts } from './channel-draft.ts'

/** How long a call may take beyond the plugin's own limit before it counts as lost in a crash. */
const MARGIN_MS = 5_000
const DEFAULT_TIMEOUT_MS = 30_000

/**
 * Takes one step of a plugin's `authenticate`. While the call runs the session says so, and another
 * submit of the same step, from a double click or another tab, calls nothing: a grant must not be
 * redeemed twice. After a crash the mark ends by itself.
 *
 * @returns the session as it stands now, whoever took the step.
 */
export async function authenticate(
  context: HostContext,
  session: Session,
  input: AuthenticationInput,
): Promise<Session> {
  const { db, sealer, config } = context
  const integration = integrationOf(context, session)
  const limitMs = integration.plugin.declaration.timeoutsMs?.authenticate ?? DEFAULT_TIMEOUT_MS
  const busyUntil = session.now.getTime() + limitMs + MARGIN_MS
  const claimed = await saveSession(db, sealer, session, { ...session.state, busyUntil })
  if (!claimed) return again(context, session)

  const callbackState = randomBytes(24).toString('base64url')
  const url = `${config.publicUrl}/connect/${session.integration}/callback`
  const call = {
    language: session.state.language,
    callback: { url, state: callbackState },
    visitor: session.id,
  }
  let next: SessionState
  try {
    const step = await context.plugins.authenticate(session.integration, call, input)
    next = await afterStep(context, claimed, step, callbackState)
  } catch (thrown) {
    next = afterFailure(claimed.state, input, seen(context, session, thrown))
  }
  const saved = await saveSession(db, sealer, claimed, { ...next, busyUntil: null })
  return saved ?? again(context, session)
}

async function again({ db, sealer }: HostContext, session: Session): Promise<Session> {
  return (await reloadSession(db, sealer, session.id)) ?? session
}

function integrationOf({ integrations }: HostContext, { integration: name }: Session) {
  const integration = integrations.get(name)
  if (!integration) throw new PageFailure('unknown-integration')
  return integration
}

/** Where a step of the plugin leads. */
async function afterStep(
  context: HostContext,
  { state, now, integration }: Session,
  step: AuthenticationStep,
  callbackState: string,
): Promise<SessionState> {
  const id = randomUUID()
  switch (step.kind) {
    case 'form':
      // Found out now, while the log can still say which call brought it.
      fieldsOf(step.schema)
      return { ...state, view: { kind: 'form', id, step } }
    case 'redirect':
      return { ...state, view: { kind: 'redirect', id, step, callbackState } }
    case 'wait':
      return {
        ...state,
        view: { kind: 'wait', id, step, pollAt: now.getTime() + step.pollAfterMs },
      }
    case 'complete':
      return draftAccounts(context, integration, state, step)
  }
}

/**
 * After a refused form the form comes again, with what was typed and why; anything else is a page
 * from which the Customer can begin again.
 */
function afterFailure(
  state: SessionState,
  input: AuthenticationInput,
  failure: SeenFailure,
): SessionState {
  const { view } = state
  const id = randomUUID()
  if (view.kind !== 'form' || input.kind !== 'form' || failure.code === 'plugin-operator') {
    return { ...state, view: { kind: 'failed', id, failure } }
  }
  const { errors: _, ...step } = view.step
  const secrets = new Set(
    fieldsOf(step.schema)
      .filter(({ kind }) => kind === 'secret')
      .map(({ name }) => name),
  )
  const typed = Object.entries(input.values).filter(([name]) => !secrets.has(name))
  const values = Object.fromEntries(typed)
  return { ...state, view: { kind: 'form', id, step: { ...step, values }, failure } }
}

function seen({ db, log }: HostContext, { integration }: Session, thrown: unknown): SeenFailure {
  const error =
    thrown instanceof FormError
      ? new PluginError('operator', { message: `authenticate: ${thrown.message}`, cause: thrown })
      : thrown
  if (!(error instanceof PluginError)) throw error
  const errorId = newErrorId()
  const code = failureOfPlugin(error.code)
  const failure = new PageFailure(code, { message: error.message, cause: error.cause })
  logFailure({ log }, failure, errorId, { integration, call: 'authenticate' })
  tellOfFailure({ db, log }, integration, failure, Date.now())
  return { code, errorId, ...(error.sentence && { sentence: error.sentence }) }
}
