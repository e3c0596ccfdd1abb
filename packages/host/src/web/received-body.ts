import type { Readable } from 'node:stream'
import type { ReceivedFile, StoredFile } from '@hubward/plugin'
import type { FastifyRequest } from 'fastify'
import { PageFailure } from './failure.ts'

/** What a request to a plugin carried, read as far as a form can be. */
export interface ReceivedBody {
  readonly fields: Readonly<Record<string, string | readonly string[]>>
  readonly files: readonly ReceivedFile[]
  /** The untouched bytes; empty for multipart. */
  readonly rawBody: Uint8Array
}

/** Stores a file of a form while it arrives; fails when it is larger than what is left of the limit. */
export type StoreFile = (
  content: Readable,
  file: { readonly name: string; readonly mimeType: string; readonly limitBytes: number },
) => Promise<StoredFile>

const NO_BYTES = new Uint8Array()

/** Reads a body; files of a multipart form go through `store`, never through memory as a whole. */
export async function readReceivedBody(
  request: FastifyRequest,
  limitBytes: number,
  store: StoreFile,
): Promise<ReceivedBody> {
  if (request.isMultipart()) return readMultipart(request, limitBytes, store)
  const rawBody = Buffer.isBuffer(request.body) ? request.body : NO_BYTES
  if (rawBody.length > limitBytes) {
    throw new PageFailure('too-large', { message: `over ${limitBytes} bytes` })
  }
  const type = request.headers['content-type'] ?? ''
  const fields = new Fields()
  if (type.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(rawBody.toString())) fields.add(name, value)
  }
  return { fields: fields.read(), files: [], rawBody }
}

async function readMultipart(
  request: FastifyRequest,
  limitBytes: number,
  store: StoreFile,
): Promise<ReceivedBody> {
  const fields = new Fields()
  const files: ReceivedFile[] = []
  let leftBytes = limitBytes
  const take = (bytes: number) => {
    leftBytes -= bytes
    if (leftBytes < 0) throw new PageFailure('too-large', { message: `over ${limitBytes} bytes` })
  }
  for await (const part of partsOf(request)) {
    if (part.type === 'field') {
      const value = String(part.value ?? '')
      take(Buffer.byteLength(value))
      fields.add(part.fieldname, value)
      continue
    }
    // A file input that was left empty sends a part without name.
    if (part.filename === '' || part.filename === undefined) {
      part.file.resume()
      continue
    }
    const stored = await store(part.file, {
      name: part.filename,
      mimeType: part.mimetype,
      limitBytes: leftBytes,
    })
    take(stored.sizeBytes)
    files.push({
      field: part.fieldname,
      reference: stored.reference,
      name: part.filename,
      mimeType: stored.mimeType,
      sizeBytes: stored.sizeBytes,
    })
  }
  return { fields: fields.read(), files, rawBody: NO_BYTES }
}

/** The parts of a multipart form, whose reader throws what says nothing to the sender. */
async function* partsOf(request: FastifyRequest) {
  const parts = request.parts()
  for (;;) {
    const next = await parts.next().catch((error: unknown) => {
      if (error instanceof Error && 'statusCode' in error) throw error
      throw new PageFailure('bad-request', { message: 'a multipart form is broken', cause: error })
    })
    if (next.done) return
    yield next.value
  }
}

/** Collects values by name; one that is repeated gives a list. */
class Fields {
  readonly #byName = new Map<string, [string, ...string[]]>()

  add(name: string, value: string): void {
    const values = this.#byName.get(name)
    if (values) values.push(value)
    else this.#byName.set(name, [value])
  }

  read(): Record<string, string | readonly string[]> {
    return Object.fromEntries(
      [...this.#byName].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
    )
  }
}
