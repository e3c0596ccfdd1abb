import type { PluginProblem } from '@hubward/plugin'
import type { PluginRunner } from './call.ts'
import type { DescribedPlugin } from './described-plugin.ts'

/** A plugin that an operator runs under a name, with its settings. */
export interface Integration {
  /** Stands in URLs and tables; permanent once the Manifest is promoted. */
  readonly name: string
  readonly plugin: DescribedPlugin
  /** Calls the plugin's functions. */
  readonly runner: PluginRunner
  /** Checked against the plugin's schema, defaults filled in. */
  readonly settings: unknown
  /** What the operator set and the plugin ignores, each a sentence; absent where there is nothing. */
  readonly ignored?: readonly string[]
  readonly packageVersion?: string
}

/** An integration that can't run, and what its author or operator has to mend. */
export interface FailedIntegration {
  readonly name: string
  readonly problems: readonly PluginProblem[]
}

/** The plugin of a Channel. A turn is given only to Channels whose plugin this host loaded. */
export function pluginOf(
  { integrations }: { readonly integrations: ReadonlyMap<string, Integration> },
  { integration: name }: { readonly integration: string },
): DescribedPlugin {
  const integration = integrations.get(name)
  if (!integration) throw new Error(`The integration ${name} is not loaded.`)
  return integration.plugin
}
