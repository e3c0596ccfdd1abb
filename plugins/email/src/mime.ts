import { Readable } from 'node:stream'
import { type MimeNode, Splitter } from '@zone-eu/mailsplit'

/** What comes in: all of a mail, or its bytes as they arrive. */
export type RawMail = Uint8Array | AsyncIterable<Uint8Array>

/** Of all parts together. More is no mail's that people wrote; 5,000 recipients fit. */
const HEAD_LIMIT_BYTES = 900_000
/** More parts are not looked at. */
const PART_LIMIT = 200
const SLICE_BYTES = 64 * 1024

/** A part that begins, or some of its content as it came. */
export interface MailPiece {
  readonly node: MimeNode
  /** Its place among all parts, the mail itself first: its name for ever, since a mail never changes. */
  readonly place: number
  /** Absent where the part begins. */
  readonly content?: Uint8Array
}

/** A mail has more parts, or longer headers, than are looked at. */
class BeyondLimits extends Error {}

/**
 * Takes a mail apart as its bytes arrive, and keeps none of them. So memory is what the reader keeps, and
 * not what somebody sent.
 */
async function* splitMail(raw: RawMail): AsyncGenerator<MailPiece> {
  const places = new Map<MimeNode, number>()
  const splitter = new Splitter({
    ignoreEmbedded: true,
    maxHeadSize: HEAD_LIMIT_BYTES,
    maxChildNodes: PART_LIMIT,
  })
  let headBytes = 0
  const source = Readable.from(raw instanceof Uint8Array ? slices(raw) : raw)
  source.on('error', (error) => splitter.destroy(error))
  source.pipe(splitter)
  try {
    for await (const chunk of splitter) {
      if (chunk.type === 'node') {
        headBytes += chunk.headerCost()
        if (headBytes > HEAD_LIMIT_BYTES) throw new BeyondLimits('the parts have too many headers')
        const place = places.size
        places.set(chunk, place)
        yield { node: chunk, place }
      } else if (chunk.type === 'body') {
        const place = places.get(chunk.node)
        if (place !== undefined && chunk.value) {
          yield { node: chunk.node, place, content: chunk.value }
        }
      }
    }
  } catch (thrown) {
    const isLimit = thrown instanceof Error && Reflect.get(thrown, 'code') === 'EMAXLEN'
    throw isLimit ? new BeyondLimits('the mail has more parts than are looked at') : thrown
  } finally {
    source.destroy()
    splitter.destroy()
  }
}

/** What a mail turned out to be made of. */
export interface Walked {
  /** Its parts by their places. */
  readonly nodes: readonly MimeNode[]
  /** True where it had more parts than are looked at, or headers without end. */
  readonly beyondLimits: boolean
}

/** Goes through a whole mail. */
export async function walkMail(
  raw: RawMail,
  visit: (node: MimeNode, place: number, content: Uint8Array) => void,
): Promise<Walked> {
  const nodes: MimeNode[] = []
  try {
    for await (const { node, place, content } of splitMail(raw)) {
      if (content) visit(node, place, content)
      else nodes.push(node)
    }
    return { nodes, beyondLimits: false }
  } catch (thrown) {
    if (thrown instanceof BeyondLimits) return { nodes, beyondLimits: true }
    throw thrown
  }
}

/** One part of a mail, its content as it was before it was wrapped for its way. */
export async function openPart(
  raw: RawMail,
  wanted: number,
): Promise<{ readonly node: MimeNode; readonly content: Readable } | undefined> {
  const pieces = splitMail(raw)
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    const { node, place } = next.value
    if (place !== wanted) continue
    const decoder = node.getDecoder()
    const encoded = Readable.from(contentOf(pieces, wanted))
    encoded.on('error', (error) => decoder.destroy(error))
    decoder.on('close', () => encoded.destroy())
    return { node, content: encoded.pipe(decoder) }
  }
  return undefined
}

async function* contentOf(pieces: AsyncGenerator<MailPiece>, wanted: number) {
  for await (const { place, content } of pieces) {
    if (place !== wanted) return
    if (content) yield Buffer.from(content)
  }
}

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
