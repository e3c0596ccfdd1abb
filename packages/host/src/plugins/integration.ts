import { basename } from 'node:path'
import { checkPlugin, type NetworkPlugin, type PluginProblem } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import type { Logger } from 'pino'
import Value from 'typebox/value'
import type { Config } from '../config.ts'
import {
  defaultPluginFolder,
  findPluginPackage,
  type PluginPackage,
  packagesIn,
} from './plugin-package.ts'

/** A plugin that an operator runs under a name, with its settings. */
export interface Integration {
  /** Stands in URLs and tables; permanent once the Manifest is promoted. */
  readonly name: string
  readonly plugin: NetworkPlugin
  /** Checked against the plugin's schema, defaults filled in. */
  readonly settings: unknown
  readonly packageVersion?: string
}

/** An integration that can't run, and what its author or operator has to mend. */
export interface FailedIntegration {
  readonly name: string
  readonly problems: readonly PluginProblem[]
}

export interface LoadedIntegrations {
  readonly integrations: Map<string, Integration>
  readonly failures: readonly FailedIntegration[]
}

/** How long a plugin may take to be imported. */
const IMPORT_TIMEOUT_MS = 30_000

class LoadError extends Error {
  readonly problems: readonly PluginProblem[]

  constructor(problems: readonly PluginProblem[]) {
    super('An integration can’t be loaded.')
    this.problems = problems
  }
}

/** Loads every integration that can be loaded; one that can't never keeps another from running. */
export async function loadIntegrations(
  config: Pick<Config, 'integrations' | 'pluginFolder'>,
  log: Logger,
  from: string = process.cwd(),
): Promise<LoadedIntegrations> {
  const integrations = new Map<string, Integration>()
  const failures: FailedIntegration[] = []
  const wanted = config.integrations
    ? Object.entries(config.integrations).map(([name, { plugin, settings }]) => ({
        name,
        named: true,
        plugin,
        settings,
      }))
    : (await packagesIn(config.pluginFolder ?? defaultPluginFolder(from))).map((plugin) => ({
        name: basename(plugin),
        named: false,
        plugin,
        settings: undefined,
      }))

  for (const { name, named, plugin, settings } of wanted) {
    try {
      const loaded = await load(plugin, settings, from)
      // Nobody gave it a name, so it has the plugin's own.
      const integration = { ...loaded, name: named ? name : loaded.plugin.id }
      if (integrations.has(integration.name)) {
        throw new LoadError([
          {
            where: 'id',
            rule: `"${integration.name}" is the id of another plugin as well; configure names for both under integrations`,
          },
        ])
      }
      integrations.set(integration.name, integration)
      log.debug(
        { integration: integration.name, plugin: loaded.plugin.id, version: loaded.packageVersion },
        'an integration was loaded',
      )
    } catch (error) {
      const problems = error instanceof LoadError ? error.problems : [unforeseen(error)]
      failures.push({ name, problems })
    }
  }
  return { integrations, failures }
}

async function load(
  specifier: string,
  settings: unknown,
  from: string,
): Promise<Omit<Integration, 'name'>> {
  const found = await findPluginPackage(specifier, from).catch((error) => {
    throw problem('plugin', error instanceof Error ? error.message : String(error))
  })
  const plugin = await importPlugin(found)
  const checked = check(
    plugin.settings,
    Value.Default(plugin.settings, structuredClone(settings ?? {})),
  )
  if (!checked.ok) {
    throw new LoadError(
      checked.problems.map(({ field, rule }) => ({
        where: field === '' ? 'settings' : `settings.${field}`,
        rule,
      })),
    )
  }
  return {
    plugin,
    settings: checked.value,
    ...(found.version !== undefined && { packageVersion: found.version }),
  }
}

async function importPlugin({ entryUrl }: PluginPackage): Promise<NetworkPlugin> {
  const module = await inTime(import(entryUrl)).catch((error) => {
    throw problem('import', `fails with ${sayError(error)}`)
  })
  const exported: unknown = module.default
  const problems = checkPlugin(exported)
  if (!isPlugin(exported, problems)) throw new LoadError(problems)
  for (const name of ['settings', 'channelSettings', 'credentials', 'position'] as const) {
    try {
      // The outcome doesn't matter: a schema that can't be compiled fails whatever it is asked.
      check(exported[name], null)
    } catch (error) {
      throw problem(name, `is a schema that can’t be compiled: ${sayError(error)}`)
    }
  }
  return exported
}

function isPlugin(
  _exported: unknown,
  problems: readonly PluginProblem[],
): _exported is NetworkPlugin {
  return problems.length === 0
}

/** A module that waits for ever at its top level harms nobody but itself. */
async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no end after ${IMPORT_TIMEOUT_MS / 1_000} seconds`)),
      IMPORT_TIMEOUT_MS,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function problem(where: string, rule: string): LoadError {
  return new LoadError([{ where, rule }])
}

function unforeseen(error: unknown): PluginProblem {
  return { where: 'plugin', rule: `can’t be read: ${sayError(error)}` }
}

function sayError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
