import { sql, type Transaction } from 'kysely'
import { changeState } from './channels.ts'
import type { Database } from './database.ts'

/** A Channel, and which of its Access Tokens is spoken of. */
interface TokenHolder {
  readonly id: string
  readonly tokenGeneration: number
}

/** What SocialHub asked for holds for whatever concerns this Channel, after a restart as well. */
export async function pauseSocialHub(
  trx: Transaction<Database>,
  channelId: string,
  atLeastMs: number,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      socialhub_after: sql`greatest(socialhub_after, now() + ${atLeastMs} * interval '1 ms')`,
    })
    .where('id', '=', channelId)
    .execute()
}

/**
 * SocialHub takes nothing for this Channel any more. One whose grant ended stays what it is when
 * SocialHub has switched it off, as we asked it to or as somebody did before: its Customer knows, and
 * there is nothing left to say with this token.
 */
export async function storeAccessEnd(
  trx: Transaction<Database>,
  channel: TokenHolder,
  event: 'token refused' | 'switched off',
  cause: string,
): Promise<void> {
  const changed = await changeState(trx, channel, event, cause)
  if (changed || event !== 'switched off') return
  await trx
    .updateTable('channels')
    .set({ check_access: false, told_at: sql`coalesce(told_at, now())` })
    .where('id', '=', channel.id)
    .where('token_generation', '=', channel.tokenGeneration)
    .where('state', '=', 'needs-authentication')
    .execute()
}

/** SocialHub was asked whether the Channel is disabled, and it is not. */
export async function storeAccessConfirmed(
  trx: Transaction<Database>,
  channel: TokenHolder,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ check_access: false })
    .where('id', '=', channel.id)
    .where('token_generation', '=', channel.tokenGeneration)
    .execute()
}

/** SocialHub was asked to tell the Customer that the grant ended. */
export async function storeCustomerTold(
  trx: Transaction<Database>,
  channel: TokenHolder,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ told_at: sql`now()` })
    .where('id', '=', channel.id)
    .where('token_generation', '=', channel.tokenGeneration)
    .execute()
}
