import { ChannelActionEvent, check, TicketActionEvent, WebhookRequest } from '@hubward/socialhub'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Refusals } from '../notices/refusals.ts'
import type { Parts } from '../parts.ts'
import type { StoredManifest } from '../store/manifests.ts'
import { Acceptor, acceptAll, TooBusy } from './accept.ts'
import { askAboutAccess } from './channel-actions.ts'
import type { KnownManifests } from './known-manifests.ts'

/** SocialHub's requests are small: a reply's text has 10,000 characters at most. */
const BODY_LIMIT_BYTES = 1_048_576
/** How soon SocialHub may come again, where it heeds that; it delivers again after any failure. */
const RETRY_AFTER_S = 1

/** How much is held in memory at once. */
interface Limits {
  /** Requests that are being read, or wait until what they brought is stored. */
  readonly requests: number
  /** Events of one Channel that wait. */
  readonly ofAChannel: number
}
const LIMITS: Limits = { requests: 4_000, ofAChannel: 2_000 }

/**
 * `POST /webhooks/:reference`. Answers 2xx only with the challenge that proves the secret, and only
 * after the events are committed: SocialHub removes a webhook that answers 2xx without it, and may
 * deliver an event only once. Beyond the limits it answers 503 before it reads anything: what can't be
 * stored in time is better kept by SocialHub than in this process's memory.
 */
export async function webhookRoutes(
  app: FastifyInstance,
  parts: Parts,
  manifests: KnownManifests,
  limits: Limits = LIMITS,
): Promise<void> {
  const acceptor = new Acceptor(parts, limits.ofAChannel)
  const refusals = new Refusals(parts)
  app.addHook('onClose', () => refusals.flush())
  const note = ({ integration }: StoredManifest, reason: string, offMs?: number) => {
    parts.counters.webhookRefused(integration, reason)
    refusals.note(integration, reason, offMs, Date.now())
  }
  await app.register(async (webhooks) => {
    let held = 0
    webhooks.addHook('onRequest', async (_request, reply) => {
      held += 1
      reply.raw.once('close', () => {
        held -= 1
      })
      if (held > limits.requests) return putOff(parts, reply)
      return undefined
    })
    webhooks.removeAllContentTypeParsers()
    // The signature covers the bytes as they came.
    webhooks.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    )
    webhooks.post<{ Params: { reference: string } }>(
      '/webhooks/:reference',
      { logLevel: 'warn', bodyLimit: BODY_LIMIT_BYTES },
      async (request, reply) => {
        const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const signed = await manifests.verify(request.params.reference, {
          timestamp: request.headers['x-socialhub-timestamp'],
          signature: request.headers['x-socialhub-signature'],
          rawBody,
          userAgent: request.headers['user-agent'],
        })
        if (!signed) return refuse(reply, 404, 'There is no webhook at this address.')
        const { manifest, verified } = signed
        if (!verified.ok) {
          parts.log.warn(
            { integration: manifest.integration, reason: verified.reason },
            'a webhook request was refused; if it is stale or from the future, check this clock',
          )
          note(manifest, verified.reason, verified.ageMs)
          return refuse(reply, 401, `The request is not from SocialHub: ${verified.reason}.`)
        }
        await parts.at('webhook.received')
        const problem = await acceptRequest(parts, acceptor, manifest, rawBody).catch(
          (error: unknown) => {
            if (error instanceof TooBusy) return error
            throw error
          },
        )
        if (problem instanceof TooBusy) return putOff(parts, reply)
        if (problem) {
          note(manifest, 'not-acceptable')
          return refuse(reply, 400, problem)
        }
        await parts.at('webhook.committed')
        return reply.code(200).header('x-socialhub-challenge', verified.challenge).send()
      },
    )
  })
}

/** @returns what is wrong with the request; undefined once all its events are committed. */
async function acceptRequest(
  parts: Parts,
  acceptor: Acceptor,
  manifest: StoredManifest,
  rawBody: Buffer,
): Promise<string | undefined> {
  const request = check(WebhookRequest, parseJson(rawBody))
  if (!request.ok) {
    return `The body is not a webhook request: ${request.problems.map(({ field, rule }) => `${field}: ${rule}`).join(' ')}`
  }
  const { manifestId, channelId, events } = request.value
  if (Object.keys(events).length === 0) return undefined
  if (manifest.manifestId !== null && manifest.manifestId !== manifestId) {
    return 'The Manifest does not belong to this webhook.'
  }
  const log = parts.log.child({ integration: manifest.integration, socialhubChannelId: channelId })
  const actions: TicketActionEvent[] = []
  for (const [type, list] of Object.entries(events)) {
    for (const event of list) {
      if (type === 'ticket_action') {
        const checked = check(TicketActionEvent, event)
        if (checked.ok) actions.push(checked.value)
        else log.error({ problems: checked.problems }, 'a Ticket Action can’t be understood')
      } else if (type === 'channel_action' && check(ChannelActionEvent, event).ok) {
        const belongs = await askAboutAccess(parts, manifest.id, channelId)
        if (!belongs) return 'The Channel does not belong to this webhook.'
      } else {
        log.warn({ type }, 'an event of an unknown type was discarded')
      }
    }
  }
  const acceptances = await acceptAll(acceptor, manifest.id, channelId, actions)
  return acceptances.includes('foreign')
    ? 'The Channel does not belong to this webhook.'
    : undefined
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'))
  } catch {
    return undefined
  }
}

function putOff({ counters }: Parts, reply: FastifyReply): FastifyReply {
  counters.webhookPutOff()
  return reply
    .code(503)
    .header('retry-after', RETRY_AFTER_S)
    .send({ message: 'More is waiting here than can be stored at once.' })
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ message })
}
