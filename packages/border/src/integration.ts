import { basename, dirname } from 'node:path'
import type { PluginProblem } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import type { Logger } from 'pino'
import Value from 'typebox/value'
import type { PluginRunner } from './call.ts'
import { CONTRACTS, readPlugin } from './contract.ts'
import { type DescribedPlugin, uncarriable } from './described-plugin.ts'
import { importInTime, sayFailure } from './import-plugin.ts'
import { inProcess } from './in-process.ts'
import type { PluginConfig } from './plugin-config.ts'
import {
  defaultPluginFolder,
  findPluginPackage,
  type PluginPackage,
  packagesIn,
} from './plugin-package.ts'
import { WorkerRunner } from './worker/runner.ts'
import { Unusable } from './worker/thread.ts'
import { UnstoppableWorkers } from './worker/unstoppable.ts'

/** A plugin that an operator runs under a name, with its settings. */
export interface Integration {
  /** Stands in URLs and tables; permanent once the Manifest is promoted. */
  readonly name: string
  readonly plugin: DescribedPlugin
  /** Calls the plugin's functions. */
  readonly runner: PluginRunner
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
  /**
   * Imports the plugin of one integration again, in workers of its own, and puts it in the place of the
   * old one; calls under way are finished by the code that they were begun with. One that could not be
   * loaded so far runs from now on.
   *
   * @param settings in place of what the plugin was configured with.
   * @returns what is wrong with the new code; then the old one goes on.
   */
  reload(
    name: string,
    settings?: Readonly<Record<string, unknown>>,
  ): Promise<readonly PluginProblem[]>
}

class LoadError extends Error {
  readonly problems: readonly PluginProblem[]

  constructor(problems: readonly PluginProblem[]) {
    super('An integration can’t be loaded.')
    this.problems = problems
  }
}

/** One that shall run, as it is configured or found. */
interface Wanted {
  readonly name: string
  /** False where nobody gave it a name: it has the plugin's own then. */
  readonly named: boolean
  readonly plugin: string
  readonly settings: unknown
}

interface LoadOptions {
  /** The folder from which plugins are looked for. */
  readonly from?: string
  /** The host's own folder: what is installed for the host is found, too. */
  readonly beside?: string
  /** Where workers are counted that could not be ended. */
  readonly unstoppable?: UnstoppableWorkers
}

/** Loads every integration that can be loaded; one that can't never keeps another from running. */
export async function loadIntegrations(
  config: PluginConfig,
  log: Logger,
  { from = process.cwd(), beside, unstoppable = new UnstoppableWorkers() }: LoadOptions = {},
): Promise<LoadedIntegrations> {
  const places = [config.file && dirname(config.file.path), from, beside].filter(
    (place) => place !== undefined,
  )
  const integrations = new Map<string, Integration>()
  const failures: FailedIntegration[] = []
  const origins = new Map<string, Wanted>()
  const wanted = await wantedIntegrations(config, from)
  // One after the other: together, many would come to their time limit on a busy machine.
  for (const one of wanted) {
    const integration = await load(one, config, log, places, unstoppable).catch(
      (error: unknown) => error,
    )
    const name = isIntegration(integration) ? integration.name : one.name
    if (isIntegration(integration) && !integrations.has(name)) {
      integrations.set(name, integration)
      origins.set(name, one)
      const { plugin, packageVersion } = integration
      const { apiVersion, declaration, id } = plugin
      const facts = { integration: name, plugin: id, version: packageVersion, apiVersion }
      log.info({ ...facts, hosts: declaration.hosts }, 'an integration was loaded')
      if (apiVersion < CONTRACTS.newest) {
        log.warn(
          { ...facts, newest: CONTRACTS.newest },
          'a plugin is written for an older version of the contract and runs adapted; look for a newer release of it',
        )
      }
    } else if (isIntegration(integration)) {
      await integration.runner.close('now')
      failures.push({ name: one.name, problems: [takenId(name)] })
    } else {
      failures.push({ name, problems: problemsOf(integration) })
    }
  }

  return {
    integrations,
    failures,
    async reload(name, settings) {
      const origin = origins.get(name) ?? wanted.find((one) => one.named && one.name === name)
      if (!origin) return [{ where: 'plugin', rule: `"${name}" is no integration that runs` }]
      if (config.plugins.isolation === 'in-process') {
        return [{ where: 'plugin', rule: 'runs in the host’s own process, which keeps its code' }]
      }
      try {
        const changed = { ...origin, ...(settings && { settings }) }
        const anew = await load(changed, config, log, places, unstoppable)
        const old = integrations.get(name)
        integrations.set(name, anew)
        // Calls under way are finished by the old code; nobody waits for that.
        void old?.runner.close('when-idle')
        return []
      } catch (error) {
        return problemsOf(error)
      }
    },
  }
}

