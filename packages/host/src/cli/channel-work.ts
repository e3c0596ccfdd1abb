import type { Command } from 'commander'
import { CHANNEL_TRANSITIONS, type ChannelEvent, nextStepIn } from '../channel.ts'
import { changeState } from '../store/channel-state.ts'
import { fetchSoon } from '../store/fetching.ts'
import { reconcileCommand } from './channel-reconcile.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { lockNamed } from './named.ts'

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
      withContext(given, (context) =>
        change(
          context,
          channelId,
          'paused by the operator',
          given.reason ?? 'Paused by a command.',
        ),
      ),
    )
  reporting(channel.command('resume'))
    .summary('let a paused Channel go on')
    .description('Lets a paused Channel go on where it stopped.')
    .argument(...id)
    .action((channelId: string, given: Given) =>
      withContext(given, (context) =>
        change(context, channelId, 'resumed by the operator', 'Resumed by a command.'),
      ),
    )
  reporting(channel.command('fetch'))
    .summary('fetch a Channel’s messages now')
    .description(
      'Fetches an active Channel’s messages as soon as a host is free, not at the next interval.',
    )
    .argument(...id)
    .action((channelId: string, given: Given) =>
      withContext(given, (context) => fetchNow(context, channelId)),
    )
  reconcileCommand(channel)
}

async function change(
  context: CommandContext,
  channelId: string,
  event: ChannelEvent,
  cause: string,
): Promise<void> {
  const state = await context.db.transaction().execute(async (trx) => {
    const channel = await lockNamed(trx, channelId)
    if (channel.waitsFor !== null) {
      throw new CommandError(
        `This Channel waits until the Custom Channel ${channel.waitsFor} has handed over; it goes on by itself then.`,
      )
    }
    if (!(await changeState(trx, channel, event, cause))) {
      throw new CommandError(`The Channel is ${channel.state}. ${nextStepIn(channel.state)}`)
    }
    return CHANNEL_TRANSITIONS[event].to
  })
  context.say(`The Channel is ${state}.`, { channelId, state })
}

async function fetchNow(context: CommandContext, channelId: string): Promise<void> {
  await context.db.transaction().execute(async (trx) => {
    const { id, state } = await lockNamed(trx, channelId)
    if (state !== 'active') throw new CommandError(`The Channel is ${state}. ${nextStepIn(state)}`)
    await fetchSoon(trx, { id })
  })
  context.say('The Channel is due now.', { channelId, due: true })
}
