import type { Command } from 'commander'
import { changeByOperator, fetchNow } from '../operating/channel-work.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { filtered, forEachChannel, type GivenChannels, type Worked } from './channel-filter.ts'
import { reconcileCommand } from './channel-reconcile.ts'
import { type CommandContext, reporting, withContext } from './command.ts'

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
    .action((channelId: SocialHubChannelId | undefined, given: GivenReason) => {
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
    .action((channelId: SocialHubChannelId | undefined, given: GivenChannels) =>
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
    .action((channelId: SocialHubChannelId | undefined, given: GivenChannels) =>
      withContext(given, (context) =>
        forEachChannel(context, channelId, given, 'due now', (one) => fetchSoon(context, one)),
      ),
    )
  reconcileCommand(channel)
}

async function change(
  { db }: CommandContext,
  channelId: SocialHubChannelId,
  event: Parameters<typeof changeByOperator>[2],
  cause: string,
): Promise<Worked> {
  const state = await changeByOperator(db, channelId, event, cause)
  return { said: `The Channel is ${state}.`, value: { state } }
}

async function fetchSoon({ db }: CommandContext, channelId: SocialHubChannelId): Promise<Worked> {
  await fetchNow(db, channelId)
  return { said: 'The Channel is due now.', value: { due: true } }
}
