// Long because all that becomes of an integration's code, at the start and later, is one state.
import { isDeepStrictEqual } from 'node:util'
import type { PluginProblem } from '@hubward/plugin'
import type { Logger } from 'pino'
import { CodeFingerprints } from './code-fingerprint.ts'
import { CONTRACTS } from './contract.ts'
import { type DescribedPlugin, takeApart } from './described-plugin.ts'
import type { FailedIntegration, Integration } from './integration.ts'
import type { CodeVersion, KeptDeclarations } from './kept-declarations.ts'
import type { PluginConfig } from './plugin-config.ts'
import {
  checkedSettings,
  ignoredSettings,
  problemsOf,
  readInProcess,
  readInWorker,
} from './read-plugin.ts'
import { type Found, findCode, placesOf, type Wanted } from './wanted-integrations.ts'
import { WorkerRunner } from './worker/runner.ts'
import { UnstoppableWorkers } from './worker/unstoppable.ts'

const IDLE_MS = 60_000

export interface LoadedIntegrations {
  /** Those that run. */
  readonly integrations: Map<string, Integration>
  /** Those that can't run; also one that runs, and whose code can't be loaded any more. */
  readonly failures: readonly FailedIntegration[]
  /** Names of those whose code is still to be read. */
  readonly unread: ReadonlySet<string>
  /** When none of them is left. */
  readonly read: Promise<void>
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
  /** Ends all workers. No more code is read. */
  close(): Promise<void>
}

export interface LoadOptions {
  /** The folder from which plugins are looked for. */
  readonly from?: string
  /** The host's own folder: what is installed for the host is found, too. */
  readonly beside?: string
  /** Where workers are counted that could not be ended. */
  readonly unstoppable?: UnstoppableWorkers
  /** Told of each integration that runs from now on; also when it takes the place of an older one. */
  readonly onLoaded?: (integration: Integration) => void
  /**
   * `later`: those run at once whose code was read before and has not changed, and those whose name is
   * not configured; the others are read one after the other meanwhile.
   */
  readonly unknownCode?: 'first' | 'later'
}

/** The integrations of one host, while they are loaded and from then on. */
export class IntegrationLoader {
  readonly #config: PluginConfig
  readonly #log: Logger
  readonly #kept: KeptDeclarations | undefined
  readonly #options: LoadOptions
  readonly #unstoppable: UnstoppableWorkers
  readonly #integrations = new Map<string, Integration>()
  readonly #origins = new Map<string, Wanted>()
  readonly #failures: FailedIntegration[] = []
  readonly #unread = new Set<string>()
  /** Those whose code is being imported at this moment. */
  readonly #runners = new Set<WorkerRunner>()
  readonly #rereading = new Set<string>()
  #closed = false

  constructor(
    config: PluginConfig,
    log: Logger,
    kept: KeptDeclarations | undefined,
    options: LoadOptions,
  ) {
    this.#config = config
    this.#log = log
    this.#kept = kept
    this.#options = options
    this.#unstoppable = options.unstoppable ?? new UnstoppableWorkers()
  }

