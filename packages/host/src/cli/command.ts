import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { LoadedIntegrations } from '@hubward/border'
import { type Command, Option } from 'commander'
import { pino } from 'pino'
import { type Config, readConfig } from '../config.ts'
import { loadForCommand } from '../plugins/load.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { actingAs, keepNamesFor } from '../store/acting.ts'
import { type Db, openDatabase } from '../store/database.ts'
import { connectionName } from '../store/key-register.ts'
import { openSealer } from '../tokens/keys.ts'
import { withClearErrors } from './errors.ts'

/** What every command takes. */
export interface Given {
  readonly config?: string
  readonly json?: boolean
}

/** What a command works with; a database that can't be reached, or a wrong key, was said clearly. */
export interface CommandContext {
  readonly config: Config
  readonly db: Db
  readonly sealer: Sealer
  /** Loads the plugins, for commands that need them. */
  readonly load: () => Promise<LoadedIntegrations>
  /** Writes the answer: for people, or with --json the value as one line. */
  readonly say: (text: string, value?: unknown) => void
}

/** Adds `--config`. */
export function configured(command: Command): Command {
  return command.addOption(
    new Option('-c, --config <file>', 'the configuration, a YAML file').env('HUBWARD_CONFIG'),
  )
}

/** Adds `--config` and `--json`. */
export function reporting(command: Command): Command {
  return configured(command).option('--json', 'answer in JSON, one value on one line')
}

/** Runs a command that needs the configuration alone. */
export function withConfig(given: Given, work: (config: Config) => Promise<void>): Promise<void> {
  return withClearErrors(async (conceal) => {
    const config = await readConfig(given.config, process.env)
    conceal(config)
    await work(config)
  })
}

/** Where `hubward dev` says how the host that it runs is configured, from the plugin's folder. */
const DEV_CONFIG = '.hubward/hubward.yaml'

/** In a folder where `hubward dev` runs, commands are about its host, unless another one is named. */
export function ofDev({ config, ...given }: Given): Given {
  const isConfigured = config !== undefined || process.env.HUBWARD_KEYS !== undefined
  const file = isConfigured || !existsSync(DEV_CONFIG) ? config : DEV_CONFIG
  return { ...given, ...(file !== undefined && { config: file }) }
}

/** Who types, as the operating system calls them. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run under a number that has no name.
    return String(process.getuid?.() ?? 'unknown')
  }
}

/** Runs a command on the database, which is left when it ends. */
export function withContext(
  given: Given,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  return withConfig(ofDev(given), async (config) => {
    const { db } = openDatabase(config.databaseUrl, 3, connectionName(config.keys))
    try {
      const sealer = await openSealer(db, config.keys)
      keepNamesFor(db, config.audit.namesDays)
      await work({
        config,
        db: actingAs(db, { kind: 'command', name: userName() }),
        sealer,
        load: () => loadForCommand(config, pino({ level: 'silent' })),
        say: (text, value) =>
          process.stdout.write(
            `${given.json && value !== undefined ? JSON.stringify(value) : text}\n`,
          ),
      })
    } finally {
      await db.destroy()
    }
  })
}
