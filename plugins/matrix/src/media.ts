import { once } from 'node:events'
import { defined, type MediaRequest, type OpenedMedia, readJson } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { path, refusal } from './api.ts'
import type { Context } from './settings.ts'

const Reference = Type.Object({ mxc: Type.String(), mimeType: Type.String(), name: Type.String() })
type Reference = Type.Static<typeof Reference>

/** https://spec.matrix.org/latest/client-server-api/#matrix-content-mxc-uris */
const MXC = /^mxc:\/\/([A-Za-z0-9.:[\]-]{1,255})\/([\w-]{1,255})$/

/** What leads to a file again; undefined where the address is none of Matrix's. */
export function mediaReference({ mxc, ...rest }: Reference): string | undefined {
  if (!MXC.test(mxc)) return undefined
  const reference = JSON.stringify({ mxc, ...rest })
  return reference.length <= 2_000 ? reference : undefined
}

/** Opens a file with the account's token: https://spec.matrix.org/latest/client-server-api/#content-repository */
export async function openMedia(
  context: Context,
  reference: string,
  { range }: MediaRequest,
): Promise<OpenedMedia> {
  const { mxc, mimeType, name } = Value.Parse(Reference, JSON.parse(reference))
  const [, server = '', id = ''] = MXC.exec(mxc) ?? []
  const current = await open(context, path`client/v1/media/download/${server}/${id}`, range)
  // Before 1.11 files were open to all, under another address.
  const opened =
    current.errcode === 'M_UNRECOGNIZED'
      ? await open(context, path`media/v3/download/${server}/${id}`, range)
      : current
  if ('thrown' in opened) throw opened.thrown
  const { status, headers, stream } = opened
  const part = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(headers['content-range'] ?? '')
  const [, start, end, whole] = part ?? []
  const isPart = status === 206 && part !== null
  const length = headers['content-encoding'] === undefined ? headers['content-length'] : undefined
  const size = isPart ? whole : length
  return defined({
    stream,
    mimeType,
    name,
    sizeBytes: size === undefined ? undefined : Number(size),
    range: isPart ? { start: Number(start), end: Number(end) } : undefined,
  })
}

async function open(
  { credentials, http, signal }: Context,
  at: string,
  range: MediaRequest['range'],
) {
  const stream = http.stream(`${credentials.homeserver}/_matrix/${at}`, {
    headers: {
      authorization: `Bearer ${credentials.accessToken}`,
      ...(range && { range: `bytes=${range.start}-${range.end ?? ''}` }),
    },
    signal,
    // Servers may send us on to where they keep files; the token doesn't go along to another host.
    followRedirect: true,
    throwHttpErrors: false,
    retry: { limit: 0 },
  })
  stream.on('error', () => undefined)
  const [response]: { statusCode: number; headers: Record<string, string | undefined> }[] =
    await once(stream, 'response')
  const { statusCode: status = 0, headers = {} } = response ?? {}
  if (status === 200 || status === 206) return { status, headers, stream, errcode: undefined }
  const said = await refused(stream)
  const errcode = typeof said === 'object' && said !== null ? Reflect.get(said, 'errcode') : ''
  return { thrown: refusal(status, said, headers['retry-after']), errcode }
}

const REFUSAL_BYTES = 10_000

async function refused(stream: AsyncIterable<Buffer>): Promise<unknown> {
  let said = ''
  for await (const part of stream) {
    said += part.toString('utf8')
    if (said.length > REFUSAL_BYTES) break
  }
  return readJson(said)
}
