import { Command } from 'commander'
import { version } from '../version.ts'

/** A command, or a group of them, as `hubward --help` lists it. */
interface Listed {
  readonly name: string
  readonly summary: string
  /** Adds what it takes and does; imported only where it is typed, so that the others start quickly. */
  readonly load: () => Promise<(command: Command) => void>
}

const COMMANDS: readonly Listed[] = [
  {
    name: 'start',
    summary: 'run a host: web server and Channel turns',
    load: async () => (await import('./server.ts')).startCommand,
  },
  {
    name: 'migrate',
    summary: 'bring the database up to date; a host does so at its start, too',
    load: async () => (await import('./server.ts')).migrateCommand,
  },
  {
    name: 'plugins',
    summary: 'list the integrations, and what keeps one from running',
    load: async () => (await import('./server.ts')).pluginsCommand,
  },
  {
    name: 'dev',
    summary: 'run a plugin on this computer while you write it',
    load: async () => (await import('./dev.ts')).devCommand,
  },
  {
    name: 'doctor',
    summary: 'look whether a host can work here, and say how to mend what it can’t',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'adopt',
    summary: 'take over a database that was restored, copied, or moved to another address',
    load: async () => (await import('./adopt.ts')).adoptCommand,
  },
  {
    name: 'away',
    summary: 'tell which Accounts may have lost Ticket Actions while no host was there',
    load: async () => (await import('./away.ts')).awayCommand,
  },
  {
    name: 'channel',
    summary: 'look after Channels',
    load: async () => (await import('./channel.ts')).channelCommands,
  },
  {
    name: 'manifest',
    summary: 'look after Manifests, from a declaration to promotion',
    load: async () => (await import('./manifest.ts')).manifestCommands,
  },
  {
    name: 'events',
    summary: 'look at Ticket Actions and refused Interactions',
    load: async () => (await import('./events.ts')).eventsCommands,
  },
  {
    name: 'account',
    summary: 'name SocialHub Accounts, remove them, write their papers',
    load: async () => (await import('./account.ts')).accountCommands,
  },
  {
    name: 'operator',
    summary: 'let people into the cockpit, and out',
    load: async () => (await import('./operator.ts')).operatorCommands,
  },
  {
    name: 'audit',
    summary: 'tell who changed what, and prove that nobody changed what is told',
    load: async () => (await import('./audit.ts')).auditCommands,
  },
  {
    name: 'prove',
    summary: 'prove that nothing of what came in was lost, doubled or altered',
    load: async () => (await import('./prove.ts')).proveCommand,
  },
  {
    name: 'keys',
    summary: 'look after the keys that secrets are sealed with',
    load: async () => (await import('./keys.ts')).keysCommands,
  },
  {
    name: 'person',
    summary: 'answer what is stored of one person who wrote to Channels, and erase it',
    load: async () => (await import('./person.ts')).personCommands,
  },
  {
    name: 'rehearse',
    summary: 'find out on a test account what SocialHub’s documentation does not say',
    load: async () => (await import('./rehearse.ts')).rehearseCommand,
  },
]

/**
 * The `hubward` command; each group of commands is a file in this folder.
 *
 * @param typed what stands behind `hubward`; of a command that is not among it, only the summary is known.
 */
export async function createProgram(typed: readonly string[] | 'everything'): Promise<Command> {
  const program = new Command('hubward')
    .description('Connects Networks to SocialHub’s Inbox.')
    .version(version)
    .showHelpAfterError('(hubward --help lists the commands)')
    .addHelpText(
      'after',
      '\nSettings come from the file and from the environment, which wins.\ndocs/reference/settings.md lists them.',
    )
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary).description(summary)
    if (typed !== 'everything' && !typed.includes(name)) continue
    const complete = await load()
    complete(command)
  }
  return program
}
