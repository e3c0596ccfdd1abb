import type { Command } from 'commander'
import { addCustomChannel } from '../custom/add-channel.ts'
import { callOffMove, makesAccounts, moveChannel } from '../custom/move.ts'
import { replaceToken } from '../custom/new-token.ts'
import { connectLink, reconnectLink as makeReconnectLink } from '../operating/links.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { channelNamed, integrationNamed } from './named.ts'
import { readSecret } from './secret-input.ts'

interface GivenDays extends Given {
  readonly days: string
}

/** The commands of `hubward channel` that concern Custom Channels alone. */
export function customChannelCommands(channel: Command): void {
  reporting(channel.command('add'))
    .summary('take a Custom Channel in, and print a link for its Customer')
    .description(
      'Takes a Custom Channel in: checks its Access Token, sets its own Manifest, and prints a link that the Customer opens to authenticate with the Network. The Access Token is read from standard input. A host must be running at the public URL. Repeated with the same Access Token, it makes another link.',
    )
    .argument('<integration>', 'as "hubward plugins" lists it')
    .option('--days <days>', 'how long the link is valid', '7')
    .action((name: string, given: GivenDays) =>
      withContext(given, (context) => add(context, name, given)),
    )
  reporting(channel.command('reconnect-link'))
    .summary('print a link by which a Customer authenticates again')
    .description(
      'Prints a link by which the Customer of a Custom Channel authenticates with the Network again, with the same account as before. It works once.',
    )
    .argument('<channelId>', 'SocialHub’s id of the Channel')
    .option('--days <days>', 'how long the link is valid', '7')
    .action((channelId: SocialHubChannelId, given: GivenDays) =>
      withContext(given, (context) => reconnectLink(context, channelId, given)),
    )
  reporting(channel.command('token'))
    .summary('give a Channel the Access Token that replaced its former one')
    .description(
      'Gives a Channel the Access Token that its Customer made with "Create new Token", and restores the webhook in its own Manifest, which SocialHub disabled with the former one. The Access Token is read from standard input. A host must be running at the public URL.',
    )
    .argument('<channelId>', 'SocialHub’s id of the Channel')
    .action((channelId: SocialHubChannelId, given: Given) =>
      withContext(given, (context) => giveToken(context, channelId)),
    )
  reporting(channel.command('move'))
    .summary('move a Custom Channel to the Reusable Manifest')
    .description(
      'Marks a Custom Channel to be moved to its integration’s Reusable Manifest. Once its Customer has added the Channel there, with the same account, that one takes over the position and everything known, and the Custom Channel ends here. Answer its open Tickets before: nobody can afterwards.',
    )
    .argument('<channelId>', 'SocialHub’s id of the Channel')
    .option('--call-off', 'take the mark away, as long as the Customer has not added the Channel')
    .option('--anyway', 'also where the plugin makes a new account for each Channel')
    .action((channelId: SocialHubChannelId, given: GivenMove) =>
      withContext(given, (context) =>
        given.callOff ? callOff(context, channelId) : move(context, channelId, given),
      ),
    )
}

interface GivenMove extends Given {
  readonly callOff?: true
  readonly anyway?: true
}

async function callOff(context: CommandContext, channelId: SocialHubChannelId): Promise<void> {
  const { id } = await channelNamed(context, channelId)
  const { nameKept } = await callOffMove(context, id)
  const name =
    nameKept === undefined
      ? ''
      : ` SocialHub kept its unique name for now, repeat the command later: ${nameKept}`
  context.say(`The Channel is no longer marked, and goes on here.${name}`, {
    channelId,
    calledOff: true,
    nameFreed: nameKept === undefined,
  })
}

async function move(
  context: CommandContext,
  channelId: SocialHubChannelId,
  { anyway }: GivenMove,
): Promise<void> {
  const { id, integration } = await channelNamed(context, channelId)
  const plugin = (await context.load()).integrations.get(integration)?.plugin
  if (!anyway && plugin && makesAccounts(plugin)) {
    throw new CommandError(
      `${plugin.name} makes a new account for each Channel, so the one that its Customer adds can’t take this one over. Add it beside this one, let the website lead there, and remove this one when nobody writes to it any more. If you know that both have the same account, add --anyway.`,
    )
  }
  const { to, nameKept } = await moveChannel(context, id)
  const next =
    to === null
      ? 'Ask the Customer to click "Add Channel" for this Network and to sign in with the same account. Until then the Channel goes on as before.'
      : `The Channel ${to} takes over as soon as this one has finished what it has begun.`
  const name =
    nameKept === undefined
      ? ''
      : `\nSocialHub would not free its unique name, so the Customer has to choose another one: ${nameKept}`
  context.say(`The Channel is marked. ${next}${name}`, {
    channelId,
    to,
    nameFreed: nameKept === undefined,
  })
}

async function add(context: CommandContext, name: string, given: GivenDays): Promise<void> {
  const days = daysOf(given)
  const integration = await integrationNamed(context, name)
  const added = await addCustomChannel(context, integration, await readSecret('Access Token'))
  const { manifest, socialhubChannelId, accountId } = added
  const url = await connectLink(context, { manifest, channelId: null }, days)
  context.say(
    `The Channel "${added.name}" (${socialhubChannelId}) waits for its Customer.\nSend this link; it is valid for ${days} days and works once:\n${url}`,
    { url, days, channelId: socialhubChannelId, accountId, name: added.name },
  )
}

async function reconnectLink(
  context: CommandContext,
  socialhubChannelId: SocialHubChannelId,
  given: GivenDays,
): Promise<void> {
  const days = daysOf(given)
  const url = await makeReconnectLink(context, socialhubChannelId, days)
  context.say(`Send this link; it is valid for ${days} days and works once:\n${url}`, { url, days })
}

async function giveToken(context: CommandContext, channelId: SocialHubChannelId): Promise<void> {
  const { integrations } = await context.load()
  const { state } = await replaceToken(
    { ...context, integrations },
    channelId,
    await readSecret('Access Token'),
  )
  const goesOn = {
    active: 'The Channel is active.',
    unconnected: 'The Channel still waits for its Customer.',
  }
  const [, said] = Object.entries(goesOn).find(([known]) => known === state) ?? []
  context.say(`The new Access Token is stored. ${said ?? `The Channel is ${state}.`}`, {
    channelId,
    state,
  })
}

/** For how many days a link shall be valid. */
export function daysOf({ days }: { readonly days: string }): number {
  const number = Number(days)
  if (!(number > 0 && number <= 90)) {
    throw new CommandError('--days must be more than 0, at most 90.')
  }
  return number
}
