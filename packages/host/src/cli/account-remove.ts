import { writeFile } from 'node:fs/promises'
import { createPluginCalls } from '@hubward/border'
import { type Command, Option } from 'commander'
import { pino } from 'pino'
import { removalPage } from '../erasure/removal-page.ts'
import type { RemovalRecord } from '../erasure/removal-record.ts'
import { StillBusy } from '../erasure/remove.ts'
import { recordOfRemoved, removeAccount } from '../erasure/remove-account.ts'
import { createSurroundings } from '../plugins/surroundings.ts'
import { channelsOfAccount } from '../store/account-removals.ts'
import { isAccountId } from './account-id.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'

interface GivenRemoval extends Given {
  readonly confirm?: true
  readonly force?: true
  readonly page?: string
  readonly language: 'de' | 'en' | 'fr'
}

/** `hubward account remove` */
export function accountRemoveCommand(account: Command): void {
  reporting(account.command('remove'))
    .summary('remove an Account with all its Channels, and hand a record over')
    .description(
      'Removes an Account for good: gives the grants of its Channels back to the Networks, ends them at SocialHub, erases all that is stored of it, destroys its keys, and prints a record of ids and counts to hand over. Hosts may run meanwhile. Interrupted, it goes on where it stopped when it is repeated; repeated after its end, it prints the record again.',
    )
    .argument('<accountId>', 'SocialHub’s id of the Account')
    .option('--confirm', 'required: nothing brings it back')
    .option('--force', 'erase also where a Network or SocialHub can’t be reached')
    .option('--page <file>', 'write the record as a page to print, too')
    .addOption(
      new Option('--language <language>', 'of that page').choices(['de', 'en', 'fr']).default('en'),
    )
    .action((accountId: string, given: GivenRemoval) =>
      withContext(given, (context) => remove(context, accountId, given)),
    )
}

async function remove(
  context: CommandContext,
  accountId: string,
  given: GivenRemoval,
): Promise<void> {
  if (!isAccountId(accountId)) {
    throw new CommandError('An Account’s id has 24 characters from 0 to 9 and a to f.')
  }
  const { db, say } = context
  const before = await recordOfRemoved(db, accountId)
  if (before) {
    await writePage(before, given)
    say(sentences(before), before)
    return
  }
  const { length: channels } = await channelsOfAccount(db, accountId)
  if (!given.confirm) {
    throw new CommandError(
      `This removes the Account ${accountId} with its Channels (${channels}) and all that is stored of them, for good. Add --confirm to do so.`,
    )
  }
  const record = await removed(context, accountId, given.force === true)
  await writePage(record, given)
  say(sentences(record), record)
}

async function removed(
  context: CommandContext,
  accountId: string,
  force: boolean,
): Promise<RemovalRecord> {
  const { config, db, sealer } = context
  const { integrations } = await context.load()
  const log = pino({ level: 'silent' })
  const plugins = createPluginCalls(createSurroundings({ config, db, sealer, log, integrations }))
  const parts = { config, db, sealer, plugins, integrations }
  const outcome = await removeAccount(parts, accountId, { force }).catch((error: unknown) => {
    throw error instanceof StillBusy ? new CommandError(error.message) : error
  })
  if ('record' in outcome) return outcome.record
  if ('left' in outcome) throw new CommandError('It is not finished. Run the command again.')
  const { channelId, removal } = outcome.stopped
  const reasons = [removal.network, removal.socialhub].flatMap((ending) =>
    'reason' in ending ? [ending.reason] : [],
  )
  throw new CommandError(
    `The Channel ${channelId} can’t be ended now: ${reasons.join('; ')}.\nIt rests (paused), as it is. Run the command again later to go on, or add --force to erase all the same.`,
  )
}

async function writePage(record: RemovalRecord, { page, language }: GivenRemoval): Promise<void> {
  if (page !== undefined) await writeFile(page, removalPage(record, language))
}

function sentences({ accountId, channels, erased, endedTime }: RemovalRecord): string {
  const remaining = channels.flatMap(({ channelId, network, socialhub }) => [
    ...(network.code === undefined ? [] : [`${channelId}, grant at the Network: ${network.code}`]),
    ...(socialhub.code === undefined ? [] : [`${channelId} at SocialHub: ${socialhub.code}`]),
  ])
  const shared = channels.filter(({ network }) => network.outcome === 'shared')
  return [
    `The Account ${accountId} was removed on ${endedTime}: ${channels.length} Channels, ${erased.keys} keys destroyed.`,
    ...(remaining.length > 0 ? ['What could not be ended remains:', ...remaining] : []),
    ...(shared.length > 0
      ? [
          'Grants shared with other Channels, which end with the last of these:',
          ...shared.map(({ channelId }) => channelId),
        ]
      : []),
    'SocialHub keeps its Tickets, and Networks what was published there. With --json this prints the record to hand over; --page writes it to be printed.',
  ].join('\n')
}
