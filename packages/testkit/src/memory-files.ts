import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { PluginError, type PluginFiles, type StoredFile } from '@hubward/plugin'

interface KeptFile extends StoredFile {
  readonly name: string
  readonly bytes: Buffer
}

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
    const file = this.#files.get(reference)
    if (file === undefined) throw new PluginError('not-found', { message: 'no such file' })
    return { stream: Readable.from([file.bytes]), mimeType: file.mimeType }
  }

  /** Everything that is stored, for a test to look at. */
  all(): readonly KeptFile[] {
    return [...this.#files.values()]
  }

  /** Forgets a file, as the host does when its time is over. */
  erase(reference: string): void {
    this.#files.delete(reference)
  }
}
