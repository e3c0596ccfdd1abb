import type { NetworkPlugin, PluginProblem } from '@hubward/plugin'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'

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

/** Loads every integration that can be loaded; one that can't never keeps another from running. */
export async function loadIntegrations(
  config: Pick<Config, 'integrations' | 'pluginFolder'>,
  log: Logger,
): Promise<LoadedIntegrations> {
  throw new Error(`loading of ${Object.keys(config)} is being built, ${log.level}`)
}
