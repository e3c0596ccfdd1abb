import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import {
  type ByteRange,
  type OpenedMedia,
  PluginError,
  type PluginErrorCode,
} from '@hubward/plugin'
import type { FastifyInstance } from 'fastify'
import { channelLog } from '../channel-log.ts'
import type { HostContext } from '../host-context.ts'
import { findMedia } from '../store/channel-media.ts'
import { loadCallChannel } from '../store/channels.ts'
import { fileType } from '../store/file-type.ts'
import { disposition, protect, say } from './media-route.ts'

/** The largest that is passed on: 100 MiB. */
const LIMIT_BYTES = 104_857_600
/** How long passing it on may take altogether. */
const LIMIT_MS = 300_000

/** What SocialHub's page is answered when a plugin's `openMedia` fails. */
export const MEDIA_FAILURES: Readonly<
  Record<PluginErrorCode, { status: number; sentence: string }>
> = {
  'not-found': { status: 404, sentence: 'The Network has this file no more.' },
  authentication: { status: 503, sentence: 'The Channel must be reconnected first.' },
  operator: { status: 503, sentence: 'The Integration is not set up correctly at the moment.' },
  'rate-limited': {
    status: 503,
    sentence: 'The Network answers too much already. Try again later.',
  },
  unavailable: { status: 503, sentence: 'The Network does not answer. Try again later.' },
  rejected: { status: 502, sentence: 'The Network does not give this file away.' },
  invalid: { status: 502, sentence: 'The Network does not know this file.' },
}

/**
 * Serves media that only a plugin can open, for as long as the Ticket lives: passed on as it comes, no
 * faster than it is read, kept nowhere. As careful as with stored files: see `media-route.ts`.
 */
export function channelMediaRoute(
  app: FastifyInstance,
  context: Pick<HostContext, 'db' | 'sealer' | 'plugins' | 'log'>,
  limitBytes: number = LIMIT_BYTES,
): void {
  const { db, sealer, plugins } = context

  app.get<{ Params: { token: string } }>('/media/channel/:token', async (request, reply) => {
    protect(reply)
    const { token } = request.params
    const found = await findMedia(db, sealer, token)
    if (!found) return say(reply, 404, 'There is no such file.')
    const channel =
      found === 'erased' ? undefined : await loadCallChannel(db, sealer, found.channelId)
    if (found === 'erased' || !channel) return say(reply, 410, 'This file was erased.')
    // Its credentials are erased: the account at the Network is another SocialHub Account's now.
    if (channel.state === 'ended') return say(reply, 410, 'The Channel of this file has ended.')

    const etag = `"${token}"`
    const caching = { etag, 'cache-control': 'private, max-age=86400, immutable' }
    if (request.headers['if-none-match'] === etag) return reply.headers(caching).code(304).send()

    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const over = AbortSignal.any([gone.signal, AbortSignal.timeout(LIMIT_MS)])
    try {
      const wanted = rangeOf(request.headers, etag)
      const opened = await plugins.openMedia(channel, found.reference, over, {
        ...(wanted && { range: wanted }),
      })
      const { stream, mimeType, name = '', sizeBytes } = opened
      const part = wanted && partOf(opened)
      if (!part && sizeBytes !== undefined && sizeBytes > limitBytes) {
        stream.destroy()
        return say(reply, 502, 'This file is too large to be shown here.')
      }
      const bytes = stream[Symbol.asyncIterator]()
      // The first bytes say what it really is; and what fails before them can be answered properly.
      const first = await bytes.next()
      const beginning = first.done ? new Uint8Array() : asBytes(first.value)
      // Of the middle of a file nobody can see what it is.
      const isBeginning = !part || part.start === 0
      const type = fileType(isBeginning ? beginning : new Uint8Array(), mimeType)
      const length = part ? part.end - part.start + 1 : sizeBytes
      return reply
        .headers({
          ...caching,
          'content-type': type,
          'content-disposition': disposition({ mimeType: type, name }),
          'accept-ranges': part ? 'bytes' : 'none',
          ...(length !== undefined && { 'content-length': length }),
          ...(part && { 'content-range': `bytes ${part.start}-${part.end}/${part.sizeBytes}` }),
        })
        .code(part ? 206 : 200)
        .send(Readable.from(limited(beginning, bytes, limitBytes, length), { objectMode: false }))
    } catch (error) {
      const code = error instanceof PluginError ? error.code : 'unavailable'
      // A stream's error says the address in its message, and that may hold a secret of the Channel's.
      const reason = error instanceof PluginError ? error.message : nameOf(error)
      channelLog(context, channel).warn({ code, reason }, 'media of a Network could not be opened')
      const { status, sentence } = MEDIA_FAILURES[code]
      if (status === 503) reply.header('retry-after', 60)
      return say(reply, status, sentence)
    }
  })
}

/**
 * The one range that a request asks for. What is more, or asks for the end of a file of unknown size, is
 * answered with the whole file, as HTTP allows.
 */
function rangeOf(
  { range = '', 'if-range': ifRange }: IncomingHttpHeaders,
  etag: string,
): ByteRange | undefined {
  if (ifRange !== undefined && ifRange !== etag) return undefined
  const [, first = '', last = ''] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range) ?? []
  if (first === '') return undefined
  const start = Number(first)
  if (last === '') return { start }
  return Number(last) < start ? undefined : { start, end: Number(last) }
}

/** The part that a plugin opened, where it says enough of it. */
function partOf({ range, sizeBytes }: OpenedMedia) {
  if (!range || sizeBytes === undefined || range.start >= sizeBytes) return undefined
  const end = Math.min(range.end ?? sizeBytes, sizeBytes - 1)
  return end < range.start ? undefined : { start: range.start, end, sizeBytes }
}

/**
 * Nobody can be told that a file is too large once its beginning was sent: it breaks off. So does one that
 * has not the length that was announced: what is beyond would be read as the answer to another request.
 */
async function* limited(
  beginning: Uint8Array,
  rest: AsyncIterator<unknown>,
  limitBytes: number,
  announcedBytes?: number,
) {
  const most = Math.min(limitBytes, announcedBytes ?? limitBytes)
  try {
    let sizeBytes = beginning.length
    if (sizeBytes > most) throw new Error(`larger than ${most} bytes`)
    yield beginning
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      const bytes = asBytes(next.value)
      sizeBytes += bytes.length
      if (sizeBytes > most) throw new Error(`larger than ${most} bytes`)
      yield bytes
    }
    if (announcedBytes !== undefined && sizeBytes < announcedBytes) {
      throw new Error(`shorter than ${announcedBytes} bytes`)
    }
  } finally {
    await rest.return?.()
  }
}

function asBytes(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk))
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'what was thrown is no error'
}
