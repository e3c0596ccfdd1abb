import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Called } from './called.ts'
import { asFormattedJson } from './recorded-json.ts'
import { type Recorded, sanitised } from './sanitised.ts'
import type { Secrets } from './secrets.ts'

/** A fixture that nobody can read through is none. */
const MOST_EXCHANGES = 100

/**
 * Writes what the Network answered as fixtures for tests: one file for each function of the plugin,
 * `fetchMessages.json`, begun anew with the function's first call of this run. Secrets have names.
 */
export class Recorder {
  readonly #folder: string
  readonly #secrets: Secrets
  readonly #recorded = new Map<string, Recorded[]>()
  #writing: Promise<void> = Promise.resolve()

  constructor(folder: string, secrets: Secrets) {
    this.#folder = folder
    this.#secrets = secrets
  }

  /** Answers the path of the file, and whether it is new in this run; undefined: nothing is new. */
  async add({ name, exchanges }: Called): Promise<{ path: string; first: boolean } | undefined> {
    const known = this.#recorded.get(name)
    const list = known ?? []
    const fresh: Recorded[] = []
    for (const exchange of exchanges) {
      const recorded = sanitised(exchange, this.#secrets)
      // A fetch that found nothing new is the same every time.
      const repeated = [...list, ...fresh].some((other) => isDeepStrictEqual(other, recorded))
      if (recorded && !repeated) fresh.push(recorded)
    }
    if (fresh.length === 0 || list.length + fresh.length > MOST_EXCHANGES) return undefined
    list.push(...fresh)
    this.#recorded.set(name, list)
    const path = join(this.#folder, `${name}.json`)
    const text = `${asFormattedJson(list)}\n`
    this.#writing = this.#writing.then(async () => {
      await mkdir(this.#folder, { recursive: true })
      // What people wrote is in it: until its author has read it through, it is theirs alone.
      await writeFile(path, text, { mode: 0o600 })
      await chmod(path, 0o600)
    })
    await this.#writing
    return { path, first: known === undefined }
  }
}
