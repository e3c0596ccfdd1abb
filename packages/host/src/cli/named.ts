import type { Integration } from '@hubward/border'
import {
  channelAtSocialHub,
  type FoundChannel,
  type LockedChannel,
  lockChannel,
} from '../store/channel-finding.ts'
import type { Trx } from '../store/database.ts'
import type { CommandContext } from './command.ts'
import { CommandError } from './errors.ts'

// What a person names on the command line, found, or refused in a sentence.

/** The Channel of SocialHub's id. */
export async function channelNamed(
  { db }: Pick<CommandContext, 'db'>,
  socialhubChannelId: string,
): Promise<FoundChannel> {
  return known(await channelAtSocialHub(db, socialhubChannelId), socialhubChannelId)
}

/** The Channel of SocialHub's id, rung and locked until the transaction ends. */
export async function lockNamed(trx: Trx, socialhubChannelId: string): Promise<LockedChannel> {
  return known(await lockChannel(trx, socialhubChannelId), socialhubChannelId)
}

function known<Channel>(channel: Channel | undefined, socialhubChannelId: string): Channel {
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