  /** @returns those whose code is to be read. */
  async loadKnown(wanted: readonly Wanted[]): Promise<readonly Found[]> {
    const fingerprints = new CodeFingerprints()
    const unread: Found[] = []
    for (const one of wanted) {
      try {
        const found = await this.#find(one, fingerprints)
        const plugin = found.version && (await this.#kept?.find(found.version))
        if (plugin) await this.#add(found, this.#described(found, plugin))
        else unread.push(found)
      } catch (error) {
        this.#fail(one.name, problemsOf(error))
      }
    }
    return unread
  }

  /** One after the other: together, many would come to their time limit on a busy machine. */
  async readAll(unread: readonly Found[]): Promise<void> {
    for (const one of unread) {
      if (this.#closed) return
      try {
        await this.#add(one, await this.#read(one))
      } catch (error) {
        if (!this.#closed) this.#fail(one.name, problemsOf(error))
      }
      this.#unread.delete(one.name)
    }
  }

  loaded(wanted: readonly Wanted[], later: readonly Found[]): LoadedIntegrations {
    for (const { name } of later) this.#unread.add(name)
    return {
      integrations: this.#integrations,
      failures: this.#failures,
      unread: this.#unread,
      read: this.readAll(later),
      reload: async (name, settings) => {
        const origin =
          this.#origins.get(name) ?? wanted.find((one) => one.named && one.name === name)
        if (!origin) return [{ where: 'plugin', rule: `"${name}" is no integration that runs` }]
        return await this.#reload({ ...origin, ...(settings && { settings }) }, name)
      },
      close: async () => {
        this.#closed = true
        const running = [...this.#integrations.values()].map(({ runner }) => runner)
        await Promise.all([...running, ...this.#runners].map((runner) => runner.close('now')))
      },
    }
  }

  async #reload(wanted: Wanted, name: string): Promise<readonly PluginProblem[]> {
    if (this.#config.plugins.isolation === 'in-process') {
      return [{ where: 'plugin', rule: 'runs in the host’s own process, which keeps its code' }]
    }
    try {
      const anew = await this.#read(await this.#find(wanted, new CodeFingerprints()))
      const old = this.#integrations.get(name)
      this.#mend(name)
      this.#set(name, anew)
      // Calls under way are finished by the old code; nobody waits for that.
      void old?.runner.close('when-idle')
      return []
    } catch (error) {
      return problemsOf(error)
    }
  }

  #find(wanted: Wanted, fingerprints: CodeFingerprints): Promise<Found> {
    const places = placesOf(this.#config, this.#options)
    return findCode(wanted, places, this.#config, this.#kept && fingerprints)
  }

  /** Imports its code, and keeps what it declares for the next start. */
  async #read(found: Found): Promise<Integration> {
    const { source, version } = found
    const { plugins, openHosts } = this.#config
    if (plugins.isolation === 'in-process') {
      const { plugin, runner } = await readInProcess(source.entryUrl, openHosts)
      return integrationOf(found, plugin, runner)
    }
    const runner = this.#runner(found)
    this.#runners.add(runner)
    try {
      const plugin = await readInWorker(runner)
      if (version) await this.#kept?.keep(version, plugin)
      return integrationOf(found, plugin, runner)
    } catch (error) {
      await runner.close('now')
      throw error
    } finally {
      this.#runners.delete(runner)
    }
  }

  /** Its code is imported when it is first called. */
  #described(found: Found, plugin: DescribedPlugin): Integration {
    return integrationOf(found, plugin, this.#runner(found))
  }

  #runner(found: Found): WorkerRunner {
    const { openHosts, plugins } = this.#config
    const { memoryMb, callsAtOnce, idleMs = IDLE_MS } = plugins
    const runner: WorkerRunner = new WorkerRunner({
      entryUrl: found.source.entryUrl,
      openHosts,
      memoryMb,
      callsAtOnce,
      idleMs,
      integration: found.name,
      unstoppable: this.#unstoppable,
      log: this.#log.child({ integration: found.name }),
      loaded: (plugin) => this.#compare(found, runner, plugin),
      unusable: (problems) => this.#loseCode(found, runner, problems),
    })
    return runner
  }

  /** A worker that was started later may have imported other code than what is known here. */
  #compare({ version }: Found, runner: WorkerRunner, plugin: DescribedPlugin): void {
    const integration = this.#running(runner)
    if (!integration || !version) return
    this.#mend(integration.name)
    if (isDeepStrictEqual(takeApart(plugin), takeApart(integration.plugin))) return
    void this.#readAnew(integration, version)
  }

  /** A worker could not load what once was loaded. */
  #loseCode({ version }: Found, runner: WorkerRunner, problems: readonly PluginProblem[]): void {
    const integration = this.#running(runner)
    if (!integration) return
    this.#log.error(
      { integration: integration.name, problems },
      'a plugin’s code can’t be loaded any more; its calls fail until it can',
    )
    this.#failLater(integration.name, problems)
    if (version) void this.#kept?.forget(version.entryUrl)
  }

  #running(runner: WorkerRunner): Integration | undefined {
    return [...this.#integrations.values()].find((one) => one.runner === runner)
  }

  async #readAnew({ name }: Integration, { entryUrl, fingerprint }: CodeVersion): Promise<void> {
    const origin = this.#origins.get(name)
    if (!origin || this.#rereading.has(name)) return
    this.#rereading.add(name)
    try {
      const found = await this.#find(origin, new CodeFingerprints())
      const isSame = found.version?.fingerprint === fingerprint
      // Some plugins declare something else each time, such as today's date.
      if (isSame && found.source.entryUrl === entryUrl) return
      this.#log.info({ integration: name }, 'a plugin’s code has changed and is read anew')
      const problems = await this.#reload(origin, name)
      if (problems.length === 0) return
      this.#log.error({ integration: name, problems }, 'the changed code of a plugin can’t run')
      this.#failLater(name, problems)
    } catch (error) {
      this.#log.error({ integration: name, err: error }, 'a plugin’s code could not be read anew')
    } finally {
      this.#rereading.delete(name)
    }
  }

  async #add(wanted: Wanted, integration: Integration): Promise<void> {
    const { name } = integration
    if (this.#closed || this.#integrations.has(name)) {
      await integration.runner.close('now')
      if (!this.#closed) this.#fail(wanted.name, [takenId(name)])
      return
    }
    this.#origins.set(name, wanted)
    this.#set(name, integration)
    const { plugin, packageVersion } = integration
    const { apiVersion, declaration, id } = plugin
    const facts = { integration: name, plugin: id, version: packageVersion, apiVersion }
    this.#log.info({ ...facts, hosts: declaration.hosts }, 'an integration was loaded')
    for (const sentence of integration.ignored ?? []) {
      this.#log.warn({ integration: name }, `${sentence} From the next release this is refused`)
    }
    if (apiVersion < CONTRACTS.newest) {
      this.#log.warn(
        { ...facts, newest: CONTRACTS.newest },
        'a plugin is written for an older version of the contract and runs adapted; look for a newer release of it',
      )
    }
  }

  #set(name: string, integration: Integration): void {
    this.#integrations.set(name, integration)
    this.#options.onLoaded?.(integration)
  }

  #fail(name: string, problems: readonly PluginProblem[]): void {
    this.#log.error({ integration: name, problems }, 'an integration can’t run; the others do')
    this.#failures.push({ name, problems })
  }

  /** Of one that runs: its code can't be loaded any more. */
  #failLater(name: string, problems: readonly PluginProblem[]): void {
    this.#mend(name)
    this.#failures.push({ name, problems })
  }

  #mend(name: string): void {
    const at = this.#failures.findIndex((failure) => failure.name === name)
    if (at >= 0) this.#failures.splice(at, 1)
  }
}

/** @throws LoadError where the operator's settings don't fit. */
function integrationOf(
  { name, named, source, settings }: Found,
  plugin: DescribedPlugin,
  runner: Integration['runner'],
): Integration {
  const ignored = ignoredSettings(plugin, settings)
  return {
    name: named ? name : plugin.id,
    plugin,
    runner,
    settings: checkedSettings(plugin, settings),
    ...(ignored.length > 0 && { ignored }),
    ...(source.version !== undefined && { packageVersion: source.version }),
  }
}

function takenId(id: string): PluginProblem {
  return {
    where: 'id',
    rule: `"${id}" is the id of another plugin as well; configure names for both under integrations`,
  }
}
