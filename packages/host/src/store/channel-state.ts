import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'

// Of a Channel's row: whether it may work.

export async function stateOf(db: Db, channelId: ChannelId): Promise<string> {
  const { state } = await db
    .selectFrom('channels')
    .select('state')
    .where('id', '=', channelId)
    .executeTakeFirstOrThrow()
  return state
}

/** SocialHub said that the Channel is disabled: its next turn asks whether that is so. */
export async function doubtAccess(trx: Trx, channelId: ChannelId): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ check_access: true })
    .where('id', '=', channelId)
    .execute()
}
