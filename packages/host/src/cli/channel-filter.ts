import { type Command, Option } from 'commander'
import { CHANNEL_STATES } from '../channel.ts'
import { ErrorForPeople } from '../error-for-people.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { type ChannelFilter, type ListedWithProblems, listChannels } from '../store/overview.ts'
import type { CommandContext, Given } from './command.ts'
import { CommandError } from './errors.ts'

/** What names several Channels on the command line. */
export interface GivenChannels extends Given {
  readonly state?: string
  readonly integration?: string
  readonly account?: string
  readonly problems?: true
  readonly confirm?: true
}

/** Adds the options that say which Channels are meant. */
export function filtered(command: Command): Command {
  return command
    .addOption(
      new Option('--state <state>', 'only those in this state').choices([
        ...Object.keys(CHANNEL_STATES),
        'unconnected',
      ]),
    )
    .option('--integration <name>', 'only those of this integration')
    .option('--account <account>', 'only those of this Account, by SocialHub’s id or your label')
    .option('--problems', 'only those that need somebody')
}

export function filterOf({ state, integration, account, problems }: GivenChannels): ChannelFilter {
  return {
    ...(state !== undefined && { state }),
    ...(integration !== undefined && { integration }),
    ...(account !== undefined && { account }),
    ...(problems && { problems }),
  }
}

/** What became of one: for people, and for programs. */
export interface Worked {
  readonly said: string
  readonly value: object
}

/**
 * Does something to one Channel, or to all that a filter lets pass. Without --confirm the latter only
 * says which they are.
 *
 * @param done what has happened to one, such as "paused".
 */
export async function forEachChannel(
  context: CommandContext,
  channelId: SocialHubChannelId | undefined,
  given: GivenChannels,
  done: string,
  work: (channelId: SocialHubChannelId) => Promise<Worked>,
): Promise<void> {
  const filter = filterOf(given)
  if (channelId !== undefined) {
    if (Object.keys(filter).length > 0) {
      throw new CommandError('Name one Channel, or say by options which; not both.')
    }
    const { said, value } = await work(channelId)
    return context.say(said, { channelId, ...value })
  }
  if (Object.keys(filter).length === 0) {
    throw new CommandError(
      'missing required argument: a <channelId>, or which Channels by --integration, --account, --state or --problems.',
    )
  }
  const channels = (await listChannels(context.db, filter)).filter(
    ({ state }) => state !== 'unconnected',
  )
  if (!given.confirm) {
    const lines = channels.map(({ channelId, name, state }) => `${channelId}  ${state}  ${name}`)
    const sum = `${counted(channels.length)} would be ${done}. Add --confirm to do so.`
    return context.say([...lines, sum].join('\n'), { would: channels.map(idOf), done: [] })
  }
  const failed: { channelId: SocialHubChannelId; why: string }[] = []
  for (const { channelId } of channels) {
    await work(channelId).catch((error: unknown) => {
      if (!(error instanceof ErrorForPeople)) throw error
      failed.push({ channelId, why: error.message })
    })
  }
  const left = failed.map(({ channelId, why }) => `${channelId}: ${why}`)
  const sum = `${counted(channels.length - failed.length)} ${done}.`
  const refused = new Set(failed.map(({ channelId }) => channelId))
  context.say([...left, sum].join('\n'), {
    done: channels.map(idOf).filter((id) => !refused.has(id)),
    failed,
  })
  if (failed.length > 0) process.exitCode = 1
}

function idOf({ channelId }: ListedWithProblems): string {
  return channelId
}

function counted(count: number): string {
  return count === 1 ? '1 Channel' : `${count} Channels`
}
