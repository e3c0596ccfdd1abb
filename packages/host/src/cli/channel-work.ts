import type { Command } from 'commander'
import { sql, type Transaction } from 'kysely'
import {
  CHANNEL_STATES,
  CHANNEL_TRANSITIONS,
  type ChannelEvent,
  isChannelState,
} from '../channel.ts'
import { changeState } from '../store/channels.ts'
import type { Database } from '../store/database.ts'
import { ring } from '../store/turns.ts'
import { type CommandParts, type Given, reporting, withParts } from './command.ts'
import { CommandError } from './errors.ts'

interface GivenReason extends Given {
  readonly reason?: string
}

/** The commands of `hubward channel` that stop a Channel's work, or let it go on. */
export function channelWork(channel: Command): void {
  const id = ['<channelId>', 'SocialHub’s id of the Channel'] as const
  reporting(channel.command('pause'))
    .summary('stop a Channel’s work for a while')
    .description(
      'Pauses a Channel: it fetches, delivers and publishes nothing. What comes in from SocialHub meanwhile waits.',
    )
    .argument(...id)
    .option('--reason <text>', 'why, for whoever looks at it later')
    .action((channelId: string, given: GivenReason) =>
      withParts(given, (parts) =>
        change(parts, channelId, 'paused by the operator', given.reason ?? 'Paused by a command.'),
      ),
    )
  reporting(channel.command('resume'))
    .summary('let a paused Channel go on')
    .description('Lets a paused Channel go on where it stopped.')
    .argument(...id)
    .action((channelId: string, given: Given) =>
      withParts(given, (parts) =>
        change(parts, channelId, 'resumed by the operator', 'Resumed by a command.'),
      ),
    )
  reporting(channel.command('fetch'))
    .summary('fetch a Channel’s messages now')
    .description(
      'Fetches an active Channel’s messages as soon as a host is free, not at the next interval.',
    )
    .argument(...id)
    .action((channelId: string, given: Given) =>
      withParts(given, (parts) => fetchNow(parts, channelId)),
    )
}

async function change(
  parts: CommandParts,
  channelId: string,
  event: ChannelEvent,
  cause: string,
): Promise<void> {
  const state = await parts.db.transaction().execute(async (trx) => {
    const channel = await lockChannel(trx, channelId)
    if (channel.waitsFor !== null) {
      throw new CommandError(
        `This Channel waits until the Custom Channel ${channel.waitsFor} has handed over; it goes on by itself then.`,
      )
    }
    if (!(await changeState(trx, channel, event, cause))) {
      throw new CommandError(`The Channel is ${channel.state}. ${nextStep(channel.state)}`)
    }
    return CHANNEL_TRANSITIONS[event].to
  })
  parts.say(`The Channel is ${state}.`, { channelId, state })
}

async function fetchNow(parts: CommandParts, channelId: string): Promise<void> {
  await parts.db.transaction().execute(async (trx) => {
    const { id, state } = await lockChannel(trx, channelId)
    if (state !== 'active') throw new CommandError(`The Channel is ${state}. ${nextStep(state)}`)
    await trx
      .updateTable('channels')
      .set({ fetch_due_at: sql`now()` })
      .where('id', '=', id)
      .execute()
  })
  parts.say('The Channel is due now.', { channelId, due: true })
}

function nextStep(state: string): string {
  return isChannelState(state) ? CHANNEL_STATES[state].nextStep : ''
}

/** The Channel's turn is rung and its row locked, in the order in which every transaction does it. */
async function lockChannel(trx: Transaction<Database>, socialhubChannelId: string) {
  const named = await trx
    .selectFrom('channels')
    .select('id')
    .where('socialhub_channel_id', '=', socialhubChannelId)
    .executeTakeFirst()
  if (!named) throw new CommandError(`No Channel here has SocialHub’s id ${socialhubChannelId}.`)
  await ring(trx, named.id, 'command')
  const { id, state, tokenGeneration } = await trx
    .selectFrom('channels')
    .select(['id', 'state', 'token_generation as tokenGeneration'])
    .where('id', '=', named.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const move = await trx
    .selectFrom('channel_moves')
    .innerJoin('channels', 'channels.id', 'channel_moves.channel_id')
    .select('socialhub_channel_id as waitsFor')
    .where('to_channel', '=', id)
    .executeTakeFirst()
  return { id, state, tokenGeneration, waitsFor: move?.waitsFor ?? null }
}
