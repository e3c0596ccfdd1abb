import type { Command } from 'commander'
import { erasePerson, exportPerson, isKnownPerson, type PersonExport } from '../store/person.ts'
import { type FoundPerson, findPersons } from '../store/person-search.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { columns } from './table.ts'

type Options = Given & { readonly confirm?: true }

const WHO = [
  '<person>',
  'the Network’s id of the person, as Tickets name it; or an e-mail address, handle or name to look for',
] as const
const SHORTEST = 3

const CANT_LOOK =
  'By e-mail, handle or name only texts and names are searched that are still kept; older ones, and what plugins keep, are found by the id alone. SocialHub’s Tickets, the Network, logs and backups are beyond this command.'

/** `hubward person …` */
export function personCommands(person: Command): void {
  reporting(person.command('export'))
    .description('print everything that is stored of the person, over all Channels, as JSON')
    .argument(...WHO)
    .action((who: string, given: Given) => withContext(given, (context) => exported(context, who)))
  reporting(person.command('erase'))
    .description(
      'erase everything that is stored of the person, over all Channels; ids and dates stay, so that nothing comes back with the next fetch; without --confirm it lists what it would take',
    )
    .argument(...WHO)
    .option('--confirm', 'required: nothing brings it back; takes an id only')
    .action((who: string, given: Options) =>
      withContext(given, (context) => erased(context, who, given.confirm === true)),
    )
}

async function exported(context: CommandContext, who: string): Promise<void> {
  const { db, sealer, say } = context
  const id = await idOf(context, who)
  const found = await exportPerson(db, sealer, id ?? who)
  say(JSON.stringify(found, null, 2), found)
}

async function erased(context: CommandContext, who: string, confirmed: boolean): Promise<void> {
  const { db, sealer, say } = context
  const id = await idOf(context, who)
  if (!confirmed || (id !== undefined && id !== who)) {
    const taken = await exportPerson(db, sealer, id ?? who)
    throw new CommandError(
      `${wouldTake(taken)}\n${CANT_LOOK}\nThis erases what is stored of the person, for good. Add --confirm to do so: hubward person erase ${id ?? who} --confirm`,
    )
  }
  const sum = await erasePerson(db, sealer, id ?? who)
  const { messages, ticketActions, kept, files, underWay, ticketIds } = sum
  say(
    [
      `Erased: ${messages} messages, ${ticketActions} Ticket Actions, ${kept} entries that plugins kept, ${files} files.`,
      ...(underWay > 0
        ? [`${underWay} are on their way at this moment: run this command again in a while.`]
        : []),
      ...(ticketIds.length > 0
        ? [
            `SocialHub has copies in ${ticketIds.length} Tickets, which only SocialHub can erase: ${ticketIds.join(', ')}`,
          ]
        : []),
    ].join('\n'),
    sum,
  )
}

/**
 * The id of who is meant, where that is certain; undefined where nobody is found.
 *
 * @throws CommandError listing everybody who may be meant.
 */
async function idOf(context: CommandContext, who: string): Promise<string | undefined> {
  const { db, sealer } = context
  if (await isKnownPerson(db, sealer, who)) return who
  const found = who.trim().length < SHORTEST ? [] : await findPersons(db, who.trim())
  const [first, ...others] = found
  if (!first) return undefined
  if (others.length === 0 && !first.onlyMentioned) return first.interactorId
  throw new CommandError(
    `More than one may be meant, or somebody only mentioned "${who}". Repeat the command with the id:\n${listOf(found)}\n${CANT_LOOK}`,
  )
}

function listOf(found: readonly FoundPerson[]): string {
  return columns(
    found.map(({ interactorId, name, messages, channels, onlyMentioned }) => [
      interactorId,
      name ?? '',
      messages === 1 ? '1 message' : `${messages} messages`,
      `in ${channels.join(', ')}`,
      onlyMentioned ? 'mentions it' : '',
    ]),
  )
}

function wouldTake({ interactorId, channels }: PersonExport): string {
  if (channels.length === 0) return `Nothing is stored of ${interactorId}.`
  const lines = channels.map(({ channelId, integration, messages, ticketActions, kept, files }) => {
    const where = channelId ?? `all of ${integration}`
    return `  ${where}: ${messages.length} messages, ${ticketActions.length} Ticket Actions, ${kept.length} entries that the plugin keeps, ${files.length} files`
  })
  return `Of ${interactorId} this would take:\n${lines.join('\n')}`
}
