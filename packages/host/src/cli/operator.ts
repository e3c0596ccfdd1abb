import { type Command, Option } from 'commander'
import {
  createOperatorLink,
  endAllSessions,
  endSession,
  listSessions,
  ROLES,
  type Role,
} from '../store/operators.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { columns, moment } from './table.ts'

interface GivenLink extends Given {
  readonly role: Role
  readonly name: string
  readonly minutes: string
}

/** `hubward operator …` */
export function operatorCommands(operator: Command): void {
  reporting(operator.command('link'))
    .summary('print a link by which somebody signs in to the cockpit, once')
    .description(
      'Prints a link by which somebody signs in to the cockpit, once and soon; for hosts without an OpenID provider, and for the day on which it is away.',
    )
    .addOption(
      new Option('--role <role>', 'what they may do').choices(ROLES).default('administrator'),
    )
    .option('--name <name>', 'as whom, for the record of who did what', 'operator')
    .option('--minutes <minutes>', 'how long the link is valid', '10')
    .action((given: GivenLink) => withContext(given, (context) => link(context, given)))
  reporting(operator.command('sessions'))
    .summary('list who is signed in to the cockpit')
    .description('Lists who is signed in to the cockpit: name, role, how, since when.')
    .action((given: Given) => withContext(given, sessions))
  reporting(operator.command('revoke'))
    .summary('end a session of the cockpit, or all')
    .description(
      'Ends a session of the cockpit at once; with --all every one, and every link that nobody has used yet.',
    )
    .argument('[session]', 'as "hubward operator sessions" shows it')
    .option('--all', 'every session')
    .action((session: string | undefined, given: Given & { readonly all?: true }) =>
      withContext(given, (context) => revoke(context, session, given.all ?? false)),
    )
}

async function link(
  { config, db, sealer, say }: CommandContext,
  { role, name, minutes }: GivenLink,
): Promise<void> {
  const { host, port, url = `http://${host}:${port}` } = config.cockpit
  if (port === undefined) {
    throw new CommandError('The cockpit is off: set cockpit.port (HUBWARD_COCKPIT_PORT).')
  }
  const lasts = Number(minutes)
  if (!(lasts > 0 && lasts <= 1_440)) {
    throw new CommandError('--minutes must be more than 0, at most 1440.')
  }
  const called = name.trim()
  if (called === '' || called.length > 100) {
    throw new CommandError('--name must have 1 to 100 characters.')
  }
  const token = await createOperatorLink(db, sealer, { name: called, role }, lasts * 60_000)
  const address = `${url.replace(/\/+$/, '')}/enter/${token}`
  say(address, { url: address, role, name: called, minutes: lasts })
}

async function sessions({ db, sealer, say }: CommandContext): Promise<void> {
  const found = await listSessions(db, sealer)
  const now = new Date()
  const rows = found.map(({ id, name, role, by, createdAt }) => [
    id,
    name,
    role,
    by,
    moment(createdAt, now),
  ])
  say(rows.length === 0 ? 'Nobody.' : columns(rows), found)
}

async function revoke(
  { db, say }: CommandContext,
  session: string | undefined,
  all: boolean,
): Promise<void> {
  if (all === (session !== undefined)) {
    throw new CommandError('Name one session, or give --all for every one.')
  }
  if (session === undefined) {
    const ended = await endAllSessions(db)
    return say(ended === 1 ? 'One session has ended.' : `${ended} sessions have ended.`, { ended })
  }
  if (!(await endSession(db, session))) {
    throw new CommandError(
      `There is no session "${session}"; "hubward operator sessions" lists them.`,
    )
  }
  say('The session has ended.', { ended: 1 })
}
