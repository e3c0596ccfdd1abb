import type { Kysely } from 'kysely'
import type { Database } from './database.ts'

/** How SocialHub's link names the Channel that shall come back. */
export interface StoppedChannel {
  readonly integration: string
  readonly accountId: string
  readonly socialhubChannelId: string | undefined
  readonly networkId: string | undefined
}

/** The state of a Channel of this Account, by SocialHub's id where the link has it. */
export async function stoppedChannel(
  db: Kysely<Database>,
  { integration, accountId, socialhubChannelId, networkId }: StoppedChannel,
): Promise<{ state: string; state_since: Date } | undefined> {
  const [column, value] =
    socialhubChannelId === undefined
      ? (['network_id', networkId] as const)
      : (['socialhub_channel_id', socialhubChannelId] as const)
  if (value === undefined) return undefined
  return await db
    .selectFrom('channels')
    .select(['state', 'state_since'])
    .where('integration', '=', integration)
    .where('account_id', '=', accountId)
    .where(column, '=', value)
    .executeTakeFirst()
}
