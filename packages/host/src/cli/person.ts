import type { Command } from 'commander'
import { erasePerson, exportPerson } from '../store/person.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'

type Options = Given & { readonly confirm?: true }

/** `hubward person …` */
export function personCommands(program: Command): void {
  const person = program
    .command('person')
    .description('answer what is stored of one person who wrote to Channels, and erase it')
  reporting(person.command('export'))
    .description('print everything that is stored of the person, over all Channels, as JSON')
    .argument('<interactorId>', 'the Network’s id of the person, as Tickets name it')
    .action((interactorId: string, given: Given) =>
      withContext(given, (context) => exported(context, interactorId)),
    )
  reporting(person.command('erase'))
    .description(
      'erase everything that is stored of the person, over all Channels; ids and dates stay, so that nothing comes back with the next fetch',
    )
    .argument('<interactorId>', 'the Network’s id of the person, as Tickets name it')
    .option('--confirm', 'required: nothing brings it back')
    .action((interactorId: string, given: Options) =>
      withContext(given, (context) => erased(context, interactorId, given.confirm === true)),
    )
}

async function exported({ db, sealer, say }: CommandContext, interactorId: string): Promise<void> {
  const found = await exportPerson(db, sealer, interactorId)
  say(JSON.stringify(found, null, 2), found)
}

async function erased(
  { db, sealer, say }: CommandContext,
  interactorId: string,
  confirmed: boolean,
): Promise<void> {
  if (!confirmed) {
    throw new CommandError(
      'This erases what is stored of the person, for good. Add --confirm to do so.',
    )
  }
  const sum = await erasePerson(db, sealer, interactorId)
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
