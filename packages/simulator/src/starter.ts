import { createAccount } from './state/accounts.ts'
import { channelById, createCustomChannel } from './state/channels.ts'
import type { Channel } from './state/model.ts'
import type { State } from './state/state.ts'
import { accessTokenOf } from './state/tokens.ts'

/**
 * The Custom Channel that a client begins with. A state that was kept has one already; when that
 * is deactivated, a new one takes its place.
 */
export function starterChannel(state: State): Channel {
  const known = state.data.channels[state.data.starterChannelId ?? '']
  if (known?.status === 'active') return known
  const accountId = known?.accountId ?? createAccount(state, { name: 'Sample & Sons' }).id
  const channel = createCustomChannel(state, { accountId, name: 'Custom Channel' })
  state.data.starterChannelId = channel.id
  return channel
}

/** Its ids, with the token that it has now: what the command prints. */
export async function describeStarter(state: State, { id }: Channel) {
  const channel = channelById(state, id)
  const { accountId, manifestId } = channel
  return { accountId, channelId: id, manifestId, accessToken: await accessTokenOf(state, channel) }
}
