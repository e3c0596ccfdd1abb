import { PluginError } from '@hubward/plugin'
import type { Template } from '@hubward/socialhub'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { LRUCache } from 'lru-cache'
import { channelLog } from '../channel-log.ts'
import { TooBusy } from '../grouping.ts'
import type { HostContext } from '../host-context.ts'
import { isOwnProbe, PROBE_HEADER } from '../manifests/probe.ts'
import { channelAtSocialHub } from '../store/channel-finding.ts'
import { loadCallChannel } from '../store/channels.ts'
import type { ChannelId } from '../store/ids.ts'
import type { KnownManifests } from './known-manifests.ts'

/** A community manager who opens the list twice asks the Network once. */
const FRESH_MS = 30_000
/** The community manager is waiting. */
const TIMEOUT_MS = 10_000

/** A refusal, as status and message of the answer. */
class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * `GET /templates/:reference?channelId=`: the templates that a Channel's community managers may use
 * now. Signed as a webhook request is, over an empty body; whatever fails is not kept.
 */
export function templatesRoute(
  app: FastifyInstance,
  context: HostContext,
  manifests: KnownManifests,
): void {
  const lists = new LRUCache<string, readonly Template[]>({
    max: 1_000,
    ttl: FRESH_MS,
    // Those who ask at the same moment share one call.
    fetchMethod: (channelId) => askPlugin(context, channelId),
  })
  app.get<{ Params: { reference: string }; Querystring: { channelId?: unknown } }>(
    '/templates/:reference',
    { logLevel: 'warn' },
    async (request, reply) => {
      const signed = await manifests
        .verify(request.params.reference, {
          timestamp: request.headers['x-socialhub-timestamp'],
          signature: request.headers['x-socialhub-signature'],
          rawBody: '',
          userAgent: request.headers['user-agent'],
        })
        .catch((error: unknown) => {
          if (error instanceof TooBusy) return error
          throw error
        })
      if (signed instanceof TooBusy) return refuse(reply, 503, 'Too many ask at once. Ask again.')
      if (!signed) return refuse(reply, 404, 'There are no templates at this address.')
      const { manifest, verified } = signed
      if (!verified.ok) {
        if (!isOwnProbe(request.headers[PROBE_HEADER], manifest.secrets, Date.now())) {
          context.log.warn(
            { integration: manifest.integration, reason: verified.reason },
            'a request for templates was refused; if it is stale or from the future, check this clock',
          )
        }
        return refuse(reply, 401, `The request is not from SocialHub: ${verified.reason}.`)
      }
      try {
        const channelId = await findActive(context, manifest.id, request.query.channelId)
        const templates = await lists.fetch(channelId)
        return reply
          .header('x-socialhub-challenge', verified.challenge)
          .header('cache-control', 'no-store')
          .send(templates ?? [])
      } catch (error) {
        if (error instanceof Refused) return refuse(reply, error.status, error.message)
        throw error
      }
    },
  )
}

async function findActive(
  { db }: HostContext,
  manifest: string,
  channelId: unknown,
): Promise<string> {
  if (typeof channelId !== 'string') throw new Refused(400, 'The channelId is missing.')
  const channel = await channelAtSocialHub(db, channelId)
  if (channel?.manifest !== manifest)
    throw new Refused(404, 'The Channel does not belong to this Manifest.')
  if (channel.state !== 'active') throw new Refused(403, `The Channel is ${channel.state}.`)
  return channel.id
}

async function askPlugin(context: HostContext, channelId: ChannelId): Promise<readonly Template[]> {
  const channel = await loadCallChannel(context.db, context.sealer, channelId)
  if (!channel) throw new Refused(404, 'The Channel does not belong to this Manifest.')
  try {
    return await context.plugins.templates(channel, AbortSignal.timeout(TIMEOUT_MS))
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    channelLog(context, channel).warn(
      { code: error.code },
      `the templates can’t be listed: ${error.message}`,
    )
    throw new Refused(503, 'The Network did not list its templates. Try again in a moment.')
  }
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ message })
}
