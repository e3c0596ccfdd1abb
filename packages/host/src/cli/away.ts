import { LANGUAGES, type Language } from '@hubward/plugin'
import { type Command, Option } from 'commander'
import { type AffectedAccount, affectedAccounts } from '../store/installation.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { readTime } from './read-time.ts'
import { bold } from './table.ts'

interface GivenAway extends Given {
  readonly since: string
  readonly account?: string
  readonly language: Language
}

/** `hubward away` */
export function awayCommand(command: Command): void {
  reporting(command)
    .description(
      'Tells, for each time in which no host answered SocialHub and each Account, between when and when Ticket Actions may have been sent that never arrived, as a text that can be forwarded to the Customer.',
    )
    .option('--since <time>', 'only later ones: 2026-11-22T10:00Z, or 90m, 12h, 3d ago', '7d')
    .option('--account <accountId>', 'only this Account, by SocialHub’s id')
    .addOption(
      new Option('--language <language>', 'of the texts').choices([...LANGUAGES]).default('en'),
    )
    .action((given: GivenAway) => withContext(given, (context) => tellAway(context, given)))
}

async function tellAway(context: CommandContext, given: GivenAway): Promise<void> {
  const { language, account } = given
  const affected = await affectedAccounts(context.db, {
    since: readTime(given.since, new Date()),
    ...(account !== undefined && { accountId: account }),
  })
  const told = affected.map((one) => ({ ...one, text: TEXTS[language](one) }))
  const text = told.map((one) => `${bold(one.account ?? one.accountId)}\n${one.text}`).join('\n\n')
  context.say(told.length === 0 ? 'There was always a host.' : text, told)
}

const TEXTS: Readonly<Record<Language, (affected: AffectedAccount) => string>> = {
  en: ({ since, until, channels }) =>
    `Between ${stamp(since)} and ${stamp(until)} our connection to SocialHub was interrupted. Replies and other actions that you carried out in the Inbox in this time, for ${listed(channels, 'and')}, may not have reached the Network. Please look at the Tickets of this time: what is missing on the Network, please send again. Messages from the Network were not lost.`,
  de: ({ since, until, channels }) =>
    `Zwischen ${stamp(since)} und ${stamp(until)} war unsere Verbindung zu SocialHub unterbrochen. Antworten und andere Aktionen, die Sie in dieser Zeit in der Inbox für ${listed(channels, 'und')} ausgeführt haben, haben das Netzwerk womöglich nicht erreicht. Bitte sehen Sie sich die Tickets dieser Zeit an und senden Sie noch einmal, was im Netzwerk fehlt. Nachrichten aus dem Netzwerk sind nicht verloren gegangen.`,
  fr: ({ since, until, channels }) =>
    `Entre le ${stamp(since)} et le ${stamp(until)}, notre connexion à SocialHub a été interrompue. Les réponses et autres actions effectuées pendant ce temps dans l’Inbox pour ${listed(channels, 'et')} n’ont peut-être pas atteint le réseau. Veuillez vérifier les Tickets de cette période et renvoyer ce qui manque sur le réseau. Aucun message du réseau n’a été perdu.`,
}

const stamp = (time: Date) => `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`

function listed(names: readonly string[], and: string): string {
  const quoted = names.map((name) => `“${name}”`)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${and} ${last}`
}
