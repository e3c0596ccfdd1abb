import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { routeOf } from './error-reply.ts'
import { limitVisitors } from './visitor.ts'

/** What a person's clicks never reach, and a script trying tokens does. */
const REQUESTS_PER_MINUTE = 240

/**
 * What pages need and SocialHub's webhook must not pay for: cookies, forms, a limit for each address,
 * a line in the log. Call it on a scope of its own.
 */
export async function preparePages(scope: FastifyInstance, { log }: HostContext): Promise<void> {
  await scope.register(cookie)
  await limitVisitors(scope, REQUESTS_PER_MINUTE)
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_LIMIT_BYTES },
    (_request, body, done) => done(null, new URLSearchParams(body.toString())),
  )
  logRequests(scope, { log })
}

const FORM_LIMIT_BYTES = 262_144

/** One line for each request. It names the route's pattern: addresses hold tokens, queries too. */
export function logRequests(scope: FastifyInstance, { log }: Pick<HostContext, 'log'>): void {
  scope.addHook('onResponse', (request, reply, done) => {
    log.info(
      { ...routeOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
    done()
  })
}

/** The body of a form that was posted to a page of ours; empty for any other body. */
export function formOf(body: unknown): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams()
}
