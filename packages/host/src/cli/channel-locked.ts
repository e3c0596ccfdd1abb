import { CHANNEL_STATES, isChannelState } from '../channel.ts'
import { type LockedChannel, lockChannel } from '../store/channel-finding.ts'
import type { Trx } from '../store/database.ts'
import { CommandError } from './errors.ts'

/** What leads out of a state. */
export function nextStepIn(state: string): string {
  return isChannelState(state) ? CHANNEL_STATES[state].nextStep : ''
}

/** The Channel that a person names by SocialHub's id, rung and locked until the transaction ends. */
export async function lockNamed(trx: Trx, socialhubChannelId: string): Promise<LockedChannel> {
  const channel = await lockChannel(trx, socialhubChannelId)
  if (!channel) throw new CommandError(`No Channel here has SocialHub’s id ${socialhubChannelId}.`)
  return channel
}
