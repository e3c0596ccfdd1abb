import { createHash } from 'node:crypto'
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Logger } from 'pino'
import { type DescribedPlugin, putTogether, takeApart } from './described-plugin.ts'

/** Nobody but the owner: who can write there says what a plugin declares. */
const OWNERS_ALONE = 0o700
const OTHERS = 0o077

/** Which code it is: the module, and what it was when it was looked at. */
export interface CodeVersion {
  readonly entryUrl: string
  /** See {@link CodeFingerprints}. */
  readonly fingerprint: string
}

/**
 * What plugins declared when their code was last read on this machine: a host that starts again need not
 * import code that has not changed. One file for each module; a new one takes the place of the old.
 */
export class KeptDeclarations {
  readonly #folder: string
  readonly #log: Logger

  private constructor(folder: string, log: Logger) {
    this.#folder = folder
    this.#log = log
  }

  /** Undefined, and a line in the log, where nothing can be kept: then all code is read. */
  static async open(folder: string, log: Logger): Promise<KeptDeclarations | undefined> {
    try {
      await mkdir(folder, { recursive: true, mode: OWNERS_ALONE })
      const { uid, mode } = await lstat(folder)
      // Windows has no users of this kind.
      const isOurs = process.getuid === undefined || (uid === process.getuid() && !(mode & OTHERS))
      if (isOurs) return new KeptDeclarations(folder, log)
      log.warn(
        { folder },
        'what plugins declare is not kept, since others may use this folder. Give it to the host’s user alone (chmod 700), or name another one under plugins.cacheFolder',
      )
    } catch (error) {
      log.warn(
        { folder, err: error },
        'what plugins declare is not kept, since this folder can’t be used; each start reads their code',
      )
    }
    return undefined
  }

  /** Undefined where this code was not read yet, or what was kept can't be read. */
  async find({ entryUrl, fingerprint }: CodeVersion): Promise<DescribedPlugin | undefined> {
    try {
      const kept: unknown = deserialize(await readFile(this.#fileOf(entryUrl)))
      if (!isKept(kept) || kept.fingerprint !== fingerprint) return undefined
      return putTogether(kept)
    } catch {
      return undefined
    }
  }

  async keep({ entryUrl, fingerprint }: CodeVersion, plugin: DescribedPlugin): Promise<void> {
    const file = this.#fileOf(entryUrl)
    const written = `${file}.${process.pid}`
    try {
      await writeFile(written, serialize({ fingerprint, ...takeApart(plugin) }))
      // Whoever reads at this moment reads the old one or the new one.
      await rename(written, file)
    } catch (error) {
      this.#log.warn({ file, err: error }, 'what a plugin declares could not be kept')
    }
  }

  /** Its code is read at the next start. */
  async forget(entryUrl: string): Promise<void> {
    await rm(this.#fileOf(entryUrl), { force: true }).catch(() => undefined)
  }

  #fileOf(entryUrl: string): string {
    return join(this.#folder, createHash('sha256').update(entryUrl).digest('hex'))
  }
}

/** Where they are kept unless the operator names a folder. */
export function usualCacheFolder(): string {
  return join(tmpdir(), `hubward-plugins-${process.getuid?.() ?? 'host'}`)
}

function isKept(kept: unknown): kept is { fingerprint: string; plain: unknown } {
  return typeof kept === 'object' && kept !== null && 'fingerprint' in kept && 'plain' in kept
}
