import { randomUUID } from 'node:crypto'
import { isChannelState } from '../channel.ts'
import type { Parts } from '../parts.ts'
import { type StoppedChannel, stoppedChannel } from '../store/channel-finding.ts'
import type { SessionState, View } from '../store/session-state.ts'

/**
 * The first page of a reactivation: why the Channel stopped. Nothing in SocialHub's token is verified
 * yet, so it tells the state and the day, and nothing that was written down about the Channel.
 */
export async function stoppedView(
  { db }: Pick<Parts, 'db'>,
  channel: StoppedChannel,
): Promise<Extract<View, { kind: 'stopped' }>> {
  const found = await stoppedChannel(db, channel)
  const state = found && isChannelState(found.state) ? found.state : 'active'
  return {
    kind: 'stopped',
    id: randomUUID(),
    state,
    since: found && state !== 'active' ? found.state_since.getTime() : null,
  }
}

/** The Channel that a session brings back. */
export function channelOf(integration: string, state: SessionState): StoppedChannel | undefined {
  const { reactivation, accountId } = state
  if (!reactivation) return undefined
  const { channelId, networkId } = reactivation
  return { integration, accountId, socialhubChannelId: channelId, networkId }
}
