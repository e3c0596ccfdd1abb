import { randomUUID } from 'node:crypto'
import {
  type ChannelCreation,
  type ChannelCreationResponse,
  readToken,
  SocialHubError,
} from '@hubward/socialhub'
import { type Config, isServed } from '../config.ts'
import type { HostContext } from '../host-context.ts'
import { socialhubClient } from '../socialhub-client.ts'
import { recordAcceptance } from '../store/accounts.ts'
import { actingAs } from '../store/acting.ts'
import { findOwn, storeCreatedChannel } from '../store/channel-creation.ts'
import { type LoadedChannel, loadCallChannel } from '../store/channels.ts'
import { recordCreation, settleCreation } from '../store/creation-attempts.ts'
import type { Db, Trx } from '../store/database.ts'
import { beginMove, markedFor } from '../store/moves.ts'
import { changeSession, reloadSession } from '../store/onboarding-sessions.ts'
import type { Draft, SessionErrand, SessionState } from '../store/session-state.ts'
import { PageFailure } from '../web/failure.ts'
import { type Attempt, channelCreation, newChannel, openDrafts } from './channel-draft.ts'
import { hasExpired, returningChannel } from './errand.ts'
import {
  createdOutcome,
  failedOutcome,
  type Outcome,
  refusedOutcome,
  settleDraft,
} from './outcome.ts'

/** How long SocialHub may take to answer; the Customer is waiting. */
const TIMEOUT_MS = 15_000

/**
 * Has SocialHub create the Channel of one account, or reactivate it, with the token that SocialHub's
 * link brought: record, call, store. Nothing becomes a Channel before the 201.
 */
export async function createChannel(
  context: HostContext,
  { connection: given, manifest, sessionId, place }: Attempt,
): Promise<void> {
  const { sealer } = context
  const connection = actingAs(given, { kind: 'customer' })
  const settle = (outcome: Outcome) =>
    inTransaction(connection, (trx) => settleDraft(trx, context, sessionId, place, outcome))
  // Under the lock nobody else is at it, so what is read now stays true until it is written.
  const session = await reloadSession(connection, sealer, sessionId)
  const draft = session && openDrafts(session.state).find((open) => open.place === place)
  if (!session || !draft || session.state.view.kind !== 'create') return
  const { errand } = session.state
  if (errand.kind === 'connect') return
  if (errand.token === null || hasExpired(errand, session.now)) {
    return settle(failedOutcome(context, session, new PageFailure('expired-token')))
  }

  const kept = await keptChannel(context, connection, manifest, session.state, draft)
  if (session.state.settings === null && !kept) {
    return inTransaction(connection, (trx) => changeSession(trx, sealer, sessionId, askForSettings))
  }
  const wanted = asSocialHubFindsIt(errand, channelCreation(draft, kept))
  const creation = await inTransaction(connection, (trx) =>
    recordCreation(trx, sealer, {
      manifest,
      accountId: errand.accountId,
      networkId: draft.account.networkId,
      sessionId,
      intent: { accountId: errand.accountId, channel: wanted },
    }),
  )
  await context.atCrashPoint('channel.recorded')
  const answer = await post(context, errand.token, wanted)
  await context.atCrashPoint('channel.answered')
  if (answer instanceof SocialHubError) {
    const { outcome, uncertain, code } = refusedOutcome(context, session, answer)
    return inTransaction(connection, async (trx) => {
      await settleCreation(trx, creation, uncertain ? 'unknown' : 'refused', code)
      await settleDraft(trx, context, sessionId, place, outcome)
    })
  }
  const accountId = confirmedAccount(answer)
  if (!isServed(context.config, session.integration, accountId)) {
    const failure = new PageFailure('account-not-served', { message: `Account ${accountId}` })
    const outcome = failedOutcome(context, session, failure)
    await giveBack(context.config, answer)
    return inTransaction(connection, async (trx) => {
      await settleCreation(trx, creation, 'refused', failure.code)
      await settleDraft(trx, context, sessionId, place, outcome)
    })
  }
  await inTransaction(connection, async (trx) => {
    const confirmed = {
      accountId: accountId ?? errand.accountId,
      socialhubChannelId: answer._id,
    }
    const { channelId, former } = await storeCreatedChannel(trx, sealer, {
      ...newChannel(context, session, draft, kept),
      ...confirmed,
      manifest,
      accessToken: answer.endpoint.accessToken,
    })
    await recordAcceptance(trx, session, confirmed)
    const handsOver = await markedFor(trx, channelId)
    if (handsOver !== undefined) await beginMove(trx, handsOver, channelId)
    await settleCreation(trx, creation, 'stored', channelId)
    const created = createdOutcome(channelId, former)
    await settleDraft(trx, context, sessionId, place, created, wanted.name)
  })
  await context.atCrashPoint('channel.stored')
}

/**
 * A Channel that began as a Custom Channel has no Network ID at SocialHub, which then finds it by its
 * unique name, and only where none is given.
 */
function asSocialHubFindsIt(
  errand: Exclude<SessionErrand, { kind: 'connect' }>,
  wanted: ChannelCreation,
): ChannelCreation {
  const channel = returningChannel(errand)
  if (channel?.channelId === undefined || channel.networkId !== undefined) return wanted
  const { networkId: _, ...rest } = wanted
  return { ...rest, uniqueName: channel.uniqueName }
}

/** The Channel whose name, language and settings stay, where it comes back to the same Account. */
async function keptChannel(
  { sealer }: HostContext,
  connection: Db,
  manifest: string,
  { settings, errand: { accountId } }: SessionState,
  { account: { networkId } }: Draft,
): Promise<LoadedChannel | undefined> {
  if (settings !== null) return undefined
  const own = await findOwn(connection, { manifest, accountId, networkId })
  return own && loadCallChannel(connection, sealer, own.id)
}

/** The Channel was removed meanwhile: there are no settings that could stay. */
function askForSettings(state: SessionState): SessionState {
  return { ...state, settings: {}, view: { kind: 'details', id: randomUUID() } }
}

function inTransaction<Result>(
  connection: Db,
  work: (trx: Trx) => Promise<Result>,
): Promise<Result> {
  return connection.transaction().execute(work)
}

async function post({ config }: HostContext, accessToken: string, wanted: ChannelCreation) {
  const client = socialhubClient(config, accessToken, { timeoutMs: TIMEOUT_MS })
  try {
    return await client.createChannel(wanted)
  } catch (error) {
    if (error instanceof SocialHubError) return error
    throw error
  }
}

/** The Account of a Channel, as SocialHub's answer says: the creation token may have said anything. */
function confirmedAccount(answer: ChannelCreationResponse): string | undefined {
  if (answer.accountId) return answer.accountId
  const read = readToken(answer.endpoint.accessToken, 0)
  return read.ok ? read.token.accountId : undefined
}

/** SocialHub shows nobody but itself why a Channel was given back. */
const REASON = 'The operator of this integration does not serve this Account.'

/**
 * Switches a Channel off that was made for somebody who isn't served; nothing of it was stored.
 *
 * @throws SocialHubError
 */
async function giveBack(
  config: Pick<Config, 'socialhub'>,
  answer: ChannelCreationResponse,
): Promise<void> {
  const { accessToken } = answer.endpoint
  await socialhubClient(config, accessToken).deactivateChannel(REASON)
}
