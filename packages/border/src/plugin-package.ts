import { existsSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isRecord } from './is-record.ts'

/** Where a plugin's code is: the module to import, and the version its package gives itself. */
export interface PluginPackage {
  readonly entryUrl: string
  /** The package; absent where a module is named by its path. */
  readonly folder?: string
  readonly version?: string
}

/** Where the host itself is. */
const HERE = dirname(fileURLToPath(import.meta.url))

/** What `import` of an installed package looks at. */
const INSTALLED = ['node', 'import', 'default'] as const
/** A package that is named by its path is somebody's work: its TypeScript runs as it is. */
const IN_WORK = ['source', ...INSTALLED] as const

/**
 * Finds a plugin as the configuration names it: a path to a package or module, or the name of a
 * package that is installed there or beside the host, or that stands in a folder of plugins.
 *
 * @param from where to look: the first folder that has it wins.
 * @param pluginFolders absent: the one of each of those folders, and the one of the host's own clone.
 * @throws Error with a sentence for the operator, which names where it was looked for.
 */
export async function findPluginPackage(
  plugin: string,
  from: readonly string[],
  pluginFolders: readonly string[] = [...from, HERE].map(defaultPluginFolder),
): Promise<PluginPackage> {
  if (!/^(\.{0,2}\/|\.\.?$)/.test(plugin)) {
    const [name = plugin] = /^(@[^/]+\/)?[^/]+/.exec(plugin) ?? []
    const subpath = `.${plugin.slice(name.length)}`
    const installed = installedFolder(name, from)
    if (installed !== undefined) return readPackage(installed, INSTALLED, subpath)
    const folders = [...new Set(pluginFolders)].filter((folder) => existsSync(folder))
    const inWork = await packagesByName(folders)
    const folder = inWork.get(name)
    if (folder !== undefined) return readPackage(folder, IN_WORK, subpath)
    throw new Error(notFound(name, from, folders, [...inWork.keys()]))
  }
  const places = [...new Set(from.map((folder) => resolve(folder, plugin)))]
  const path = places.find((place) => existsSync(place))
  if (path === undefined) {
    throw new Error(`there is nothing at ${places.join(' or ')}; mend the path`)
  }
  if (!statSync(path).isDirectory()) return { entryUrl: pathToFileURL(path).href }
  // Node runs no TypeScript below node_modules.
  return readPackage(path, path.split(sep).includes('node_modules') ? INSTALLED : IN_WORK)
}

/** The folders of all packages in a folder, in the order of their names. */
export async function packagesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch(() => [])
  return entries
    .toSorted()
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, 'package.json')))
}

/** The plugin folder: `plugins` beside the nearest workspace file, or below the working directory. */
export function defaultPluginFolder(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return join(folder, 'plugins')
    if (dirname(folder) === folder) return resolve(from, 'plugins')
  }
}

function installedFolder(name: string, from: readonly string[]): string | undefined {
  for (const base of [...from.map((folder) => pathToFileURL(`${folder}/`).href), import.meta.url]) {
    try {
      const found = findPackageJSON(name, base)
      if (found) return dirname(found)
    } catch {
      // Not installed there: the next place is asked.
    }
  }
  return undefined
}

/** A clone's own plugins are installed nowhere: they are known by the names that they give themselves. */
async function packagesByName(folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const byName = new Map<string, string>()
  for (const folder of (await Promise.all(folders.map(packagesIn))).flat()) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '')
    const [, name] = /"name"\s*:\s*"([^"]+)"/.exec(text) ?? []
    if (name !== undefined && !byName.has(name)) byName.set(name, folder)
  }
  return byName
}

function notFound(
  name: string,
  from: readonly string[],
  folders: readonly string[],
  names: readonly string[],
): string {
  const places = [...new Set([...from, HERE])].join(', ')
  const others = names.length > 0 ? `; ${folders.join(', ')} has ${names.join(', ')}` : ''
  return `the package "${name}" is installed neither in ${places} nor above${others}. Mend the name, or add the package with: npm install ${name}`
}

async function readPackage(
  folder: string,
  conditions: readonly string[],
  subpath = '.',
): Promise<PluginPackage> {
  const file = join(folder, 'package.json')
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`there is no package.json in ${folder}`)
  })
  const manifest: unknown = JSON.parse(text)
  if (!isRecord(manifest)) throw new Error(`${file} is no JSON object`)
  const exported = isRecord(manifest.exports) && manifest.exports[subpath]
  const entry = exported
    ? entryOf(exported, conditions)
    : (entryOf(manifest.exports, conditions) ?? textOf(manifest.main) ?? './index.js')
  if (entry === undefined || (subpath !== '.' && !exported)) {
    throw new Error(`the package in ${folder} exports no "${subpath}"`)
  }
  const version = textOf(manifest.version)
  return {
    entryUrl: pathToFileURL(join(folder, entry)).href,
    folder,
    ...(version !== undefined && { version }),
  }
}

/** What `import` would take: the first that the conditions of ES modules lead to. */
function entryOf(exports: unknown, conditions: readonly string[]): string | undefined {
  if (typeof exports === 'string') return exports
  if (!isRecord(exports)) return undefined
  for (const name of conditions) {
    const entry = entryOf(exports[name], conditions)
    if (entry !== undefined) return entry
  }
  return undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
