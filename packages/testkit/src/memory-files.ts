import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  type Keep,
  PluginError,
  type PluginFiles,
  type Received,
  type StoredFile,
} from '@hubward/plugin'

interface KeptFile extends StoredFile {
  readonly name: string
  readonly bytes: Buffer
}

/** How long a file stays that came with a request and that nobody has kept. */
const STAGED_MS = 3_600_000

/** The first bytes of what a plugin's tests are likely to store; the host knows many more kinds. */
const SIGNATURES: readonly (readonly [string, RegExp])[] = [
  ['image/png', /^\x89PNG/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF.{4}WEBP/s],
  ['application/pdf', /^%PDF-/],
]

/** {@link PluginFiles} in memory. */
export class MemoryFiles implements PluginFiles {
  readonly #files = new Map<string, KeptFile>()
  /** When those go that nobody has kept, in milliseconds since 1970. */
  readonly #until = new Map<string, number>()
  readonly #now: () => Date

  constructor(now: () => Date = () => new Date()) {
    this.#now = now
  }

  async put(
    content: Readable | Uint8Array,
    options: { readonly name: string; readonly mimeType: string; readonly limitBytes?: number },
  ): Promise<StoredFile> {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    for await (const chunk of content instanceof Readable ? content : [content]) {
      const bytes = Buffer.from(chunk)
      sizeBytes += bytes.length
      if (sizeBytes > (options.limitBytes ?? Number.POSITIVE_INFINITY)) {
        throw new PluginError('invalid', { message: `"${options.name}" is too large` })
      }
      chunks.push(bytes)
    }
    const bytes = Buffer.concat(chunks)
    const start = bytes.toString('latin1', 0, 16)
    const found = SIGNATURES.find(([, signature]) => signature.test(start))
    const reference = randomUUID()
    const stored = { reference, sizeBytes, mimeType: found?.[0] ?? options.mimeType }
    this.#files.set(reference, { ...stored, name: options.name, bytes })
    return stored
  }

  async open(reference: string): Promise<{ stream: Readable; mimeType: string }> {
    this.#eraseStaged()
    const file = this.#files.get(reference)
    if (file === undefined) throw new PluginError('not-found', { message: 'no such file' })
    return { stream: Readable.from([file.bytes]), mimeType: file.mimeType }
  }

  /** Everything that is stored, for a test to look at. */
  all(): readonly KeptFile[] {
    this.#eraseStaged()
    return [...this.#files.values()]
  }

  /** A file that came with a request: it goes after an hour, unless an answer keeps it. */
  async stage(
    content: Uint8Array,
    options: { readonly name: string; readonly mimeType: string },
  ): Promise<StoredFile> {
    const stored = await this.put(content, options)
    this.#until.set(stored.reference, this.#now().getTime() + STAGED_MS)
    return stored
  }

  /**
   * Does with the files of a request what its answer says, as the host does.
   *
   * @param arrived references of those that came with it.
   * @returns references that name no file (any more).
   */
  settle(arrived: readonly string[], { keep, response }: Received): readonly string[] {
    this.#eraseStaged()
    const all: readonly Keep[] =
      keep ?? (response.status < 400 ? arrived.map((reference) => ({ reference })) : [])
    for (const { reference, forMs } of all) {
      if (!this.#until.has(reference)) continue
      if (forMs === undefined) this.#until.delete(reference)
      else this.#until.set(reference, this.#now().getTime() + forMs)
    }
    const wanted = new Set(all.map(({ reference }) => reference))
    if (keep !== undefined) {
      const staged = arrived.filter((reference) => this.#until.has(reference))
      for (const reference of staged) if (!wanted.has(reference)) this.erase(reference)
    }
    return [...wanted].filter((reference) => !this.#files.has(reference))
  }

  #eraseStaged(): void {
    const now = this.#now().getTime()
    for (const [reference, until] of this.#until) if (until <= now) this.erase(reference)
  }

  /** Forgets a file, as the host does when its time is over. */
  erase(reference: string): void {
    this.#files.delete(reference)
    this.#until.delete(reference)
  }
}
