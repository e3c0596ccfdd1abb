import { Command, Option } from 'commander'
import { readConfig } from '../config.ts'
import { withClearErrors } from './errors.ts'
import { pushManifest } from './manifest.ts'
import { runMigrations } from './migrate.ts'
import { listPlugins } from './plugins.ts'
import { createLink } from './settings-link.ts'
import { start } from './start.ts'

const configuration = new Option('-c, --config <file>', 'the configuration, a YAML file').env(
  'HUBWARD_CONFIG',
)

interface Given {
  readonly config?: string
}

const read = ({ config }: Given) => readConfig(config, process.env)

/** The `hubward` command. Each command is one file in this folder. */
export const program = new Command('hubward')
  .description('Connects Networks to SocialHub’s Inbox.')
  .showHelpAfterError('(hubward --help lists the commands)')
  .addHelpText(
    'after',
    '\nSettings come from the file and from the environment, which wins.\ndocs/reference/settings.md lists them.',
  )

program
  .command('start')
  .description('run a host: web server and Channel turns')
  .addOption(configuration)
  .action((given: Given) => withClearErrors(async () => start(await read(given))))

program
  .command('migrate')
  .description('bring the database up to date; a host does so at its start, too')
  .addOption(configuration)
  .action((given: Given) => withClearErrors(async () => runMigrations(await read(given))))

program
  .command('plugins')
  .description('list the integrations, and what keeps one from running')
  .addOption(configuration)
  .action((given: Given) => withClearErrors(async () => listPlugins(await read(given))))

program
  .command('manifest-push')
  .description(
    'publish an integration’s Manifest through a Custom Channel, whose Access Token is read from standard input; a host must be running at the public URL',
  )
  .argument('<integration>')
  .addOption(configuration)
  .action((integration: string, given: Given) =>
    withClearErrors(async () => pushManifest(await read(given), integration)),
  )

program
  .command('settings-link')
  .description('print a link by which a Customer edits the settings of a Channel, once')
  .argument('<channelId>', 'SocialHub’s id of the Channel')
  .addOption(configuration)
  .option('--days <days>', 'how long the link is valid', '7')
  .action((channelId: string, given: Given & { readonly days: string }) =>
    withClearErrors(async () => createLink(await read(given), channelId, Number(given.days))),
  )
