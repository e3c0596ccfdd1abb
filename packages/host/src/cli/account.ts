import type { Command } from 'commander'
import { setAccountLabel } from '../store/accounts.ts'
import type { AccountId } from '../store/ids.ts'
import { isAccountId } from './account-id.ts'
import { accountPaperCommand } from './account-paper.ts'
import { accountRemoveCommand } from './account-remove.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'

/** The longest label; it stands in lists. */
const LIMIT = 100

/** `hubward account …` */
export function accountCommands(account: Command): void {
  accountRemoveCommand(account)
  accountPaperCommand(account)
  reporting(account.command('label'))
    .summary('call an Account something that people recognise')
    .description(
      'Gives a SocialHub Account a name for lists, since SocialHub tells none. An empty label takes it away.',
    )
    .argument('<accountId>', 'SocialHub’s id of the Account')
    .argument('<label>', 'such as "Sample & Sons"')
    .action((accountId: AccountId, label: string, given: Given) =>
      withContext(given, (context) => setLabel(context, accountId, label.trim())),
    )
}

async function setLabel(
  context: CommandContext,
  accountId: AccountId,
  label: string,
): Promise<void> {
  if (!isAccountId(accountId)) {
    throw new CommandError('An Account’s id has 24 characters from 0 to 9 and a to f.')
  }
  if (label.length > LIMIT) throw new CommandError(`A label has at most ${LIMIT} characters.`)
  await setAccountLabel(context.db, accountId, label === '' ? null : label)
  if (label === '') {
    context.say('The Account has no label any more.', { accountId, label: null })
    return
  }
  context.say(`The Account is called "${label}".`, { accountId, label })
}
