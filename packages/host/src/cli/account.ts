import type { Command } from 'commander'
import { setAccountLabel } from '../store/accounts.ts'
import { type CommandParts, type Given, reporting, withParts } from './command.ts'
import { CommandError } from './errors.ts'

/** The longest label; it stands in lists. */
const LIMIT = 100

/** `hubward account …` */
export function accountCommands(program: Command): void {
  const account = program.command('account').description('name SocialHub Accounts')
  reporting(account.command('label'))
    .summary('call an Account something that people recognise')
    .description(
      'Gives a SocialHub Account a name for lists, since SocialHub tells none. An empty label takes it away.',
    )
    .argument('<accountId>', 'SocialHub’s id of the Account')
    .argument('<label>', 'such as "Sample & Sons"')
    .action((accountId: string, label: string, given: Given) =>
      withParts(given, (parts) => setLabel(parts, accountId, label.trim())),
    )
}

async function setLabel(parts: CommandParts, accountId: string, label: string): Promise<void> {
  if (!/^[a-f0-9]{24}$/.test(accountId)) {
    throw new CommandError('An Account’s id has 24 characters from 0 to 9 and a to f.')
  }
  if (label.length > LIMIT) throw new CommandError(`A label has at most ${LIMIT} characters.`)
  await setAccountLabel(parts.db, accountId, label === '' ? null : label)
  if (label === '') {
    parts.say('The Account has no label any more.', { accountId, label: null })
    return
  }
  parts.say(`The Account is called "${label}".`, { accountId, label })
}
