import { once } from 'node:events'
import { Readable } from 'node:stream'
import { type MediaRequest, type OpenedMedia, PluginError } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask, withoutAddress } from './api.ts'
import type { Context } from './settings.ts'

const Reference = Type.Object({ id: Type.String(), mimeType: Type.String(), name: Type.String() })
type Reference = Type.Static<typeof Reference>

/** A file's address holds the token and ends after an hour, so a Ticket shows the host's instead. */
export const mediaReference = ({ id, mimeType, name }: Reference): string =>
  JSON.stringify({ id, mimeType, name })

const Found = Type.Object({
  file_path: Type.String({ pattern: '^[\\w-][\\w./-]*$', maxLength: 1_000 }),
  file_size: Type.Optional(Type.Integer({ minimum: 0 })),
})

/** Opens what Telegram keeps: https://core.telegram.org/bots/api#getfile */
export async function openMedia(
  context: Context,
  reference: string,
  { range }: MediaRequest,
): Promise<OpenedMedia> {
  const { credentials, http, now, settings, signal } = context
  const { id, mimeType, name } = Value.Parse(Reference, JSON.parse(reference))
  const found = await ask(context, credentials.token, 'getFile', Found, { file_id: id })
  if (found.file_path.includes('..')) {
    throw new PluginError('unavailable', { message: 'Telegram named a path that leads elsewhere' })
  }
  const stream = http.stream(`${settings.server}/file/bot${credentials.token}/${found.file_path}`, {
    signal,
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    ...(range && { headers: { range: `bytes=${range.start}-${range.end ?? ''}` } }),
  })
  stream.on('error', () => undefined)
  const [response]: { statusCode?: number; headers?: Record<string, unknown> }[] = await once(
    stream,
    'response',
  ).catch((thrown: unknown) => {
    throw withoutAddress(thrown, now())
  })
  const status = response?.statusCode ?? 0
  if (status !== 200 && status !== 206) {
    stream.destroy()
    // Not as got says it: its error names the address.
    throw new PluginError('unavailable', { message: `the file was answered with status ${status}` })
  }
  const part = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(
    String(response?.headers?.['content-range'] ?? ''),
  )
  const [, start, end, whole] = part ?? []
  const sizeBytes = whole === undefined ? found.file_size : Number(whole)
  // What breaks on its way names the address, too.
  async function* bytes() {
    try {
      yield* stream
    } catch (thrown) {
      throw withoutAddress(thrown, now())
    } finally {
      stream.destroy()
    }
  }
  return {
    stream: Readable.from(bytes(), { objectMode: false }),
    mimeType,
    name,
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(status === 206 && { range: { start: Number(start), end: Number(end) } }),
  }
}
