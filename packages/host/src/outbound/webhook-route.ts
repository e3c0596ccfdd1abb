import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { TooBusy } from '../grouping.ts'
import type { HostContext } from '../host-context.ts'
import { isOwnProbe, NO_WEBHOOK, PROBE_HEADER } from '../manifests/probe.ts'
import { Refusals } from '../notices/refusals.ts'
import type { StoredManifest } from '../store/manifests.ts'
import type { TurnClaims } from '../store/turns.ts'
import { isForWebhook } from '../web/held-requests.ts'
import { Acceptor, acceptAll } from './accept.ts'
import { askAboutAccess } from './channel-actions.ts'
import type { KnownManifests } from './known-manifests.ts'
import { readRequest } from './read-request.ts'

/** SocialHub's requests are small: a reply's text has 10,000 characters at most. */
const BODY_LIMIT_BYTES = 1_048_576
/** How soon SocialHub may come again, where it heeds that; it delivers again after any failure. */
const RETRY_AFTER_S = 1
/** How many events of one Channel may wait until they are stored. */
const EVENTS_OF_A_CHANNEL = 2_000

interface Asked {
  Params: { readonly reference: string }
}

/** Whether a request comes to a webhook that is known, as far as that can be said at once. */
export function comesToWebhook(
  manifests: KnownManifests,
  { url, params }: FastifyRequest,
): boolean {
  return url.startsWith('/webhooks/') && manifests.isKnown((params as Asked['Params']).reference)
}

/**
 * `POST /webhooks/:reference`. Answers 2xx only with the challenge that proves the secret, and only
 * after the events are committed: SocialHub removes a webhook that answers 2xx without it, and may
 * deliver an event only once. A reference that nobody knows is refused before anything of the body is
 * read. What can't be stored in time is answered 503: it is better kept by SocialHub than in this
 * process's memory.
 */
export async function webhookRoutes(
  app: FastifyInstance,
  context: HostContext,
  manifests: KnownManifests,
  {
    claims,
    eventsOfAChannel = EVENTS_OF_A_CHANNEL,
  }: { readonly claims?: TurnClaims; readonly eventsOfAChannel?: number } = {},
): Promise<void> {
  const acceptor = new Acceptor(context, eventsOfAChannel, claims)
  const refusals = new Refusals(context)
  app.addHook('onClose', () => refusals.flush())
  const note = ({ integration }: StoredManifest, reason: string, offMs?: number) => {
    context.counters.webhookRefused(integration, reason)
    refusals.note(integration, reason, offMs, Date.now())
  }
  await app.register(async (webhooks) => {
    webhooks.removeAllContentTypeParsers()
    // The signature covers the bytes as they came.
    webhooks.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    )
    webhooks.setErrorHandler((error, _request, reply) => {
      if (error instanceof TooBusy) return putOff(context, reply)
      throw error
    })
    webhooks.post<Asked>(
      '/webhooks/:reference',
      {
        logLevel: 'warn',
        bodyLimit: BODY_LIMIT_BYTES,
        async onRequest(request, reply) {
          if (!(await manifests.find(request.params.reference))) return unknown(reply)
          return isForWebhook(request.raw) ? undefined : reply
        },
      },
      async (request, reply) => {
        const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const signed = await manifests.verify(request.params.reference, {
          timestamp: request.headers['x-socialhub-timestamp'],
          signature: request.headers['x-socialhub-signature'],
          rawBody,
          userAgent: request.headers['user-agent'],
        })
        if (!signed) return unknown(reply)
        const { manifest, verified } = signed
        const probe = request.headers[PROBE_HEADER]
        if (!verified.ok && isOwnProbe(probe, manifest.secrets, Date.now())) {
          return refuse(reply, 401, `The request is not from SocialHub: ${verified.reason}.`)
        }
        if (!verified.ok) {
          context.log.warn(
            { integration: manifest.integration, reason: verified.reason },
            'a webhook request was refused; if it is stale or from the future, check this clock',
          )
          note(manifest, verified.reason, verified.ageMs)
          return refuse(reply, 401, `The request is not from SocialHub: ${verified.reason}.`)
        }
        await context.atCrashPoint('webhook.received')
        const problem = await acceptRequest(context, acceptor, manifest, rawBody)
        if (problem) {
          note(manifest, 'not-acceptable')
          return refuse(reply, 400, problem)
        }
        await context.atCrashPoint('webhook.committed')
        return reply.code(200).header('x-socialhub-challenge', verified.challenge).send()
      },
    )
  })
}

/** @returns what is wrong with the request; undefined once all its events are committed. */
async function acceptRequest(
  context: HostContext,
  acceptor: Acceptor,
  manifest: StoredManifest,
  rawBody: Buffer,
): Promise<string | undefined> {
  const request = readRequest(rawBody, manifest.integration, context.log)
  if (typeof request === 'string') return request
  const { manifestId, channelId, isEmpty, actions, concernsChannel } = request
  if (isEmpty) return undefined
  if (manifest.manifestId !== null && manifest.manifestId !== manifestId) {
    return 'The Manifest does not belong to this webhook.'
  }
  // Once, however many events say so: the Channel's turn asks SocialHub what is true now.
  if (concernsChannel && !(await askAboutAccess(context, manifest.id, channelId))) return FOREIGN
  const acceptances = await acceptAll(acceptor, manifest, channelId, actions)
  return acceptances.includes('foreign') ? FOREIGN : undefined
}

const FOREIGN = 'The Channel does not belong to this webhook.'

function putOff({ counters }: HostContext, reply: FastifyReply): FastifyReply {
  counters.webhookPutOff()
  return reply
    .code(503)
    .header('retry-after', RETRY_AFTER_S)
    .send({ message: 'More is waiting here than can be stored at once.' })
}

function unknown(reply: FastifyReply): FastifyReply {
  return refuse(reply, 404, NO_WEBHOOK)
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ message })
}
