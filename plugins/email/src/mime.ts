import { Readable } from 'node:stream'
import { type MimeNode, Splitter } from '@zone-eu/mailsplit'

/** What comes in: all of a mail, or its bytes as they arrive. */
export type RawMail = Uint8Array | AsyncIterable<Uint8Array>

/** Headers beyond this are no mail's that people wrote: the longest seen had a tenth of it. */
const HEAD_LIMIT_BYTES = 256 * 1024
/** More parts are counted and not looked at. */
const PART_LIMIT = 200

/** What a mail turned out to be made of. */
export interface Walked {
  /** Its parts in the order in which they stand there, the mail itself first. */
  readonly nodes: readonly MimeNode[]
  /** True where it had more parts than are looked at, or headers without end. */
  readonly beyondLimits: boolean
}

/**
 * Takes a mail apart as its bytes arrive, and keeps none of them: whoever wants to see the content of a
 * part looks at it as it passes. So memory is what the visitor keeps, and not what somebody sent.
 *
 * The place of a part in {@link Walked.nodes} is its name for ever after, since a mail never changes.
 */
export async function walkMail(
  raw: RawMail,
  visit: (node: MimeNode, place: number, content: Uint8Array) => void,
): Promise<Walked> {
  const nodes: MimeNode[] = []
  const places = new Map<MimeNode, number>()
  const splitter = new Splitter({
    ignoreEmbedded: true,
    maxHeadSize: HEAD_LIMIT_BYTES,
    maxChildNodes: PART_LIMIT,
  })
  const source = raw instanceof Uint8Array ? Readable.from(slices(raw)) : Readable.from(raw)
  source.on('error', (error) => splitter.destroy(error))
  source.pipe(splitter)
  try {
    for await (const chunk of splitter) {
      if (chunk.type === 'node') {
        places.set(chunk, nodes.length)
        nodes.push(chunk)
      } else if (chunk.type === 'body') {
        const place = places.get(chunk.node)
        if (place !== undefined && chunk.value) visit(chunk.node, place, chunk.value)
      }
    }
    return { nodes, beyondLimits: false }
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EMAXLEN') {
      return { nodes, beyondLimits: true }
    }
    throw thrown
  } finally {
    source.destroy()
    splitter.destroy()
  }
}

const SLICE_BYTES = 64 * 1024

/** A large mail in pieces, so that other calls have their turn in between. */
function* slices(raw: Uint8Array): Iterable<Buffer> {
  const whole = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  for (let at = 0; at < whole.length; at += SLICE_BYTES) {
    yield whole.subarray(at, at + SLICE_BYTES)
  }
}

/** The bytes of a part as they were before they were wrapped for their way. */
export async function decodedContent(
  node: MimeNode,
  pieces: readonly Uint8Array[],
): Promise<Buffer> {
  const decoder = node.getDecoder()
  Readable.from(pieces.map((piece) => Buffer.from(piece))).pipe(decoder)
  const chunks: Buffer[] = []
  for await (const chunk of decoder) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** The first value of a header, on one line; empty where there is none. */
export function headerOf(node: MimeNode, name: string): string {
  return node.headers ? node.headers.getFirst(name) : ''
}
