import { randomUUID } from 'node:crypto'
import { type DescribedPlugin, plainCopy } from '@hubward/border'
import type { Account, CompleteStep, PlainData } from '@hubward/plugin'
import { type ChannelCreation, check } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import { findOwn, type NewChannel } from '../store/channel-creation.ts'
import { networkIdOf } from '../store/channel-finding.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { Db } from '../store/database.ts'
import type { NetworkId } from '../store/ids.ts'
import { reusableManifest } from '../store/manifests.ts'
import type { Session } from '../store/onboarding-sessions.ts'
import type { Draft, ReturningChannel, SessionState } from '../store/session-state.ts'
import { grantHash } from '../store/shared-grants.ts'
import { wholeGrant } from '../tokens/whole-grant.ts'
import { newErrorId } from '../web/error-reply.ts'
import { plainName } from '../web/plain-name.ts'
import { fetchSince } from './backfill.ts'
import { termsOf } from './channel-form.ts'
import { ERRANDS, returningChannel } from './errand.ts'

/** One account of a session that shall become a Channel now. */
export interface Attempt {
  /** It holds the account's lock: nobody else is at it, here or in another host. */
  readonly connection: Db
  /** Our id of the Manifest. */
  readonly manifest: string
  readonly sessionId: string
  /** The draft's. */
  readonly place: number
}

/** The drafts that shall become Channels. */
export function chosenDrafts(state: SessionState): readonly Draft[] {
  return state.drafts.filter((draft) => draft.chosen)
}

/** The accounts that shall become Channels, and of which nobody knows yet whether they did. */
export function openDrafts(state: SessionState): readonly Draft[] {
  return chosenDrafts(state).filter(({ outcome }) => outcome === null)
}

/** The plugin's last step brought accounts: what is asked about them, where anything is. */
export async function draftAccounts(
  { config, db }: HostContext,
  integration: string,
  state: SessionState,
  { accounts, channelSettings }: CompleteStep,
): Promise<SessionState> {
  const { errand } = state
  const id = randomUUID()
  const wanted = returningChannel(errand)
  if (!wanted) {
    const drafts = draftsOf(accounts, ERRANDS[errand.kind].severalAccounts)
    const kind = accounts.length > 1 ? 'accounts' : 'details'
    const settings = channelSettings ?? {}
    return { ...state, ...termsOf(config), drafts, settings, view: { kind, id } }
  }
  const account = await findReturning(db, integration, state, wanted, accounts)
  if (!account) {
    const names = {
      found: plainName(accounts[0]?.uniqueName ?? ''),
      wanted: plainName(wanted.uniqueName),
    }
    const failure = { code: 'wrong-account', errorId: newErrorId(), names }
    return { ...state, view: { kind: 'failed', id, failure } }
  }
  // Names, language and settings of a Channel that is known stay where they are stored: the session
  // only notes that they do.
  const known = await isKnown(db, integration, state, account.networkId)
  const { uniqueName } = wanted
  const name = known ? null : account.name
  return {
    ...state,
    ...(!known && termsOf(config)),
    drafts: [{ place: 0, account, name, uniqueName, chosen: true, outcome: null }],
    settings: known ? null : (channelSettings ?? {}),
    view: { kind: known ? 'create' : 'details', id },
  }
}

/** @param several whether more than one of them can become a Channel. */
function draftsOf(accounts: readonly Account[], several: boolean): Draft[] {
  const byNetworkId = new Map(accounts.map((account) => [account.networkId, account]))
  return [...byNetworkId.values()].map((account, place) => ({
    place,
    account,
    name: account.name,
    uniqueName: account.uniqueName,
    chosen: several || place === 0,
    outcome: null,
  }))
}

/** A Channel comes back only with the account that it was made for. */
async function findReturning(
  db: Db,
  integration: string,
  { errand: { accountId } }: SessionState,
  { channelId, networkId: told, uniqueName }: ReturningChannel,
  accounts: readonly Account[],
): Promise<Account | undefined> {
  // SocialHub may not know which account it is; we may, of a Channel of the same Account.
  const networkId =
    told ?? (channelId && (await networkIdOf(db, integration, accountId, channelId)))
  return accounts.find((found) =>
    networkId === undefined ? found.uniqueName === uniqueName : found.networkId === networkId,
  )
}

/** Whether the Account that the link claims has had a Channel here for this account of the Network. */
async function isKnown(
  db: Db,
  integration: string,
  { errand }: SessionState,
  networkId: NetworkId,
): Promise<boolean> {
  if (errand.kind === 'connect') return errand.channel !== null
  const manifest = await reusableManifest(db, integration)
  if (!manifest) return false
  const { accountId } = errand
  return (await findOwn(db, { manifest: manifest.id, accountId, networkId })) !== undefined
}

/**
 * An account as SocialHub is told of it.
 *
 * @param kept the Channel that comes back: its name stays, unless the Customer chose another.
 */
export function channelCreation(draft: Draft, kept: LoadedChannel | undefined): ChannelCreation {
  const { networkId, imageUrl, user, expirationTime } = draft.account
  return {
    name: nameOf(draft, kept),
    uniqueName: draft.uniqueName,
    networkId,
    ...(imageUrl !== undefined && { imageUrl }),
    endpoint: {
      ...(expirationTime !== undefined && { expirationTime }),
      ...(user !== undefined && { user }),
    },
  }
}

/** An account as we store it; what SocialHub's answer tells is missing. */
export function newChannel(
  { integrations, sealer }: HostContext,
  session: Session,
  draft: Draft,
  kept: LoadedChannel | undefined,
): Omit<NewChannel, 'manifest' | 'socialhubChannelId' | 'accessToken'> {
  const { state, integration } = session
  const { account, uniqueName } = draft
  const plugin = integrations.get(integration)?.plugin
  return {
    integration,
    accountId: state.errand.accountId,
    networkId: account.networkId,
    name: nameOf(draft, kept),
    uniqueName,
    imageUrl: account.imageUrl ?? null,
    server: account.server ?? null,
    language: kept?.channel.language ?? state.language,
    credentials: credentialsOf(account, plugin, kept),
    credentialsExpireAt:
      account.expirationTime === undefined ? null : new Date(account.expirationTime),
    grantHash: grantHash(sealer, plugin?.id, account.grantId),
    channelSettings: kept ? plainCopy(kept.channelSettings) : { ...state.settings },
    fetchSince: fetchSince(session, plugin),
  }
}

/** What works is not replaced by less. Of a grant that ended nothing is taken over. */
function credentialsOf(
  { credentials }: Account,
  plugin: DescribedPlugin | undefined,
  kept: LoadedChannel | undefined,
): PlainData {
  if (kept?.state !== 'active' || !plugin) return credentials
  const fits = (whole: PlainData) => check(plugin.credentials, whole).ok
  return wholeGrant(kept.credentials, credentials, fits) ?? plainCopy(kept.credentials)
}

function nameOf({ name, account }: Draft, kept?: LoadedChannel): string {
  return name ?? kept?.channel.name ?? account.name
}
