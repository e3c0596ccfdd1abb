import type { ChannelCreation } from '@hubward/socialhub'
import { activate, addChannel, requireFreeSlot, requireUniqueName } from './channels.ts'
import type { Channel } from './model.ts'
import { channelsOf, isReusable } from './read.ts'
import { Refusal } from './refusal.ts'
import { put, type State } from './state.ts'
import type { CreationClaims } from './tokens.ts'

/**
 * `POST /channels`: the match decides what happens.
 *
 *   same networkId under this Manifest in another Account   DuplicateChannel
 *   no match                                                a new Channel
 *   a deactivated match                                     reactivated, under a new token
 *   an active match                                         as `settings.activeMatch` says
 */
export function createOrReactivate(
  state: State,
  claims: CreationClaims,
  wanted: ChannelCreation,
): Channel {
  const { accountId, manifestId, teamIds } = claims
  requireReusable(state, claims)
  requireFreeNetworkId(state, claims, wanted)
  const match = findMatch(state, claims, wanted)
  requireUniqueName(state, accountId, wanted.uniqueName, match?.id)
  const { name, uniqueName, imageUrl, networkId, endpoint } = wanted
  const content = {
    name,
    uniqueName,
    ...(imageUrl !== undefined && { imageUrl }),
    ...(networkId !== undefined && { networkId }),
    endpoint: {
      ...(endpoint?.expirationTime !== undefined && { expirationTime: endpoint.expirationTime }),
      ...(endpoint?.user !== undefined && { user: endpoint.user }),
    },
  }
  if (!match) {
    requireFreeSlot(state, accountId)
    const forTeams = teamIds !== undefined && { teamIds }
    return addChannel(state, { accountId, manifestId, ...forTeams, ...content })
  }
  if (match.status === 'active' && state.settings.activeMatch === 'refuse') {
    throw new Refusal('ConflictError', 'Error: The Channel already exists and is active')
  }
  return put(state, 'channel', { ...activate(state, match.id), ...content })
}

function requireReusable(state: State, { accountId, manifestId }: CreationClaims): void {
  const manifest = state.data.manifests[manifestId]
  if (!manifest || !state.data.accounts[accountId]) {
    throw new Refusal('NotFoundError', 'Error: The Manifest could not be found')
  }
  if (!isReusable(manifest)) {
    throw new Refusal('AccessDenied', 'Error: The Manifest is not reusable')
  }
}

function requireFreeNetworkId(
  state: State,
  { accountId, manifestId }: CreationClaims,
  { networkId }: ChannelCreation,
): void {
  const elsewhere = Object.values(state.data.channels).some(
    (channel) =>
      networkId !== undefined &&
      channel.networkId === networkId &&
      channel.manifestId === manifestId &&
      channel.accountId !== accountId,
  )
  if (elsewhere) {
    throw new Refusal(
      'DuplicateChannel',
      'Error: A Channel with this networkId already exists in another Account',
    )
  }
}

/** By `networkId`; by `uniqueName` only where no Network ID is there to go by. */
function findMatch(
  state: State,
  { accountId, manifestId }: CreationClaims,
  { networkId, uniqueName }: ChannelCreation,
): Channel | undefined {
  return channelsOf(state, accountId)
    .filter((channel) => channel.manifestId === manifestId)
    .find((channel) =>
      networkId === undefined ? channel.uniqueName === uniqueName : channel.networkId === networkId,
    )
}
