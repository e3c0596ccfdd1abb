import { API_VERSION, checkPlugin, type NetworkPlugin, type PluginProblem } from '@hubward/plugin'
import { isRecord } from './is-record.ts'

type Exported = Readonly<Record<string, unknown>>

/** Makes of a plugin for one version of the contract a plugin for the next one. */
export type Adapter = (plugin: Exported) => Exported

/** Which versions of the contract a host takes. */
export interface Contracts {
  readonly newest: number
  /** By the version that they take. Where one is missing, that version and all before it are refused. */
  readonly adapters: ReadonlyMap<number, Adapter>
}

/**
 * The place of adapters: when the contract gets a version 2, `[1, adapter]` stands here, and plugins
 * for version 1 keep running. The frozen plugin in `test/frozen` holds us to it.
 */
export const CONTRACTS: Contracts = { newest: API_VERSION, adapters: new Map() }

/**
 * What a package exported, as a plugin of the newest contract; its `apiVersion` stays the one that it
 * was written for. Runs on the plugin's side of the border.
 */
export function readPlugin(
  exported: unknown,
  contracts: Contracts = CONTRACTS,
): { readonly plugin: NetworkPlugin } | { readonly problems: readonly PluginProblem[] } {
  const { newest, adapters } = contracts
  if (!isRecord(exported) || !Number.isInteger(exported.apiVersion)) {
    return { problems: checkPlugin(exported) }
  }
  const written = Number(exported.apiVersion)
  const refusal = refuse(written, contracts)
  if (refusal) return { problems: [{ where: 'apiVersion', rule: refusal }] }
  let adapted: Exported = exported
  for (let version = written; version < newest; version++) {
    adapted = adapters.get(version)?.(adapted) ?? adapted
  }
  const problems = checkPlugin({ ...adapted, apiVersion: API_VERSION })
  const plugin = adapted === exported ? exported : { ...adapted, apiVersion: written }
  return isPlugin(plugin, problems) ? { plugin } : { problems }
}

/** What to install when the versions don't fit; undefined when they do. */
function refuse(written: number, { newest, adapters }: Contracts): string | undefined {
  let oldest = newest
  while (adapters.has(oldest - 1)) oldest -= 1
  const spoken = oldest === newest ? `version ${newest}` : `versions ${oldest} to ${newest}`
  if (written > newest) {
    return `is ${written}, but this host speaks ${spoken} of the contract; install a newer release of the host, or an older one of the plugin`
  }
  if (written < oldest) {
    return `is ${written}, but this host speaks ${spoken} of the contract; install a newer release of the plugin`
  }
  return undefined
}

function isPlugin(_plugin: object, problems: readonly PluginProblem[]): _plugin is NetworkPlugin {
  return problems.length === 0
}
