import { createPluginCalls } from '@hubward/border'
import type { Command } from 'commander'
import { pino } from 'pino'
import type { Ending } from '../erasure/give-back.ts'
import { type Removal, removeChannel, StillBusy } from '../erasure/remove.ts'
import { createSurroundings } from '../plugins/surroundings.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { findTombstone, type Tombstone } from '../store/removed-channels.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { channelNamed } from './named.ts'

type Options = Given & { readonly confirm?: true; readonly force?: true }

/** `hubward channel remove` */
export function removeCommand(channel: Command): void {
  reporting(channel.command('remove'))
    .description(
      'remove a Channel for good: gives its grant back to the Network, ends it at SocialHub, and erases everything but counts and dates; hosts may run meanwhile',
    )
    .argument('<channelId>', 'SocialHub’s id of the Channel')
    .option('--confirm', 'required: nothing brings the Channel back')
    .option('--force', 'erase also when the Network or SocialHub can’t be reached')
    .action((channelId: SocialHubChannelId, given: Options) =>
      withContext(given, (context) => remove(context, channelId, given)),
    )
}

async function remove(
  context: CommandContext,
  channelId: SocialHubChannelId,
  given: Options,
): Promise<void> {
  const { config, db, sealer, say } = context
  const before = await findTombstone(db, sealer, channelId)
  const { id } = await channelNamed(context, channelId).catch((error: unknown) => {
    if (!before) throw error
    throw new CommandError(`The Channel ${channelId} was removed on ${before.removedTime}.`)
  })
  if (!given.confirm) {
    throw new CommandError(
      `This erases the Channel ${channelId} with all that is stored of it, for good. Add --confirm to do so.`,
    )
  }
  const { integrations } = await context.load()
  const log = pino({ level: 'silent' })
  const plugins = createPluginCalls(createSurroundings({ config, db, sealer, log, integrations }))
  const force = given.force === true
  const removal = await removeChannel({ config, db, sealer, plugins, integrations }, id, {
    force,
  }).catch((error: unknown) => {
    throw error instanceof StillBusy ? new CommandError(error.message) : error
  })
  if (!removal) throw new CommandError(`The Channel ${channelId} was removed meanwhile.`)
  const { erased } = removal
  if (!erased) throw new CommandError(notErased(removal))
  say(sentences(removal, erased).join('\n'), removal)
}

function notErased({ network, socialhub }: Removal): string {
  const why = [...remaining('Network', network), ...remaining('SocialHub', socialhub)].join('\n')
  return `${why}\nNothing was erased; the Channel rests (paused). Run the command again later, or add --force to erase all the same.`
}

function sentences({ network, socialhub }: Removal, erased: Tombstone): string[] {
  const { interactions, ticketActions, files } = erased
  return [
    `The Channel is removed: ${interactions} Interactions, ${ticketActions} Ticket Actions and ${files} files were erased.`,
    ...(network.outcome === 'ended' ? ['Its grant was given back to the Network.'] : []),
    ...(network.outcome === 'shared'
      ? [
          'Its grant stays at the Network: another Channel lives on it. It is given back with the last of them.',
        ]
      : []),
    ...(socialhub.outcome === 'ended' ? ['SocialHub ended it.'] : []),
    ...remaining('Network', network).map(
      (line) => `${line} The Customer ends the grant in the account’s settings at the Network.`,
    ),
    ...remaining('SocialHub', socialhub).map(
      (line) => `${line} The Customer removes the Channel on the Channels Settings Page.`,
    ),
  ]
}

function remaining(where: 'Network' | 'SocialHub', ending: Ending): string[] {
  if (ending.outcome !== 'remains' && ending.outcome !== 'out-of-reach') return []
  const what =
    where === 'Network' ? 'The grant remains at the Network' : 'SocialHub keeps the Channel'
  return [`${what}: ${ending.reason}.`]
}
