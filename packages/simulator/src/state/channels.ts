import type { ChannelUpdate } from '@hubward/socialhub'
import { accountById } from './accounts.ts'
import { createManifest, manifestById, removeWebhook } from './manifests.ts'
import type { Channel } from './model.ts'
import { tellOfDeactivation } from './notices.ts'
import { channelsOf, isReusable } from './read.ts'
import { Refusal } from './refusal.ts'
import { isoNow, put, type State } from './state.ts'
import { nextTokenIssuedAt } from './tokens.ts'

export interface NewChannel {
  accountId: string
  manifestId: string
  name: string
  uniqueName: string
  networkId?: string
  imageUrl?: string
  teamIds?: string[]
  endpoint?: Channel['endpoint']
}

/** An active Channel under its first token. Checks nothing. */
export function addChannel(state: State, channel: NewChannel): Channel {
  return put(state, 'channel', {
    endpoint: {},
    ...channel,
    id: state.newId(),
    status: 'active',
    tokenIssuedAt: nextTokenIssuedAt(state),
    createdTime: isoNow(state),
    updatedTime: isoNow(state),
  })
}

/** A Channel with an empty Manifest of its own, as a Customer makes it by hand. */
export function createCustomChannel(
  state: State,
  input: Omit<NewChannel, 'manifestId' | 'uniqueName' | 'endpoint'> & { uniqueName?: string },
): Channel {
  accountById(state, input.accountId)
  requireFreeSlot(state, input.accountId)
  const uniqueName = input.uniqueName ?? freeUniqueName(state, input.accountId, input.name)
  requireUniqueName(state, input.accountId, uniqueName)
  const manifest = createManifest(state, input.accountId)
  return addChannel(state, { ...input, uniqueName, manifestId: manifest.id })
}

export function channelById(state: State, channelId: string): Channel {
  const channel = state.data.channels[channelId]
  if (!channel) throw new Refusal('NotFoundError', `There is no Channel ${channelId}.`)
  return channel
}

/** `PATCH /channel`: the token stays. `endpoint` is merged by key. */
export function updateChannel(state: State, channelId: string, update: ChannelUpdate): Channel {
  const channel = channelById(state, channelId)
  if (update.uniqueName !== undefined) {
    requireUniqueName(state, channel.accountId, update.uniqueName, channel.id)
  }
  const { expirationTime, user } = update.endpoint ?? {}
  return put(state, 'channel', {
    ...channel,
    ...(update.name !== undefined && { name: update.name }),
    ...(update.uniqueName !== undefined && { uniqueName: update.uniqueName }),
    ...(update.imageUrl !== undefined && { imageUrl: update.imageUrl }),
    endpoint: {
      ...channel.endpoint,
      ...(expirationTime !== undefined && { expirationTime }),
      ...(user !== undefined && { user }),
    },
    updatedTime: isoNow(state),
  })
}

/** Frees the Network ID of a Channel for another Account, as the SocialHub Team can. */
export function forgetNetworkId(state: State, channelId: string): Channel {
  const { networkId: _, ...channel } = channelById(state, channelId)
  return put(state, 'channel', { ...channel, updatedTime: isoNow(state) })
}

/**
 * Switches a Channel off: the API answers 403 until it is reactivated. Where its Integration did
 * it (`DELETE /channel`), the Customer is told by mail.
 */
export function deactivate(
  state: State,
  channelId: string,
  deactivation: { by: 'customer' | 'integration'; reason?: string },
): Channel {
  const channel = channelById(state, channelId)
  if (channel.status !== 'active') {
    throw new Refusal('ConflictError', 'The Channel is deactivated already.')
  }
  const time = isoNow(state)
  const deactivated = put(state, 'channel', {
    ...channel,
    status: 'deactivated',
    deactivation: { ...deactivation, time },
    updatedTime: time,
  })
  if (deactivation.by === 'integration') tellOfDeactivation(state, deactivated)
  return deactivated
}

/** Switches a Channel on again, under a new token. */
export function activate(state: State, channelId: string): Channel {
  const { deactivation: _, ...channel } = channelById(state, channelId)
  if (channel.status !== 'active') requireFreeSlot(state, channel.accountId)
  return put(state, 'channel', {
    ...channel,
    status: 'active',
    tokenIssuedAt: nextTokenIssuedAt(state, channel.tokenIssuedAt),
    updatedTime: isoNow(state),
  })
}

/**
 * "Reactivate" on a Custom Channel. A Channel of a Reusable Manifest goes through its Integration,
 * which calls `POST /channels`.
 */
export function reactivateCustomChannel(state: State, channelId: string): Channel {
  const channel = channelById(state, channelId)
  if (channel.status === 'active') {
    throw new Refusal('ConflictError', 'The Channel is active already.')
  }
  if (isReusable(manifestById(state, channel.manifestId))) {
    throw new Refusal(
      'BadRequestError',
      'A Channel of a Reusable Manifest is reactivated on the page of its Integration.',
    )
  }
  return activate(state, channelId)
}

/** "Create new Token": also disables the webhook of a Manifest that isn't Reusable. */
export function replaceToken(state: State, channelId: string): Channel {
  const channel = channelById(state, channelId)
  if (channel.status !== 'active') {
    throw new Refusal('ChannelDeactivated', 'Reactivate the Channel to get a new token.')
  }
  if (!isReusable(manifestById(state, channel.manifestId))) {
    removeWebhook(state, channel.manifestId, 'A new Access Token was created.')
  }
  return put(state, 'channel', {
    ...channel,
    tokenIssuedAt: nextTokenIssuedAt(state, channel.tokenIssuedAt),
    updatedTime: isoNow(state),
  })
}

/** Throws `ChannelLimitReached` where the Account may not have one more active Channel. */
export function requireFreeSlot(state: State, accountId: string): void {
  const { channelLimit } = accountById(state, accountId)
  const active = channelsOf(state, accountId).filter((channel) => channel.status === 'active')
  if (channelLimit !== null && active.length >= channelLimit) {
    throw new Refusal(
      'ChannelLimitReached',
      `Error: The limit of ${channelLimit} Channels of this Account has been reached`,
    )
  }
}

/** @param exceptChannelId the Channel that is about to get the name */
export function requireUniqueName(
  state: State,
  accountId: string,
  uniqueName: string,
  exceptChannelId?: string,
): void {
  const taken = channelsOf(state, accountId).some(
    (channel) => channel.uniqueName === uniqueName && channel.id !== exceptChannelId,
  )
  if (!taken) return
  throw new Refusal(
    state.settings.uniqueNameTaken,
    `Error: Another Channel of this Account already has the uniqueName "${uniqueName}"`,
  )
}

function freeUniqueName(state: State, accountId: string, name: string): string {
  const taken = new Set(channelsOf(state, accountId).map((channel) => channel.uniqueName))
  if (!taken.has(name)) return name
  let number = 2
  while (taken.has(`${name} #${number}`)) number += 1
  return `${name} #${number}`
}
