import { randomInt } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { isPassing, isUnstorable } from '../store/database.ts'
import { FAILURES, type FailureCode, PageFailure } from './failure.ts'
import { failurePage, failureText } from './failure-page.ts'
import { createFrame } from './frame.ts'
import { negotiateLanguage, readLanguage } from './language.ts'
import { sendPage } from './send-page.ts'
import { wordsOf } from './words/index.ts'

/** Answers whatever a route throws, and addresses that lead nowhere. */
export function answerFailures(app: FastifyInstance, context: HostContext): void {
  app.setNotFoundHandler((request, reply) =>
    answerFailure(context, request, reply, new PageFailure('not-found')),
  )
  app.setErrorHandler((error, request, reply) =>
    answerFailure(context, request, reply, toPageFailure(error)),
  )
}

/** A page for a person, JSON for a machine; both carry the code under which the log has the details. */
export function answerFailure(
  { config, integrations, log }: HostContext,
  request: FastifyRequest,
  reply: FastifyReply,
  failure: PageFailure,
  actions?: string,
): FastifyReply {
  const errorId = newErrorId()
  const { status } = FAILURES[failure.code]
  if (!failure.isCounted) logFailure({ log }, failure, errorId, routeOf(request))
  if (failure.retryAfterMs !== undefined) {
    reply.header('retry-after', Math.ceil(failure.retryAfterMs / 1_000))
  }
  const name = parameterOf(request, 'integration')
  const integration = name === undefined ? undefined : integrations.get(name)
  if (!request.headers.accept?.includes('text/html')) {
    return reply
      .code(status)
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .send({
        code: failure.code,
        message: failureText({ ...failure, errorId }, wordsOf('en'), 'en', integration),
        errorId,
      })
  }
  const query = new URLSearchParams(request.url.split('?')[1])
  const language =
    readLanguage(query.get('lang')) ?? negotiateLanguage(request.headers['accept-language'])
  query.set('problem', failure.code)
  const kept = [...query].filter(([name]) => name === 'problem' || name === 'from')
  const languageUrl = `?${new URLSearchParams(kept)}&lang=`
  const frame = createFrame(config, language, integration, languageUrl)
  const content = failurePage(
    frame,
    { code: failure.code, errorId, sentence: failure.sentence },
    actions,
  )
  return sendPage(reply, config, frame, content, status)
}

/** As loud as it concerns the operator. What a visitor mistyped is no warning. */
export function logFailure(
  { log }: Pick<HostContext, 'log'>,
  failure: PageFailure,
  errorId: string,
  where: object,
): void {
  const { whose } = FAILURES[failure.code]
  const level = whose === 'operator' ? 'error' : whose === 'time' ? 'warn' : 'info'
  const cause = failure.cause === undefined ? {} : { err: failure.cause }
  log[level]({ ...where, errorId, failure: failure.code, ...cause }, failure.message)
}

/** Eight characters that can be read out on the telephone. */
export function newErrorId(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)] ?? '')
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

/** Crockford's base 32: no I, L, O, U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Where a request went, for the log: the route's pattern, since addresses hold tokens. */
export function routeOf(request: FastifyRequest): object {
  return {
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    integration: parameterOf(request, 'integration'),
  }
}

function parameterOf({ params }: FastifyRequest, name: string): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined
  const value: unknown = Reflect.get(params, name)
  return typeof value === 'string' ? value : undefined
}

const CODE_OF_STATUS: ReadonlyMap<number, FailureCode> = new Map([
  [400, 'bad-request'],
  [413, 'too-large'],
  [415, 'bad-request'],
  [429, 'too-many-requests'],
])

/** Long enough for a PostgreSQL that starts again. */
const PASSING_MS = 5_000

/** What fastify and its plugins throw, by status; what passes; anything else is our own fault. */
export function toPageFailure(error: unknown): PageFailure {
  if (error instanceof PageFailure) return error
  if (isPassing(error)) {
    const message = 'PostgreSQL can’t serve now'
    const retryAfterMs = PASSING_MS
    return new PageFailure('temporarily-unavailable', { message, retryAfterMs, cause: error })
  }
  if (isUnstorable(error)) return new PageFailure('bad-request', { message: 'a NUL in a text' })
  const status =
    error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : Number.NaN
  const code = CODE_OF_STATUS.get(status)
  if (code === undefined) {
    return new PageFailure('internal', { message: 'a page failed', cause: error })
  }
  return new PageFailure(code, { message: error instanceof Error ? error.message : code })
}
