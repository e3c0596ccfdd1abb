import { plainCopy } from '@hubward/border'
import type { ChannelCreation } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import type { NewChannel } from '../store/channel-creation.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { Session } from '../store/onboarding.ts'
import type { Draft, SessionState } from '../store/session-state.ts'
import { chosenDrafts } from './session.ts'

const DAY_MS = 86_400_000

/** The accounts that shall become Channels, and of which nobody knows yet whether they did. */
export function openDrafts(state: SessionState): readonly Draft[] {
  return chosenDrafts(state).filter(({ outcome }) => outcome === null)
}

/**
 * An account as SocialHub is told of it.
 *
 * @param kept the Channel that comes back: its name stays, unless the Customer chose another.
 */
export function channelCreation(
  { account, name: chosen, uniqueName }: Draft,
  kept: LoadedChannel | undefined,
): ChannelCreation {
  const name = nameOf(chosen, account, kept)
  const { networkId, imageUrl, user, expirationTime } = account
  return {
    name,
    uniqueName,
    networkId,
    ...(imageUrl !== undefined && { imageUrl }),
    endpoint: {
      ...(expirationTime !== undefined && { expirationTime }),
      ...(user !== undefined && { user }),
    },
  }
}

function nameOf(chosen: string, account: Draft['account'], kept: LoadedChannel | undefined) {
  return chosen === '' ? (kept?.channel.name ?? account.name) : chosen
}

/** An account as we store it; what SocialHub's answer tells is missing. */
export function newChannel(
  { integrations }: HostContext,
  session: Session,
  draft: Draft,
  kept: LoadedChannel | undefined,
): Omit<NewChannel, 'manifest' | 'socialhubChannelId' | 'accessToken'> {
  const { state, integration, now } = session
  const { account, uniqueName, language } = draft
  const days = integrations.get(integration)?.plugin.declaration.backfill?.days ?? 0
  return {
    integration,
    accountId: state.accountId,
    networkId: account.networkId,
    name: nameOf(draft.name, account, kept),
    uniqueName,
    imageUrl: account.imageUrl ?? null,
    server: account.server ?? null,
    language: kept?.channel.language ?? language ?? state.language,
    credentials: account.credentials,
    credentialsExpireAt:
      account.expirationTime === undefined ? null : new Date(account.expirationTime),
    channelSettings: kept ? plainCopy(kept.channelSettings) : (state.settings ?? {}),
    fetchSince: new Date(now.getTime() - (state.backfill ? days * DAY_MS : 0)),
  }
}