/** The same in this very thread, for a command: it serves nobody whom a plugin could harm. */
export function loadForCommand(
  config: PluginConfig,
  log: Logger,
  options: LoadOptions = {},
): Promise<LoadedIntegrations> {
  const plugins = { ...config.plugins, isolation: 'in-process' as const }
  return loadIntegrations({ ...config, plugins }, log, options)
}

async function wantedIntegrations(config: PluginConfig, from: string): Promise<readonly Wanted[]> {
  if (config.integrations) {
    return Object.entries(config.integrations).map(([name, { plugin, settings }]) => ({
      name,
      named: true,
      plugin,
      settings,
    }))
  }
  const found = await packagesIn(config.pluginFolder ?? defaultPluginFolder(from))
  return found.map((plugin) => ({
    name: basename(plugin),
    named: false,
    plugin,
    settings: undefined,
  }))
}

async function load(
  { name, named, plugin: specifier, settings }: Wanted,
  config: PluginConfig,
  log: Logger,
  places: readonly string[],
  unstoppable: UnstoppableWorkers,
): Promise<Integration> {
  const folders = config.pluginFolder === undefined ? undefined : [config.pluginFolder]
  const found = await findPluginPackage(specifier, places, folders).catch((error) => {
    throw problem('plugin', error instanceof Error ? error.message : String(error))
  })
  const { plugin, runner } = await (config.plugins.isolation === 'in-process'
    ? loadInProcess(found, config)
    : loadIsolated(found, config, name, log, unstoppable))
  try {
    for (const schema of ['settings', 'channelSettings', 'credentials', 'position'] as const) {
      compile(plugin, schema)
    }
    return {
      name: named ? name : plugin.id,
      plugin,
      runner,
      settings: checkedSettings(plugin, settings),
      ...(found.version !== undefined && { packageVersion: found.version }),
    }
  } catch (error) {
    await runner.close('now')
    throw error
  }
}

function compile(
  plugin: DescribedPlugin,
  name: 'settings' | 'channelSettings' | 'credentials' | 'position',
): void {
  try {
    // The outcome doesn't matter: a schema that can't be compiled fails whatever it is asked.
    check(plugin[name], null)
  } catch (error) {
    throw problem(name, `is a schema that can’t be compiled: ${sayFailure(error)}`)
  }
}

function checkedSettings(plugin: DescribedPlugin, settings: unknown): unknown {
  const checked = check(
    plugin.settings,
    Value.Default(plugin.settings, structuredClone(settings ?? {})),
  )
  if (checked.ok) return checked.value
  throw new LoadError(
    checked.problems.map(({ field, rule }) => ({
      where: field === '' ? 'settings' : `settings.${field}`,
      rule,
    })),
  )
}

interface Loaded {
  readonly plugin: DescribedPlugin
  readonly runner: PluginRunner
}

async function loadIsolated(
  { entryUrl }: PluginPackage,
  { openHosts, plugins: { memoryMb, callsAtOnce } }: PluginConfig,
  integration: string,
  log: Logger,
  unstoppable: UnstoppableWorkers,
): Promise<Loaded> {
  const runner = new WorkerRunner({
    entryUrl,
    openHosts,
    memoryMb,
    callsAtOnce,
    integration,
    unstoppable,
    log: log.child({ integration }),
  })
  try {
    return { plugin: await runner.load(), runner }
  } catch (error) {
    await runner.close('now')
    throw error instanceof Unusable ? new LoadError(error.problems) : error
  }
}

async function loadInProcess(
  { entryUrl }: PluginPackage,
  { openHosts }: PluginConfig,
): Promise<Loaded> {
  const module = await importInTime(entryUrl).catch((error) => {
    throw problem('import', `fails with ${sayFailure(error)}`)
  })
  const exported: unknown = module.default
  const read = readPlugin(exported)
  if ('problems' in read) throw new LoadError(read.problems)
  const { plugin } = read
  const held = uncarriable(plugin)
  if (held.length > 0) throw new LoadError(held)
  return { plugin, runner: inProcess(plugin, { openHosts }) }
}

function isIntegration(loaded: unknown): loaded is Integration {
  return typeof loaded === 'object' && loaded !== null && 'runner' in loaded
}

function takenId(id: string): PluginProblem {
  return {
    where: 'id',
    rule: `"${id}" is the id of another plugin as well; configure names for both under integrations`,
  }
}

function problemsOf(error: unknown): readonly PluginProblem[] {
  return error instanceof LoadError
    ? error.problems
    : [{ where: 'plugin', rule: `can’t be read: ${sayFailure(error)}` }]
}

function problem(where: string, rule: string): LoadError {
  return new LoadError([{ where, rule }])
}
