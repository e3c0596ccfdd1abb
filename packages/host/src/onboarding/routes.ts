import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { type Session, saveSession } from '../store/onboarding-sessions.ts'
import { PageFailure } from '../web/failure.ts'
import { readLanguage } from '../web/language.ts'
import { agencyLinkRoute } from './agency-link.ts'
import { authenticate } from './authenticate.ts'
import { fetchOlder } from './backfill.ts'
import { createChannelCreator } from './channel-creator.ts'
import { isBusy, showCurrentPage } from './current-page.ts'
import { endIfExpired, finished } from './end-session.ts'
import { ERRANDS, returnUrlOf } from './errand.ts'
import { requireSession, sessionOf } from './session-cookie.ts'
import { beginFromSocialHub, showProblem } from './socialhub-link.ts'
import { askWhich, goOnWith } from './start-session.ts'
import { follow, submitForm } from './submit-form.ts'
import { openVisit, parameter, redirectToPage, type Visit } from './visit.ts'

interface Route {
  Params: { integration: string }
}

/**
 * The Customer's way from SocialHub to a Channel and back. SocialHub's two callbacks and an agency's
 * link differ in how they begin; from then on everything happens at `/connect/:integration`.
 */
export function onboardingRoutes(app: FastifyInstance, context: HostContext): void {
  const onboarding = { context, creator: createChannelCreator(context) }

  app.get<Route>(ERRANDS.create.address, async (request, reply) => {
    const visit = openVisit(onboarding, request, reply)
    const token = parameter(request.query, 'token')
    if (token !== undefined) return beginFromSocialHub(visit, 'create', token)
    const other = parameter(request.query, 'other') !== undefined
    if (other && (await askWhich(visit))) return reply
    const problem = parameter(request.query, 'problem')
    if (problem !== undefined) return showProblem(visit, problem)
    const session = await endIfExpired(context, await requireSession(visit))
    const language = readLanguage(parameter(request.query, 'lang'))
    if (language) {
      await saveSession(context.db, context.sealer, session, { ...session.state, language })
      return redirectToPage(visit)
    }
    return showCurrentPage(visit, session)
  })

  agencyLinkRoute(app, onboarding)

  app.get<Route>(ERRANDS.reactivate.address, async (request, reply) => {
    const visit = openVisit(onboarding, request, reply)
    const token = parameter(request.query, 'token')
    if (token === undefined) throw new PageFailure('no-token')
    return beginFromSocialHub(visit, 'reactivate', token)
  })

  /** A form is read only of somebody whose session is known. */
  const known = {
    async onRequest(request: FastifyRequest<Route>, reply: FastifyReply) {
      await requireSession(openVisit(onboarding, request, reply))
    },
  }

  app.post<Route>('/connect/:integration', known, async (request, reply) => {
    const visit = openVisit(onboarding, request, reply)
    return submitForm(visit, await endIfExpired(context, await requireSession(visit)))
  })

  const begun = {
    async onRequest(request: FastifyRequest<Route>, reply: FastifyReply) {
      const visit = openVisit(onboarding, request, reply)
      return (await sessionOf(visit)) ? undefined : redirectToPage(visit)
    },
  }
  const asked = {
    async onRequest(request: FastifyRequest<Route>, reply: FastifyReply) {
      const visit = openVisit(onboarding, request, reply)
      return (await sessionOf(visit, 'next')) ? undefined : redirectToPage(visit)
    },
  }
  app.post<Route>('/connect/:integration/which', asked, async (request, reply) =>
    goOnWith(openVisit(onboarding, request, reply)),
  )

  app.post<Route>('/connect/:integration/cancel', begun, async (request, reply) => {
    const visit = openVisit(onboarding, request, reply)
    const session = await sessionOf(visit)
    if (!session) return redirectToPage(visit)
    const { state } = session
    if (state.view.kind !== 'done') {
      await saveSession(context.db, context.sealer, session, finished(state, { kind: 'ended' }))
    }
    const returnUrl = returnUrlOf(state.errand)
    return returnUrl === undefined ? redirectToPage(visit) : reply.redirect(returnUrl, 303)
  })

  app.post<Route>('/connect/:integration/backfill', known, async (request, reply) => {
    const visit = openVisit(onboarding, request, reply)
    await fetchOlder(context.db, await requireSession(visit), visit.integration.plugin)
    return redirectToPage(visit)
  })

  app.get<Route>('/connect/:integration/callback', async (request, reply) => {
    const visit = openVisit(onboarding, request, reply)
    return receiveCallback(visit, await endIfExpired(context, await requireSession(visit)))
  })
}

/** The Network sends the browser back. Only with the `state` of this session's present step. */
async function receiveCallback(visit: Visit, session: Session): Promise<FastifyReply> {
  const { view } = session.state
  // The same answer once more, by the browser's reload button: the step was taken.
  if (view.kind !== 'redirect' || isBusy(session)) return redirectToPage(visit)
  const query = new URLSearchParams(visit.request.url.split('?')[1])
  if (query.get('state') !== view.callbackState) {
    return redirectToPage(visit, '?problem=foreign-callback')
  }
  query.delete('state')
  const { step, state } = view.step
  const input = { kind: 'callback', step, query: Object.fromEntries(query), state } as const
  return follow(visit, await authenticate(visit.context, session, input))
}
