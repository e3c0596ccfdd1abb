import type { Integration } from '@hubward/border'
import { channelAtSocialHub, type FoundChannel } from '../store/channel-finding.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import type { CommandContext } from './command.ts'
import { CommandError } from './errors.ts'

// What a person names on the command line, found, or refused in a sentence.

/** The Channel of SocialHub's id. */
export async function channelNamed(
  { db }: Pick<CommandContext, 'db'>,
  socialhubChannelId: SocialHubChannelId,
): Promise<FoundChannel> {
  return known(await channelAtSocialHub(db, socialhubChannelId), socialhubChannelId)
}

function known<Channel>(
  channel: Channel | undefined,
  socialhubChannelId: SocialHubChannelId,
): Channel {
  if (channel) return channel
  throw new CommandError(`No Channel here has SocialHub’s id ${socialhubChannelId}.`)
}

export async function integrationNamed(
  context: CommandContext,
  name: string,
): Promise<Integration> {
  const { integrations } = await context.load()
  const integration = integrations.get(name)
  if (integration) return integration
  throw new CommandError(`There is no integration "${name}"; "hubward plugins" lists them.`)
}
