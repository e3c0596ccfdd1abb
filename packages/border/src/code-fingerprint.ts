import { createHash } from 'node:crypto'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isRecord } from './is-record.ts'

/** Of a larger package nothing is kept: to look through it would cost more than to import it. */
const FILES_LIMIT = 5_000
const BYTES_LIMIT = 67_108_864
/** Changes when what is kept of a declaration does. */
const FORMAT = 1

/** A package as it lies on the disk, without what it needs. */
interface PackagePrint {
  readonly print: string
  /** The folders of the packages that it needs. */
  readonly needs: readonly string[]
}

/**
 * What the code of plugins is at this moment, as short texts: two of the same text run the same code.
 * In them are all files of the plugin's package, the same of packages that are linked (a workspace's),
 * of installed packages the place and `package.json`, the border itself, and Node's version.
 *
 * What is changed by hand inside of `node_modules` is not seen.
 */
export class CodeFingerprints {
  /** Many plugins need the same packages: each is looked at once. */
  readonly #packages = new Map<string, Promise<PackagePrint>>()

  /**
   * @param folder the plugin's package.
   * @returns undefined where that can't be said: a folder that is too large, or can't be read.
   */
  async of(folder: string, entryUrl: string): Promise<string | undefined> {
    try {
      const hash = createHash('sha256')
      hash.update(`${FORMAT} ${process.version} ${process.arch} ${entryUrl}\n`)
      const folders = [await realpath(folder), borderFolder()]
      for (const print of await this.#all(folders)) hash.update(`${print}\n`)
      return hash.digest('hex')
    } catch {
      return undefined
    }
  }

  /** With all that they need, in an order that is always the same. */
  async #all(folders: readonly string[]): Promise<readonly string[]> {
    const prints = new Map<string, string>()
    let next = folders
    while (next.length > 0) {
      const found = await Promise.all(
        next.map(async (folder) => [folder, await this.#package(folder)] as const),
      )
      for (const [folder, { print }] of found) prints.set(folder, print)
      const needed = new Set(found.flatMap(([, { needs }]) => needs))
      next = [...needed].filter((folder) => !prints.has(folder))
    }
    return [...prints].map((pair) => pair.join(' ')).toSorted()
  }

  #package(folder: string): Promise<PackagePrint> {
    const known = this.#packages.get(folder)
    if (known) return known
    const print = printOf(folder)
    this.#packages.set(folder, print)
    return print
  }
}

async function printOf(folder: string): Promise<PackagePrint> {
  const file = join(folder, 'package.json')
  const text = await readFile(file, 'utf8')
  const manifest: unknown = JSON.parse(text)
  const isInstalled = folder.split(sep).includes('node_modules')
  const hash = createHash('sha256').update(text)
  if (!isInstalled) await addFiles(hash, folder)
  const needs = await Promise.all(namesOfNeeded(manifest).map((name) => folderOf(name, file)))
  return { print: hash.digest('hex'), needs: needs.filter((need) => need !== undefined) }
}

async function addFiles(hash: ReturnType<typeof createHash>, folder: string): Promise<void> {
  let files = 0
  let bytes = 0
  const walk = async (path: string): Promise<void> => {
    const entries = await readdir(join(folder, path), { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue
      const inner = join(path, entry.name)
      if (entry.isDirectory()) await walk(inner)
      if (!entry.isFile()) continue
      const file = join(folder, inner)
      files += 1
      bytes += (await stat(file)).size
      if (files > FILES_LIMIT || bytes > BYTES_LIMIT) throw new Error(`${folder} is too large`)
      const content = await readFile(file)
      hash.update(`\n${inner} ${content.byteLength}\n`).update(content)
    }
  }
  await walk('.')
}

/** What it can't do without, and what it can; not what its author alone needs. */
function namesOfNeeded(manifest: unknown): readonly string[] {
  if (!isRecord(manifest)) return []
  const { dependencies, optionalDependencies, peerDependencies } = manifest
  return [dependencies, optionalDependencies, peerDependencies].flatMap((needed) =>
    isRecord(needed) ? Object.keys(needed) : [],
  )
}

async function folderOf(name: string, from: string): Promise<string | undefined> {
  try {
    const file = findPackageJSON(name, pathToFileURL(from))
    return file && (await realpath(dirname(file)))
  } catch {
    // An optional one that is not there.
    return undefined
  }
}

function borderFolder(): string {
  const file = findPackageJSON(import.meta.url)
  if (file === undefined) throw new Error('The border is in no package.')
  return dirname(file)
}
