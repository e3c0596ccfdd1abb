import type { CommandParts } from './command.ts'
import { CommandError } from './errors.ts'

/** The Channel that a person names by SocialHub's id. */
export async function channelNamed(
  { db }: Pick<CommandParts, 'db'>,
  socialhubChannelId: string,
): Promise<{ id: string }> {
  const channel = await db
    .selectFrom('channels')
    .select('id')
    .where('socialhub_channel_id', '=', socialhubChannelId)
    .executeTakeFirst()
  if (!channel) throw new CommandError(`No Channel here has SocialHub’s id ${socialhubChannelId}.`)
  return channel
}
