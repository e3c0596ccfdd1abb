import type { Transaction } from 'kysely'
import { CHANNEL_STATES, isChannelState } from '../channel.ts'
import type { Database } from '../store/database.ts'
import { ring } from '../store/turns.ts'
import { CommandError } from './errors.ts'

/** What leads out of a state. */
export function nextStepIn(state: string): string {
  return isChannelState(state) ? CHANNEL_STATES[state].nextStep : ''
}

/** The Channel's turn is rung and its row locked, in the order in which every transaction does it. */
export async function lockChannel(trx: Transaction<Database>, socialhubChannelId: string) {
  const named = await trx
    .selectFrom('channels')
    .select('id')
    .where('socialhub_channel_id', '=', socialhubChannelId)
    .executeTakeFirst()
  if (!named) throw new CommandError(`No Channel here has SocialHub’s id ${socialhubChannelId}.`)
  await ring(trx, named.id, 'command')
  const { id, integration, state, tokenGeneration } = await trx
    .selectFrom('channels')
    .select(['id', 'integration', 'state', 'token_generation as tokenGeneration'])
    .where('id', '=', named.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const move = await trx
    .selectFrom('channel_moves')
    .innerJoin('channels', 'channels.id', 'channel_moves.channel_id')
    .select('socialhub_channel_id as waitsFor')
    .where('to_channel', '=', id)
    .executeTakeFirst()
  return { id, integration, state, tokenGeneration, waitsFor: move?.waitsFor ?? null }
}
