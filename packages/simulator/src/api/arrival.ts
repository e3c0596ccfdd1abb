import type { FastifyInstance, FastifyRequest } from 'fastify'
import { decodeJwt } from 'jose'
import { concerns, type Faults, type RouteFault, type Standing } from '../faults.ts'
import type { Journal } from '../journal.ts'
import { Refusal } from '../state/refusal.ts'
import type { State } from '../state/state.ts'
import { createRateLimiter, retryAfter } from './rate-limit.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What goes wrong with this request, if anything. */
    fault: Standing<RouteFault> | undefined
    /** As the token says, true or not. */
    claimedChannelId: string | undefined
  }
}

const FAULT_DELAY_MS = 1000

/**
 * What happens to every request before and after its route: rate limit, faults, count. Hooks and
 * not part of the routes, so that each route reads as what SocialHub documents.
 */
export function addArrivalHooks(
  api: FastifyInstance,
  { state, faults, journal }: { state: State; faults: Faults; journal: Journal },
): void {
  const limiter = createRateLimiter()
  api.decorateRequest('fault', undefined)
  api.decorateRequest('claimedChannelId', undefined)

  function note(request: FastifyRequest, status: number | undefined): void {
    const { fault, claimedChannelId: channelId } = request
    journal.request({
      time: state.now().toISOString(),
      route: routeOf(request),
      path: request.url.split('?', 1).join(''),
      ...(channelId !== undefined && { channelId }),
      ...(status !== undefined && { status }),
      ...(fault && { fault: fault.fault }),
    })
  }

  api.addHook('onRequest', async (request, reply) => {
    const { channelId, key } = claimsOf(request)
    request.claimedChannelId = channelId
    const now = state.now()
    const allowance = limiter.take(key, state.settings, now)
    reply.header('X-RateLimit-Limit', String(allowance.limit))
    reply.header('X-RateLimit-Remaining', String(allowance.remaining))
    reply.header('Cache-Control', 'private, no-cache, no-store, must-revalidate')
    reply.header('Pragma', 'no-cache')
    reply.header('Expires', '0')

    const route = routeOf(request)
    request.fault = faults.routes.take((one) => one.route === route && concerns(one, channelId))
    const { fault } = request
    if (fault?.fault === 'connection-reset') {
      note(request, undefined)
      reply.hijack()
      request.raw.socket.resetAndDestroy()
      return
    }
    if (fault?.fault === 'slow') await faults.routes.wait(fault)
    if (fault?.fault === 'server-error') throw new Outage(fault.status ?? 500)

    const tooMany = fault?.fault === 'too-many-requests'
    const waitMs = tooMany ? (fault.retryAfterMs ?? FAULT_DELAY_MS) : allowance.retryAfterMs
    if (waitMs !== undefined) {
      reply.header('X-RateLimit-Remaining', '0')
      reply.header('Retry-After', retryAfter(waitMs, state.settings.retryAfter, now))
      throw new Refusal('TooManyRequestsError', 'Error: Too many requests')
    }
  })

  api.addHook('onSend', async (request, reply, payload) => {
    const { fault } = request
    note(request, reply.statusCode)
    // As recorded: what stands before SocialHub adds it to what went well.
    if (reply.statusCode >= 200 && reply.statusCode < 300) reply.header('Front-End-Https', 'on')
    if (fault?.fault === 'slow-answer') await faults.routes.wait(fault)
    if (fault?.fault === 'lost-answer') request.raw.socket.destroy()
    return payload
  })
}

/** SocialHub, or what stands before it, is out of order. */
export class Outage extends Error {
  override readonly name = 'Outage'
  readonly status: number

  constructor(status: number) {
    super('Error: Internal Server Error')
    this.status = status
  }
}

function routeOf(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions.url ?? 'unknown'}`
}

/** Whom a request counts for. The token is only read here; the routes verify it. */
function claimsOf(request: FastifyRequest): { channelId: string | undefined; key: string } {
  const token = accessTokenIn(request)
  try {
    const { channelId, accountId, manifestId } = decodeJwt(token ?? '')
    // A creation token for a reactivation names the Channel too, but acts for nobody yet.
    if (manifestId !== undefined) {
      return { channelId: undefined, key: `creation ${accountId} ${manifestId}` }
    }
    if (typeof channelId === 'string') return { channelId, key: `channel ${channelId}` }
  } catch {
    // No token that could be read: such requests share one allowance.
  }
  return { channelId: undefined, key: 'nobody' }
}

/** The `accesstoken` of the query. */
export function accessTokenIn(request: FastifyRequest): string | undefined {
  const { query } = request
  if (typeof query !== 'object' || query === null || !('accesstoken' in query)) return undefined
  return typeof query.accesstoken === 'string' ? query.accesstoken : undefined
}
