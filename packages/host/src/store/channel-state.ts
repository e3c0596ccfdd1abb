import { sql } from 'kysely'
import { CHANNEL_TRANSITIONS, type ChannelEvent } from '../channel.ts'
import { writeAudit } from './audit.ts'
import { ACTION_OF_EVENT } from './audit-actions.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { noticeOfState } from './notices.ts'

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

/**
 * Moves a Channel to another state, if the event leads out of the one it is in, and if what happened
 * concerns the token that it has now: a late answer to an older token changes nothing.
 */
export async function changeState(
  trx: Trx,
  channel: { readonly id: string; readonly tokenGeneration: number },
  event: ChannelEvent,
  cause: string,
): Promise<boolean> {
  const { from, to } = CHANNEL_TRANSITIONS[event]
  const former = await trx
    .selectFrom('channels')
    .select('state')
    .where('id', '=', channel.id)
    // As the update below takes it: a message that is stored meanwhile names the row, and need not wait.
    .forNoKeyUpdate()
    .executeTakeFirst()
  const changed = await trx
    .updateTable('channels')
    .set({ state: to, state_cause: cause, state_since: sql`now()`, check_access: false })
    .where('id', '=', channel.id)
    .where('token_generation', '=', channel.tokenGeneration)
    .where('state', 'in', [...from])
    .returning(['id', 'integration', 'token_generation', 'state_since'])
    .executeTakeFirst()
  if (!changed) return false
  await noticeOfState(trx, changed, to, cause)
  await writeAudit(trx, {
    action: ACTION_OF_EVENT[event],
    channelId: changed.id,
    before: { state: former?.state ?? null },
    after: { state: to },
    cause,
  })
  return true
}

/** A Channel, and which of its Access Tokens is spoken of. */
interface TokenHolder {
  readonly id: string
  readonly tokenGeneration: number
}

/**
 * SocialHub takes nothing for this Channel any more. One whose grant ended stays what it is when
 * SocialHub has switched it off, as we asked it to or as somebody did before: its Customer knows, and
 * there is nothing left to say with this token. One that another Account took the place of stays what it
 * is whatever SocialHub says.
 */
export async function storeAccessEnd(
  trx: Trx,
  channel: TokenHolder,
  event: 'token refused' | 'switched off',
  cause: string,
): Promise<void> {
  const changed = await changeState(trx, channel, event, cause)
  if (changed) return
  await trx
    .updateTable('channels')
    .set({ check_access: false, told_at: sql`coalesce(told_at, now())` })
    .where('id', '=', channel.id)
    .where('token_generation', '=', channel.tokenGeneration)
    .where('state', 'in', event === 'switched off' ? ['needs-authentication', 'ended'] : ['ended'])
    .execute()
}

/** SocialHub was asked whether the Channel is disabled, and it is not. */
export async function storeAccessConfirmed(trx: Trx, channel: TokenHolder): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ check_access: false })
    .where('id', '=', channel.id)
    .where('token_generation', '=', channel.tokenGeneration)
    .execute()
}

/** SocialHub was asked to tell the Customer that the grant ended. */
export async function storeCustomerTold(trx: Trx, channel: TokenHolder): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ told_at: sql`now()` })
    .where('id', '=', channel.id)
    .where('token_generation', '=', channel.tokenGeneration)
    .execute()
}
