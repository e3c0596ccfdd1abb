import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actingAs } from '../store/acting.ts'
import type { Db } from '../store/database.ts'
import { type OperatorSession, operatorOf } from '../store/operators.ts'
import { PageFailure } from '../web/failure.ts'
import { webOrigin } from '../web/origin.ts'
import { formOf } from '../web/page-scope.ts'
import { type CockpitAction, may } from './actions.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { readCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route does; `open`: whoever is not signed in may, too. */
    readonly action?: CockpitAction | 'open'
  }
}

const sessions = new WeakMap<FastifyRequest, OperatorSession>()
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * The one place that decides who may do what. A route without an action can't be added; a request
 * without a session, with too small a role, or from another website's page comes no further.
 */
export function guard(app: FastifyInstance, context: CockpitContext): void {
  const { availability, sealer } = context
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.action === undefined) throw new Error(`The route ${url} names no action.`)
  })
  app.addHook('onRequest', async (request, reply) => {
    const { action } = request.routeOptions.config
    if (request.is404 || action === undefined) throw new PageFailure('not-found')
    if (CHANGES.has(request.method)) {
      refuseOtherSites(request, context)
      if (availability.draining) {
        const message = 'a change was asked for while the host stops'
        throw new PageFailure('temporarily-unavailable', { message })
      }
    }
    if (action === 'open') return
    const operator = await sessionIn(context, request, isClick(request))
    if (!operator) {
      if (request.method !== 'GET' || !request.headers.accept?.includes('text/html')) {
        throw new PageFailure('not-signed-in')
      }
      const to = new URLSearchParams({ to: request.url })
      return reply.redirect(
        `${new URL(context.address.url).pathname.replace(/\/$/, '')}/sign-in?${to}`,
        303,
      )
    }
    if (!may(operator.role, action)) {
      const message = `${operator.role} may not: ${action}`
      throw new PageFailure('not-allowed', { message })
    }
    sessions.set(request, operator)
    return undefined
  })
  app.addHook('preHandler', async (request) => {
    const operator = sessions.get(request)
    if (!operator || !CHANGES.has(request.method)) return
    const token = formOf(request.body).get('token') ?? ''
    if (!sealer.verify('cockpit form', operator.id, token)) throw new PageFailure('foreign-form')
  })
}

/** A page's own script fetches, and listens, without anybody at the keyboard: browsers say so. */
function isClick({ headers }: FastifyRequest): boolean {
  const mode = headers['sec-fetch-mode']
  return mode === undefined || mode === 'navigate'
}

async function sessionIn(
  context: CockpitContext,
  request: FastifyRequest,
  isClicked: boolean,
): Promise<OperatorSession | undefined> {
  const secret = readCookie(context, request, 'session')
  return secret === undefined
    ? undefined
    : await operatorOf(context.db, context.sealer, secret, isClicked)
}

/** Whether whoever sent a request, however long ago, is still signed in. */
export async function isStillSignedIn(
  context: CockpitContext,
  request: FastifyRequest,
): Promise<boolean> {
  return (await sessionIn(context, request, false)) !== undefined
}

/** Who sent the request. Only routes that are not open have somebody. */
export function operatorAt(request: FastifyRequest): OperatorSession {
  const operator = sessions.get(request)
  if (operator) return operator
  throw new Error('This route is open to everybody.')
}

/** The database, for what whoever sent the request changes: the audit log names them. */
export function dbOf({ db }: CockpitContext, request: FastifyRequest): Db {
  const { name, subject } = operatorAt(request)
  return actingAs(db, { kind: 'operator', name, subject })
}

/** What a form carries, so that no other website can send it. */
export function formToken(
  { sealer }: Pick<CockpitContext, 'sealer'>,
  { id }: { id: string },
): string {
  return sealer.sign('cockpit form', id)
}

/** Browsers say by themselves which page sends a form; programs that say nothing have no cookies. */
function refuseOtherSites({ headers }: FastifyRequest, { address }: CockpitContext): void {
  const { origin, 'sec-fetch-site': site } = headers
  const isOwn =
    (origin === undefined || webOrigin(origin) === webOrigin(address.url)) &&
    (site === undefined || site === 'same-origin' || site === 'none')
  if (!isOwn) throw new PageFailure('foreign-form')
}
