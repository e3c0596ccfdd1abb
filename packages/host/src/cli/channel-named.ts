import { channelAtSocialHub, type FoundChannel } from '../store/channel-finding.ts'
import type { CommandContext } from './command.ts'
import { CommandError } from './errors.ts'

/** The Channel that a person names by SocialHub's id. */
export async function channelNamed(
  { db }: Pick<CommandContext, 'db'>,
  socialhubChannelId: string,
): Promise<FoundChannel> {
  const channel = await channelAtSocialHub(db, socialhubChannelId)
  if (!channel) throw new CommandError(`No Channel here has SocialHub’s id ${socialhubChannelId}.`)
  return channel
}
