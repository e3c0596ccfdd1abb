import { addAbortSignal, Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'

/**
 * A stream that can be handed to another thread. Node's web streams are transferable and keep their
 * back-pressure on the way: the source is read no faster than the other side reads.
 *
 * @param over when it aborts the source is closed, wherever reading stands.
 */
export function handOut(source: Readable, over: AbortSignal): ReadableStream {
  const bytes = Readable.from(exactCopies(source), { highWaterMark: CHUNKS_AHEAD })
  addAbortSignal(over, source)
  addAbortSignal(over, bytes)
  // What is aborted fails for whoever reads it; here nobody does.
  source.on('error', () => undefined)
  bytes.on('error', () => undefined)
  return Readable.toWeb(bytes, { strategy: { highWaterMark: CHUNKS_AHEAD } })
}

/** The stream that the other thread handed out. */
export function takeIn(stream: ReadableStream, over: AbortSignal): Readable {
  const readable = Readable.fromWeb(stream, { signal: over })
  readable.on('error', () => undefined)
  return readable
}

/** How many chunks may be under way: they are of 64 KiB, as most streams of Node yield them. */
const CHUNKS_AHEAD = 4

/** A chunk is often a small part of a large buffer, all of which would be copied with it. */
async function* exactCopies(source: Readable) {
  for await (const chunk of source) {
    yield typeof chunk === 'string' ? Buffer.from(chunk) : new Uint8Array(chunk)
  }
}

export function isStream(value: unknown): value is ReadableStream {
  return value instanceof ReadableStream
}
