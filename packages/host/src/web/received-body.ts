import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { ReceivedFile, StoredFile } from '@hubward/plugin'
import type { FastifyRequest } from 'fastify'
import { tooLarge } from './arrival.ts'
import { PageFailure } from './failure.ts'

/** What a request to a plugin carried, read as far as a form can be. */
export interface ReceivedBody {
  readonly fields: Readonly<Record<string, string | readonly string[]>>
  readonly files: readonly ReceivedFile[]
  /** The untouched bytes; empty for multipart. */
  readonly rawBody: Uint8Array
}

/** How much of a body is wanted, files included. */
interface Limits {
  readonly limitBytes: number
  readonly files: number
}

/** Stores a file of a form while it arrives; fails when it is larger than what is left of the limit. */
export type StoreFile = (
  content: Readable,
  file: { readonly name: string; readonly mimeType: string; readonly limitBytes: number },
) => Promise<StoredFile>

const NO_BYTES = new Uint8Array()
const MOST_FIELDS = 200

/** The bytes of a body that is no multipart form, as they came: signatures cover them so. */
export async function readBytes(payload: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  try {
    // The connection is still needed for the answer, whatever becomes of the body.
    for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
      const bytes = Buffer.from(chunk)
      sizeBytes += bytes.length
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes)
      chunks.push(bytes)
    }
  } catch (cause) {
    if (cause instanceof PageFailure) throw cause
    throw new PageFailure('bad-request', { message: 'a body had no end', cause })
  }
  return Buffer.concat(chunks)
}

/** Reads a body; files of a multipart form go through `store`, never through memory as a whole. */
export async function readReceivedBody(
  request: FastifyRequest,
  limits: Limits,
  store: StoreFile,
): Promise<ReceivedBody> {
  if (request.isMultipart()) return readMultipart(request, limits, store)
  const rawBody = Buffer.isBuffer(request.body) ? request.body : NO_BYTES
  const type = request.headers['content-type'] ?? ''
  const fields = new Fields()
  if (type.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(rawBody.toString())) fields.add(name, value)
  }
  return { fields: fields.read(), files: [], rawBody }
}

async function readMultipart(
  request: FastifyRequest,
  limits: Limits,
  store: StoreFile,
): Promise<ReceivedBody> {
  const { limitBytes } = limits
  const fields = new Fields()
  const files: ReceivedFile[] = []
  let leftBytes = limitBytes
  const take = (bytes: number) => {
    leftBytes -= bytes
    if (leftBytes < 0) throw tooLarge(limitBytes)
  }
  for await (const part of partsOf(request, limits)) {
    if (part.type === 'field') {
      if (part.valueTruncated) throw tooLarge(limitBytes)
      // The reader has parsed what calls itself JSON; a plugin gets text.
      const value = typeof part.value === 'string' ? part.value : JSON.stringify(part.value)
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
    files.push({
      field: part.fieldname,
      reference: stored.reference,
      name: part.filename,
      mimeType: stored.mimeType,
      sizeBytes: stored.sizeBytes,
    })
    if (part.file.truncated) throw tooLarge(limitBytes)
    take(stored.sizeBytes)
  }
  return { fields: fields.read(), files, rawBody: NO_BYTES }
}

/** The parts of a multipart form, whose reader throws what says nothing to the sender. */
async function* partsOf(request: FastifyRequest, { limitBytes, files }: Limits) {
  // One byte more than is allowed: so what is too large is seen to be, and not cut off unseen.
  const most = limitBytes + 1
  const parts = request.parts({
    limits: {
      fileSize: most,
      fieldSize: most,
      files,
      fields: MOST_FIELDS,
      parts: MOST_FIELDS + files,
    },
  })
  for (;;) {
    const next = await parts.next().catch((error: unknown) => {
      if (error instanceof PageFailure) throw error
      const large = error instanceof Error && 'statusCode' in error && error.statusCode === 413
      const message = large ? 'more parts than are wanted' : 'a multipart form is broken'
      throw new PageFailure(large ? 'too-large' : 'bad-request', { message, cause: error })
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
