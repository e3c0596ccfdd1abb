import type { Command } from 'commander'
import { sql } from 'kysely'
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
  const { db } = parts
  if (label === '') {
    await db.deleteFrom('account_labels').where('account_id', '=', accountId).execute()
    parts.say('The Account has no label any more.', { accountId, label: null })
    return
  }
  await db
    .insertInto('account_labels')
    .values({ account_id: accountId, label })
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet({ label, updated_at: sql`now()` }),
    )
    .execute()
  parts.say(`The Account is called "${label}".`, { accountId, label })
}
