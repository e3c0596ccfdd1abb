import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import { logFailure, newErrorId, routeOf, toPageFailure } from '../web/error-reply.ts'
import { FAILURES, PageFailure } from '../web/failure.ts'
import { failureText } from '../web/failure-page.ts'
import { wordsOf } from '../web/words/index.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'

/** Whatever a route of the cockpit throws, as a page; as JSON for a program. */
export function answerCockpitFailures(app: FastifyInstance, context: CockpitContext): void {
  const answer = (request: FastifyRequest, reply: FastifyReply, failure: PageFailure) => {
    const errorId = newErrorId()
    logFailure(context, failure, errorId, routeOf(request))
    const { status } = FAILURES[failure.code]
    if (!request.headers.accept?.includes('text/html')) {
      const message = failureText({ ...failure, errorId }, wordsOf('en'), 'en', undefined)
      return reply
        .code(status)
        .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
        .send({ code: failure.code, message, errorId })
    }
    const frame = cockpitFrame(context, request, reply)
    const words = wordsOf(frame.language)
    const title = words(`failure.${failure.code}.title`, { network: 'Hubward' })
    const body = html`<h1>${title}</h1>
      <p class="lead">${failureText({ ...failure, errorId }, words, frame.language, undefined)}</p>
      <p class="actions"><a class="button" href="${frame.base}/">${frame.say('action.overview')}</a></p>
      <p class="quiet">${words('page.error-code', { id: errorId })}</p>`
    return sendCockpitPage(reply, frame, { title, body }, status)
  }
  app.setNotFoundHandler((request, reply) => answer(request, reply, new PageFailure('not-found')))
  app.setErrorHandler((error, request, reply) => answer(request, reply, toPageFailure(error)))
}
