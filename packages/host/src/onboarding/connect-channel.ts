import { type SocialHubClient, SocialHubError } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import { socialhubClient } from '../socialhub-client.ts'
import { recordAcceptance } from '../store/accounts.ts'
import { actingAs } from '../store/acting.ts'
import { storeCreatedChannel } from '../store/channel-creation.ts'
import { hasRival } from '../store/channel-finding.ts'
import { type LoadedChannel, loadCallChannel } from '../store/channels.ts'
import { endUnconnected, findUnconnected } from '../store/custom.ts'
import type { Db } from '../store/database.ts'
import type { AccountId, SocialHubChannelId } from '../store/ids.ts'
import { isLinkUsed, useConnectLink } from '../store/links.ts'
import { reloadSession } from '../store/onboarding-sessions.ts'
import type { OpenLink } from '../store/session-state.ts'
import { PageFailure } from '../web/failure.ts'
import { type Attempt, channelCreation, newChannel, openDrafts } from './channel-draft.ts'
import {
  createdOutcome,
  failedOutcome,
  type Outcome,
  refusedOutcome,
  settleDraft,
} from './outcome.ts'

/** How long SocialHub may take to answer; the Customer is waiting. */
const TIMEOUT_MS = 15_000

/** The Custom Channel that a link is for. */
interface Target {
  readonly socialhubChannelId: SocialHubChannelId
  readonly accountId: AccountId
  readonly accessToken: string
}

/**
 * Connects a Custom Channel with the account that its Customer chose: SocialHub is told its names,
 * then the Channel is stored, with the Access Token that the agency gave. Both are harmless to repeat,
 * so a crash between them is mended by the Customer's next click, and the link works until then.
 * Runs under the account's lock.
 */
export async function connectChannel(
  context: HostContext,
  { connection: given, sessionId, place }: Attempt,
): Promise<void> {
  const { sealer } = context
  const connection = actingAs(given, { kind: 'customer' })
  const session = await reloadSession(connection, sealer, sessionId)
  const link = session?.state.errand.kind === 'connect' ? session.state.errand.link : null
  const draft = session && openDrafts(session.state).find((open) => open.place === place)
  if (!session || !link || !draft || session.state.view.kind !== 'create') return

  const settle = (outcome: Outcome) =>
    connection.transaction().execute((trx) => settleDraft(trx, context, sessionId, place, outcome))
  const target = await targetOf(context, connection, link)
  if (!target) return settle(failedOutcome(context, session, new PageFailure('link-used')))
  // Two Channels of one account would double every Ticket, and share what the Network pushes.
  const { networkId } = draft.account
  if (await hasRival(connection, session.integration, networkId, target.socialhubChannelId)) {
    return settle(failedOutcome(context, session, new PageFailure('connected-elsewhere')))
  }
  await context.atCrashPoint('channel.recorded')
  const kept = 'channel' in target && session.state.settings === null ? target : undefined
  const { networkId: _, ...update } = channelCreation(draft, kept)
  const refusal = await tell(context, target, update)
  await context.atCrashPoint('channel.answered')
  if (refusal) {
    return settle(
      ['AccessTokenInvalidError', 'ChannelDeactivated'].includes(refusal.code)
        ? failedOutcome(
            context,
            session,
            new PageFailure('channel-closed', { message: refusal.message }),
          )
        : refusedOutcome(context, session, refusal).outcome,
    )
  }
  await connection.transaction().execute(async (trx) => {
    const { socialhubChannelId, accountId, accessToken } = target
    const { channelId, former } = await storeCreatedChannel(trx, sealer, {
      ...newChannel(context, session, draft, kept),
      socialhubChannelId,
      accountId,
      accessToken,
      manifest: link.manifest,
    })
    await recordAcceptance(trx, session, target)
    await endUnconnected(trx, link.manifest)
    await useConnectLink(trx, link.hash)
    const created = createdOutcome(channelId, former)
    await settleDraft(trx, context, sessionId, place, created, update.name)
  })
  await context.atCrashPoint('channel.stored')
}

/** Undefined when a link has connected it meanwhile, this one or another, or the Channel is gone. */
async function targetOf(
  { sealer }: HostContext,
  connection: Db,
  { hash, manifest, channelId }: OpenLink,
): Promise<Target | LoadedChannel | undefined> {
  if (await isLinkUsed(connection, hash)) return undefined
  if (channelId === null) return findUnconnected(connection, sealer, { manifest })
  const channel = await loadCallChannel(connection, sealer, channelId)
  return channel?.state === 'ended' ? undefined : channel
}

async function tell(
  { config }: HostContext,
  { accessToken }: Target,
  update: Parameters<SocialHubClient['updateChannel']>[0],
): Promise<SocialHubError | undefined> {
  try {
    await socialhubClient(config, accessToken, { timeoutMs: TIMEOUT_MS }).updateChannel(update)
    return undefined
  } catch (error) {
    if (error instanceof SocialHubError) return error
    throw error
  }
}
