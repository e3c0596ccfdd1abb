import type { Command } from 'commander'
import { configured, type Given, ofDev, withConfig } from './command.ts'
import { runMigrations } from './migrate.ts'
import { listPlugins } from './plugins.ts'

export function serverCommands(program: Command): void {
  configured(program.command('start'))
    .description('run a host: web server and Channel turns')
    .action((given: Given) =>
      withConfig(given, async (config) => {
        // Loaded when it is wanted: other commands answer in half the time without it.
        const { start } = await import('./start.ts')
        await start(config)
      }),
    )
  configured(program.command('migrate'))
    .description('bring the database up to date; a host does so at its start, too')
    .action((given: Given) => withConfig(ofDev(given), runMigrations))
  configured(program.command('plugins'))
    .description('list the integrations, and what keeps one from running')
    .action((given: Given) => withConfig(ofDev(given), listPlugins))
}
