import type { Command } from 'commander'
import { paperAsMarkdown, processingRecord } from '../erasure/paper.ts'
import { integrationsOfAccount } from '../store/account-removals.ts'
import { accountLabel } from '../store/accounts.ts'
import { isAccountId } from './account-id.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'

/** `hubward account paper` */
export function accountPaperCommand(account: Command): void {
  reporting(account.command('paper'))
    .summary('print a draft of the processing record of an Account')
    .description(
      'Prints a draft, in Markdown, of the record of processing activities for one Account (Article 30 GDPR): who gets which data, and how long it is kept, as this host is configured and as its plugins declare. What only people know is left to be filled in.',
    )
    .argument('<accountId>', 'SocialHub’s id of the Account')
    .action((accountId: string, given: Given) =>
      withContext(given, (context) => paper(context, accountId)),
    )
}

async function paper({ db, config, load, say }: CommandContext, accountId: string): Promise<void> {
  if (!isAccountId(accountId)) {
    throw new CommandError('An Account’s id has 24 characters from 0 to 9 and a to f.')
  }
  const channels = await integrationsOfAccount(db, accountId)
  const label = await accountLabel(db, accountId)
  const { integrations } = await load()
  const account = { accountId, label, channels }
  const text = paperAsMarkdown(processingRecord(config, account, integrations, new Date()))
  say(text, { accountId, paper: text })
}
