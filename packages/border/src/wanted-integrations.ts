import { basename, dirname } from 'node:path'
import type { CodeFingerprints } from './code-fingerprint.ts'
import type { CodeVersion } from './kept-declarations.ts'
import type { PluginConfig } from './plugin-config.ts'
import {
  defaultPluginFolder,
  findPluginPackage,
  type PluginPackage,
  packagesIn,
} from './plugin-package.ts'
import { problem } from './read-plugin.ts'

/** One that shall run, as it is configured or found. */
export interface Wanted {
  readonly name: string
  /** False where nobody gave it a name: it has the plugin's own then. */
  readonly named: boolean
  readonly plugin: string
  readonly settings: unknown
}

/** Where its code is. */
export interface Found extends Wanted {
  readonly source: PluginPackage
  /** Absent where nothing is kept of it. */
  readonly version?: CodeVersion
}

/** Those that are configured; without a configuration, the packages of the plugin folder. */
export async function wantedIntegrations(
  config: PluginConfig,
  from: string,
): Promise<readonly Wanted[]> {
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

/**
 * Finds the code of one.
 *
 * @param places folders from which it is looked for.
 * @param fingerprints absent where nothing is kept.
 * @throws LoadError
 */
export async function findCode(
  wanted: Wanted,
  places: readonly string[],
  { pluginFolder }: PluginConfig,
  fingerprints: CodeFingerprints | undefined,
): Promise<Found> {
  const folders = pluginFolder === undefined ? undefined : [pluginFolder]
  const source = await findPluginPackage(wanted.plugin, places, folders).catch((error) => {
    throw problem('plugin', error instanceof Error ? error.message : String(error))
  })
  const { folder, entryUrl } = source
  const fingerprint = folder === undefined ? undefined : await fingerprints?.of(folder, entryUrl)
  return { ...wanted, source, ...(fingerprint && { version: { entryUrl, fingerprint } }) }
}

/** Where plugins are looked for: the first that has one wins. */
export function placesOf(
  { file }: PluginConfig,
  { from = process.cwd(), beside }: { readonly from?: string; readonly beside?: string },
): readonly string[] {
  return [file && dirname(file.path), from, beside].filter((place) => place !== undefined)
}
