import type { Command } from 'commander'
import { configured, type Given, ofDev, withConfig } from './command.ts'

// What these do is imported when they run: a command that is light shall not wait for a host.

/** `hubward start` */
export function startCommand(command: Command): void {
  configured(command).action((given: Given) =>
    withConfig(given, async (config) => {
      const { start } = await import('./start.ts')
      await start(config)
    }),
  )
}

/** `hubward migrate` */
export function migrateCommand(command: Command): void {
  configured(command).action((given: Given) =>
    withConfig(ofDev(given), async (config) => {
      const { runMigrations } = await import('./migrate.ts')
      await runMigrations(config)
    }),
  )
}

/** `hubward plugins` */
export function pluginsCommand(command: Command): void {
  configured(command).action((given: Given) =>
    withConfig(ofDev(given), async (config) => {
      const { listPlugins } = await import('./plugins.ts')
      await listPlugins(config)
    }),
  )
}
