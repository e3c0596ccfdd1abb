import { Command } from 'commander'
import { version } from '../version.ts'
import { accountCommands } from './account.ts'
import { adoptCommand } from './adopt.ts'
import { awayCommand } from './away.ts'
import { channelCommands } from './channel.ts'
import { devCommand } from './dev.ts'
import { doctorCommand } from './doctor.ts'
import { eventsCommands } from './events.ts'
import { keysCommands } from './keys.ts'
import { manifestCommands } from './manifest.ts'
import { personCommands } from './person.ts'
import { rehearseCommand } from './rehearse.ts'
import { serverCommands } from './server.ts'

/** The `hubward` command; each group of commands is a file in this folder. */
export function createProgram(): Command {
  const program = new Command('hubward')
    .description('Connects Networks to SocialHub’s Inbox.')
    .version(version)
    .showHelpAfterError('(hubward --help lists the commands)')
    .addHelpText(
      'after',
      '\nSettings come from the file and from the environment, which wins.\ndocs/reference/settings.md lists them.',
    )
  serverCommands(program)
  devCommand(program)
  doctorCommand(program)
  adoptCommand(program)
  awayCommand(program)
  channelCommands(program)
  manifestCommands(program)
  eventsCommands(program)
  accountCommands(program)
  keysCommands(program)
  personCommands(program)
  rehearseCommand(program)
  return program
}
