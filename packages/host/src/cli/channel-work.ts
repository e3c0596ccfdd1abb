import type { Command } from 'commander'
import { CHANNEL_TRANSITIONS, type ChannelEvent, nextStepIn } from '../channel.ts'
import { changeState } from '../store/channel-state.ts'
import { fetchSoon } from '../store/fetching.ts'
import { filtered, forEachChannel, type GivenChannels, type Worked } from './channel-filter.ts'
import { reconcileCommand } from './channel-reconcile.ts'
import { type CommandContext, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { lockNamed } from './named.ts'

interface GivenReason extends GivenChannels {
  readonly reason?: string
}

/** The commands of `hubward channel` that stop a Channel's work, or let it go on. */
export function channelWork(channel: Command): void {
  const id = ['[channelId]', 'SocialHub’s id of the Channel; or say by options which'] as const
  const confirm = ['--confirm', 'for several: do it; otherwise they are only listed'] as const
  filtered(reporting(channel.command('pause')))
    .summary('stop a Channel’s work for a while')
    .description(
      'Pauses a Channel: it fetches, delivers and publishes nothing. What comes in from SocialHub meanwhile waits.',
    )
    .argument(...id)
    .option('--reason <text>', 'why, for whoever looks at it later')
    .option(...confirm)
    .action((channelId: string | undefined, given: GivenReason) => {
      const cause = given.reason ?? 'Paused by a command.'
      return withContext(given, (context) =>
        forEachChannel(context, channelId, given, 'paused', (one) =>
          change(context, one, 'paused by the operator', cause),
        ),
      )
    })
  filtered(reporting(channel.command('resume')))
    .summary('let a paused Channel go on')
    .description('Lets a paused Channel go on where it stopped.')
    .argument(...id)
    .option(...confirm)
    .action((channelId: string | undefined, given: GivenChannels) =>
      withContext(given, (context) =>
        forEachChannel(context, channelId, given, 'resumed', (one) =>
          change(context, one, 'resumed by the operator', 'Resumed by a command.'),
        ),
      ),
    )
  filtered(reporting(channel.command('fetch')))
    .summary('fetch a Channel’s messages now')
    .description(
      'Fetches an active Channel’s messages as soon as a host is free, not at the next interval.',
    )
    .argument(...id)
    .option(...confirm)
    .action((channelId: string | undefined, given: GivenChannels) =>
      withContext(given, (context) =>
        forEachChannel(context, channelId, given, 'due now', (one) => fetchNow(context, one)),
      ),
    )
  reconcileCommand(channel)
}

async function change(
  context: CommandContext,
  channelId: string,
  event: ChannelEvent,
  cause: string,
): Promise<Worked> {
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
  return { said: `The Channel is ${state}.`, value: { state } }
}

async function fetchNow(context: CommandContext, channelId: string): Promise<Worked> {
  await context.db.transaction().execute(async (trx) => {
    const { id, state } = await lockNamed(trx, channelId)
    if (state !== 'active') throw new CommandError(`The Channel is ${state}. ${nextStepIn(state)}`)
    await fetchSoon(trx, { id })
  })
  return { said: 'The Channel is due now.', value: { due: true } }
}
