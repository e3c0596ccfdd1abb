import { existsSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where a plugin's code is: the module to import, and the version its package gives itself. */
export interface PluginPackage {
  readonly entryUrl: string
  readonly version?: string
}

/**
 * Finds a plugin as the configuration names it: a path to a package or module, or the name of a
 * package that is installed beside the configuration or the host.
 *
 * @throws Error with a sentence for the operator.
 */
export async function findPluginPackage(plugin: string, from: string): Promise<PluginPackage> {
  if (!/^(\.{0,2}\/|\.\.?$)/.test(plugin)) {
    const [name = plugin] = /^(@[^/]+\/)?[^/]+/.exec(plugin) ?? []
    return readPackage(installedFolder(name, from), `.${plugin.slice(name.length)}`)
  }
  const path = resolve(from, plugin)
  if (!existsSync(path)) throw new Error(`there is nothing at ${path}; mend the path`)
  return statSync(path).isDirectory() ? readPackage(path) : { entryUrl: pathToFileURL(path).href }
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

function installedFolder(name: string, from: string): string {
  for (const base of [pathToFileURL(`${from}/`).href, import.meta.url]) {
    try {
      const found = findPackageJSON(name, base)
      if (found) return dirname(found)
    } catch {
      // Not installed there: the next place is asked.
    }
  }
  throw new Error(`the package "${name}" is not installed; add it with: npm install ${name}`)
}

async function readPackage(folder: string, subpath = '.'): Promise<PluginPackage> {
  const file = join(folder, 'package.json')
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`there is no package.json in ${folder}`)
  })
  const manifest: unknown = JSON.parse(text)
  if (!isRecord(manifest)) throw new Error(`${file} is no JSON object`)
  const exported = isRecord(manifest.exports) && manifest.exports[subpath]
  const entry = exported
    ? entryOf(exported)
    : (entryOf(manifest.exports) ?? textOf(manifest.main) ?? './index.js')
  if (entry === undefined || (subpath !== '.' && !exported)) {
    throw new Error(`the package in ${folder} exports no "${subpath}"`)
  }
  const version = textOf(manifest.version)
  return {
    entryUrl: pathToFileURL(join(folder, entry)).href,
    ...(version !== undefined && { version }),
  }
}

/** What `import` would take: the first that the conditions of ES modules lead to. */
function entryOf(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports
  if (!isRecord(exports)) return undefined
  for (const name of ['node', 'import', 'default']) {
    const entry = entryOf(exports[name])
    if (entry !== undefined) return entry
  }
  return undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
