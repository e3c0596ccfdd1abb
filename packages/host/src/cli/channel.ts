import type { Command } from 'commander'
import { settingsLink as makeSettingsLink } from '../operating/links.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { customChannelCommands, daysOf } from './channel-custom.ts'
import { channelLooks } from './channel-show.ts'
import { channelWork } from './channel-work.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { endCommand } from './end.ts'
import { removeCommand } from './remove.ts'

/** `hubward channel …` */
export function channelCommands(channel: Command): void {
  channelLooks(channel)
  customChannelCommands(channel)
  channelWork(channel)
  removeCommand(channel)
  endCommand(channel)
  reporting(channel.command('settings-link'))
    .description('print a link by which a Customer edits the settings of a Channel, once')
    .argument('<channelId>', 'SocialHub’s id of the Channel')
    .option('--days <days>', 'how long the link is valid', '7')
    .action((channelId: SocialHubChannelId, given: Given & { readonly days: string }) =>
      withContext(given, (context) => settingsLink(context, channelId, daysOf(given))),
    )
}

async function settingsLink(
  context: CommandContext,
  channelId: SocialHubChannelId,
  days: number,
): Promise<void> {
  const url = await makeSettingsLink(context, channelId, days)
  context.say(url, { url, days })
}
