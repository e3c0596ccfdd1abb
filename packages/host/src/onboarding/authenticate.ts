import { randomBytes, randomUUID } from 'node:crypto'
import {
  type Account,
  type AuthenticationInput,
  type AuthenticationStep,
  type CompleteStep,
  PluginError,
} from '@hubward/plugin'
import type { HostContext } from '../host-context.ts'
import { tellOfFailure } from '../notices/failed-onboarding.ts'
import { findOwn } from '../store/channel-creation.ts'
import { networkIdOf } from '../store/channel-finding.ts'
import { reusableManifest } from '../store/manifests.ts'
import { reloadSession, type Session, saveSession } from '../store/onboarding.ts'
import type { Draft, SeenFailure, SessionState } from '../store/session-state.ts'
import { logFailure, newErrorId } from '../web/error-reply.ts'
import { failureOfPlugin, PageFailure } from '../web/failure.ts'
import { FormError, fieldsOf } from '../web/form/fields.ts'
import { plainName } from '../web/plain-name.ts'
import { termsOf } from './terms.ts'

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
      return state.reactivation
        ? comeBack(context, integration, state, state.reactivation, step)
        : {
            ...state,
            ...termsOf(context.config),
            drafts: draftsOf(step.accounts, state.link !== undefined),
            settings: step.channelSettings ?? {},
            view: { kind: step.accounts.length > 1 ? 'accounts' : 'details', id },
          }
  }
}

/** @param one whether only one of them can become a Channel. */
function draftsOf(accounts: readonly Account[], one: boolean): Draft[] {
  const byNetworkId = new Map(accounts.map((account) => [account.networkId, account]))
  return [...byNetworkId.values()].map((account, place) => ({
    place,
    account,
    name: account.name,
    uniqueName: account.uniqueName,
    chosen: !one || place === 0,
    language: null,
    outcome: null,
  }))
}

/**
 * A Channel comes back only with the account that it was made for. Names, language and settings of a
 * Channel that is known stay where they are stored: the session only notes that they do.
 */
async function comeBack(
  { config, db }: HostContext,
  integration: string,
  state: SessionState,
  wanted: NonNullable<SessionState['reactivation']>,
  { accounts, channelSettings }: CompleteStep,
): Promise<SessionState> {
  const id = randomUUID()
  // SocialHub may not know which account it is; we may, of a Channel of the same Account.
  const networkId =
    wanted.networkId ??
    (wanted.channelId && (await networkIdOf(db, integration, state.accountId, wanted.channelId)))
  const account = accounts.find((found) =>
    networkId === undefined
      ? found.uniqueName === wanted.uniqueName
      : found.networkId === networkId,
  )
  if (!account) {
    const names = {
      found: plainName(accounts[0]?.uniqueName ?? ''),
      wanted: plainName(wanted.uniqueName),
    }
    const failure = { code: 'wrong-account', errorId: newErrorId(), names }
    return { ...state, view: { kind: 'failed', id, failure } }
  }
  const known = await isKnown(db, integration, state, account.networkId)
  const draft: Draft = {
    place: 0,
    account,
    name: known ? '' : account.name,
    uniqueName: wanted.uniqueName,
    chosen: true,
    language: null,
    outcome: null,
  }
  return {
    ...state,
    ...(!known && termsOf(config)),
    drafts: [draft],
    settings: known ? null : (channelSettings ?? {}),
    view: { kind: known ? 'create' : 'details', id },
  }
}

/** Whether the Account that the token claims has had a Channel here for this account of the Network. */
async function isKnown(
  db: HostContext['db'],
  integration: string,
  { link, accountId }: SessionState,
  networkId: string,
): Promise<boolean> {
  if (link) return link.channelId !== null
  const manifest = await reusableManifest(db, integration)
  if (!manifest) return false
  return (await findOwn(db, { manifest: manifest.id, accountId, networkId })) !== undefined
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
