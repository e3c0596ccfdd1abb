import multipart from '@fastify/multipart'
import { PluginError, type PluginErrorCode, type Received } from '@hubward/plugin'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Parts } from '../parts.ts'
import type { Integration } from '../plugins/integration.ts'
import { findChannel } from '../store/channels.ts'
import { storeFile } from '../store/files.ts'
import { appendPushes } from '../store/pushes.ts'
import { type FailureCode, PageFailure } from './failure.ts'
import { basePath } from './frame.ts'
import { negotiateLanguage } from './language.ts'
import { logRequests } from './page-scope.ts'
import { readReceivedBody } from './received-body.ts'
import { headersForPlugin, headersOfPlugin } from './received-headers.ts'
import { limitVisitors } from './visitor.ts'

const DEFAULT_LIMIT_BYTES = 1_048_576

/** Networks push from few addresses, and fast: this only keeps a flood out. Finer limits are plugins'. */
const REQUESTS_PER_MINUTE = 6_000

/** `/p/:integration/*`: requests of Networks and their users, for plugins that have `receive`. */
export async function receiveRoutes(scope: FastifyInstance, parts: Parts): Promise<void> {
  await limitVisitors(scope, REQUESTS_PER_MINUTE)
  scope.removeAllContentTypeParsers()
  await scope.register(multipart, { limits: { files: 20, fields: 200, parts: 220 } })
  // Signatures cover the bytes as they came.
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  logRequests(scope, parts)
  // A route's limit is one for all integrations; what is left of the difference, `receive` looks at.
  const bodyLimit = Math.max(DEFAULT_LIMIT_BYTES, ...[...parts.integrations.values()].map(limitOf))
  const answer = (request: FastifyRequest<Asked>, reply: FastifyReply) => {
    const { integration: name } = request.params
    // Looked up for each request: a developer's plugin is loaded anew while the host runs.
    const integration = parts.integrations.get(name)
    if (!integration?.plugin.receive || !request.url.startsWith(`/p/${name}`)) {
      throw new PageFailure('not-found')
    }
    return receive(parts, integration, request, reply)
  }
  scope.all<Asked>('/p/:integration', { bodyLimit }, answer)
  scope.all<Asked>('/p/:integration/*', { bodyLimit }, answer)
}

interface Asked {
  Params: { readonly integration: string }
}

/** The largest body that the plugin wants, files included. */
function limitOf({ plugin }: Integration): number {
  return plugin.declaration.receiveLimitBytes ?? DEFAULT_LIMIT_BYTES
}

async function receive(
  parts: Parts,
  integration: Integration,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { line, log, config } = parts
  const { name } = integration
  const limitBytes = limitOf(integration)
  const received = await pageFailures(async () => {
    const body = await readReceivedBody(request, limitBytes, async (content, file) => {
      const quotaBytes = config.fileQuotaBytes
      try {
        return await storeFile(parts.db, content, { ...file, integration: name, quotaBytes })
      } catch (error) {
        if (!(error instanceof PluginError) || error.code !== 'invalid') throw error
        throw new PageFailure('too-large', { message: error.message })
      }
    })
    const [address = '', query = ''] = splitOnce(request.url, '?')
    return line.receive(name, {
      method: request.method,
      path: address.slice(`/p/${name}`.length) || '/',
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: headersForPlugin(request.headers),
      ...body,
      remoteAddress: request.ip,
      language: negotiateLanguage(request.headers['accept-language']),
    })
  })
  await commitPushes(parts, name, received)

  const { status, headers: given = {}, body = '' } = received.response
  const { headers, refused } = headersOfPlugin(given, `${basePath(config)}/p/${name}`)
  if (refused.length > 0) {
    log.warn({ integration: name, headers: refused }, 'receive answered headers that are not sent')
  }
  return reply.code(status).headers(headers).send(body)
}

/**
 * Appends to the push logs of the Channels, all or nothing, before the sender hears of success.
 *
 * @throws PageFailure when it could not be stored: the sender may safely send again.
 */
async function commitPushes(parts: Parts, integration: string, received: Received): Promise<void> {
  const byChannel = new Map<string, NonNullable<Received['pushes']>[number]['entry'][]>()
  try {
    for (const { networkId, entry } of received.pushes ?? []) {
      const channel = await findChannel(parts.db, integration, networkId)
      if (!channel) {
        parts.log.warn({ integration, networkId }, 'receive pushed to a Channel that is unknown')
        continue
      }
      byChannel.set(channel.id, [...(byChannel.get(channel.id) ?? []), entry])
    }
    if (byChannel.size === 0) return
    // Everybody locks Channels in the same order, so that no two of these wait for each other.
    const inOrder = [...byChannel].sort(([one], [other]) => Number(one) - Number(other))
    await parts.db.transaction().execute(async (trx) => {
      for (const [channelId, entries] of inOrder) await appendPushes(trx, channelId, entries)
    })
  } catch (cause) {
    throw new PageFailure('temporarily-unavailable', {
      message: 'what receive pushed could not be stored',
      retryAfterMs: 5_000,
      cause,
    })
  }
}

const FAILURE_OF: Readonly<Record<PluginErrorCode, FailureCode>> = {
  authentication: 'plugin-authentication',
  operator: 'plugin-operator',
  'rate-limited': 'too-many-requests',
  unavailable: 'temporarily-unavailable',
  'not-found': 'not-found',
  rejected: 'plugin-rejected',
  invalid: 'plugin-invalid',
}

/** A plugin's refusal, as the sender reads it. */
async function pageFailures<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    const { code, message, sentence, retryAfterMs, cause } = error
    throw new PageFailure(FAILURE_OF[code], { message, sentence, retryAfterMs, cause })
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
