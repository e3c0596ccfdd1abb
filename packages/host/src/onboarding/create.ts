import { randomUUID } from 'node:crypto'
import { type ChannelCreation, SocialHubClient, SocialHubError } from '@hubward/socialhub'
import { connectOne } from '../custom/connect.ts'
import type { HostContext } from '../host-context.ts'
import { recordAcceptance } from '../store/accounts.ts'
import { findOwn, storeCreatedChannel } from '../store/channel-creation.ts'
import { type LoadedChannel, loadCallChannel } from '../store/channels.ts'
import type { Db, Trx } from '../store/database.ts'
import { reusableManifest } from '../store/manifests.ts'
import { beginMove, markedFor } from '../store/moves.ts'
import {
  changeSession,
  recordCreation,
  reloadSession,
  type Session,
  settleCreation,
  withCreationLock,
} from '../store/onboarding.ts'
import type { Draft, SessionState } from '../store/session-state.ts'
import { PageFailure } from '../web/failure.ts'
import { tokenExpired } from './enter.ts'
import { createGate } from './gate.ts'
import { createdOutcome, failedOutcome, refusedOutcome, settleDraft } from './outcome.ts'
import { confirmedAccount, giveBack, isServed } from './served.ts'
import { channelCreation, newChannel, openDrafts } from './wanted.ts'

/** How long SocialHub may take to answer; the Customer is waiting. */
const TIMEOUT_MS = 15_000
const AT_A_TIME = 2

/** Makes Channels of what a session's Customer chose. */
export interface ChannelCreator {
  /**
   * Calls POST /channels for each account that has no outcome yet. Harmless to repeat: SocialHub
   * finds the Channel by its `networkId`, and we by the same. Ends at once where an attempt for one
   * of them is running already, here or in another host.
   */
  create(session: Session): Promise<void>
  /** Whether an attempt for one of the session's accounts is running at this moment. */
  running(session: Session): Promise<boolean>
}

export function createChannelCreator(context: HostContext): ChannelCreator {
  const gate = createGate(AT_A_TIME)
  return {
    async create(session) {
      const manifest = await manifestOf(context, session)
      for (const { place, account } of openDrafts(session.state)) {
        const held = await gate(() =>
          withCreationLock(context.db, manifest, account.networkId, (connection) =>
            session.state.link
              ? connectOne(context, connection, session.id, place)
              : createOne(context, connection, manifest, session.id, place),
          ),
        )
        if (!held) return
      }
    },
    async running(session) {
      const [next] = openDrafts(session.state)
      if (!next) return false
      const manifest = await manifestOf(context, session)
      const { networkId } = next.account
      return !(await withCreationLock(context.db, manifest, networkId, () => Promise.resolve()))
    },
  }
}

/** A session before another attempt: what failed is open again. */
export function reopened(state: SessionState): SessionState {
  const drafts = state.drafts.map((draft) =>
    draft.outcome?.kind === 'failed' ? { ...draft, outcome: null } : draft,
  )
  return { ...state, drafts }
}

async function manifestOf({ db }: HostContext, { integration, state }: Session): Promise<string> {
  if (state.link) return state.link.manifest
  const manifest = await reusableManifest(db, integration)
  if (!manifest) throw new PageFailure('not-published')
  return manifest.id
}

/** One account, under its lock: record, call, store. Nothing becomes a Channel before the 201. */
async function createOne(
  context: HostContext,
  connection: Db,
  manifest: string,
  sessionId: string,
  place: number,
): Promise<void> {
  const { sealer } = context
  // Under the lock nobody else is at it, so what is read now stays true until it is written.
  const session = await reloadSession(connection, sealer, sessionId)
  const draft = session && openDrafts(session.state).find((open) => open.place === place)
  if (!session || !draft || session.state.view.kind !== 'create') return
  if (tokenExpired(session.state, session.now)) {
    const outcome = failedOutcome(context, session, new PageFailure('expired-token'))
    return inTransaction(connection, (trx) => settleDraft(trx, context, sessionId, place, outcome))
  }

  const kept = await keptChannel(context, connection, manifest, session.state, draft)
  if (session.state.settings === null && !kept) {
    return inTransaction(connection, (trx) => changeSession(trx, sealer, sessionId, askForSettings))
  }
  const wanted = channelCreation(draft, kept)
  const creation = await inTransaction(connection, (trx) =>
    recordCreation(trx, sealer, {
      manifest,
      accountId: session.state.accountId,
      networkId: draft.account.networkId,
      sessionId,
      intent: { accountId: session.state.accountId, channel: wanted },
    }),
  )
  await context.atCrashPoint('channel.recorded')
  const answer = await post(context, session, wanted)
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
      accountId: accountId ?? session.state.accountId,
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

/** The Channel whose name, language and settings stay, where it comes back to the same Account. */
async function keptChannel(
  { sealer }: HostContext,
  connection: Db,
  manifest: string,
  { settings, accountId }: SessionState,
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

async function post({ config }: HostContext, { state }: Session, wanted: ChannelCreation) {
  const client = new SocialHubClient({
    apiUrl: config.socialhub.apiUrl,
    accessToken: state.creationToken,
    timeoutMs: TIMEOUT_MS,
  })
  try {
    return await client.createChannel(wanted)
  } catch (error) {
    if (error instanceof SocialHubError) return error
    throw error
  }
}
