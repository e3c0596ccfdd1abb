import type { Integration } from '@hubward/border'
import type { ArrivingRequest, Received } from '@hubward/plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { findChannel } from '../store/channels.ts'
import type { ChannelId } from '../store/ids.ts'
import { PageFailure } from './failure.ts'
import { basePath } from './frame.ts'
import { negotiateLanguage } from './language.ts'
import { pageFailures } from './plugin-failure.ts'
import { headersForPlugin, headersOfPlugin } from './received-headers.ts'

const DEFAULT_LIMIT_BYTES = 1_048_576
const DEFAULT_FILES = 20

/** A request to a plugin that is let in, and how much of its body is wanted. */
export interface Arrival {
  readonly integration: Integration
  readonly head: ArrivingRequest
  readonly limitBytes: number
  readonly files: number
  /** Whose it is, where the plugin said so and there is such a Channel. */
  readonly channelId?: ChannelId
}

/**
 * Decides about a request before its body is read: whether anybody wants it, how long it may be, and
 * what the plugin says of it. A stranger's body costs nothing until then.
 *
 * @returns undefined where the plugin has answered.
 * @throws PageFailure
 */
export async function admitRequest(
  context: HostContext,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Arrival | undefined> {
  // Looked up for each request: a developer's plugin is loaded anew while the host runs.
  const integration = context.integrations.get(name)
  if (context.availability.unread.has(name)) throw new PageFailure('temporarily-unavailable')
  if (!integration?.plugin.receive || !request.url.startsWith(`/p/${name}`)) {
    throw new PageFailure('not-found')
  }
  const arrival = { integration, head: headOf(request, name), files: DEFAULT_FILES }
  const limitBytes = integration.plugin.declaration.receiveLimitBytes ?? DEFAULT_LIMIT_BYTES
  refuseLonger(request, limitBytes)
  if (!integration.plugin.admit || !hasBody(request)) return { ...arrival, limitBytes }
  const admission = await pageFailures(() => context.plugins.admit(name, arrival.head))
  if (admission.response) {
    sendAnswer(context, name, reply, admission.response)
    return undefined
  }
  const { networkId, files = DEFAULT_FILES } = admission
  const wanted = Math.min(limitBytes, admission.limitBytes ?? limitBytes)
  refuseLonger(request, wanted)
  const channel =
    networkId === undefined ? undefined : await findChannel(context.db, name, networkId)
  return {
    ...arrival,
    limitBytes: wanted,
    files: Math.min(files, DEFAULT_FILES),
    ...(channel && { channelId: channel.id }),
  }
}

function headOf(request: FastifyRequest, name: string): ArrivingRequest {
  const at = request.url.indexOf('?')
  const [address, query] =
    at < 0 ? [request.url, ''] : [request.url.slice(0, at), request.url.slice(at + 1)]
  return {
    method: request.method,
    path: address.slice(`/p/${name}`.length) || '/',
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: headersForPlugin(request.headers),
    remoteAddress: request.ip,
    language: negotiateLanguage(request.headers['accept-language']),
  }
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Where the sender says how long it is, nothing of what is too long is read. */
function refuseLonger({ headers }: FastifyRequest, limitBytes: number): void {
  if (Number(headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes)
}

export function tooLarge(limitBytes: number): PageFailure {
  return new PageFailure('too-large', { message: `over ${limitBytes} bytes` })
}

/** A plugin's answer, with the headers that it may give. */
export function sendAnswer(
  { config, log }: HostContext,
  integration: string,
  reply: FastifyReply,
  { status, headers: given = {}, body = '' }: Received['response'],
): FastifyReply {
  const { headers, refused } = headersOfPlugin(given, `${basePath(config)}/p/${integration}`)
  if (refused.length > 0) {
    log.warn({ integration, headers: refused }, 'receive answered headers that are not sent')
  }
  return reply.code(status).headers(headers).send(body)
}
