import type { FastifyReply } from 'fastify'
import { type Session, saveSession } from '../store/onboarding.ts'
import { readLanguage } from '../web/language.ts'
import { formOf } from '../web/page-scope.ts'
import { sendPage } from '../web/send-page.ts'
import { dropNext, sessionOf, takeNext } from './cookies.ts'
import { whichPage } from './pages/which.ts'
import { isRunning } from './running.ts'
import { finished } from './session.ts'
import { accountOf, frameOf, parameter, redirectToPage, type Visit } from './visit.ts'

/**
 * Another link was opened while a session was running: the page that asks which goes on.
 *
 * @returns whether it was answered: false where there is nothing to ask.
 */
export async function askWhich(visit: Visit): Promise<boolean> {
  const next = await sessionOf(visit, 'next')
  if (!next) return false
  const running = await sessionOf(visit)
  if (!running || !isRunning(running)) {
    await takeNext(visit)
    redirectToPage(visit, '?begun=1')
    return true
  }
  const { request, reply, context } = visit
  const language = readLanguage(parameter(request.query, 'lang')) ?? next.state.language
  const frame = await frameOf(visit, { ...running, state: { ...running.state, language } })
  const { account: _, ...neutral } = { ...frame, languageUrl: '?other=1&lang=' }
  const errands = await Promise.all([errandOf(visit, running), errandOf(visit, next)])
  sendPage(reply, context.config, neutral, whichPage(neutral, next.id, ...errands))
  return true
}

async function errandOf({ context }: Visit, { state }: Session) {
  const { reactivation } = state
  return {
    account: await accountOf(context, state),
    ...(reactivation && { reconnects: reactivation.uniqueName }),
  }
}

/** The Customer has said which. The other one forgets what it was given. */
export async function goOnWith(visit: Visit): Promise<FastifyReply> {
  const { db, sealer } = visit.context
  const body = formOf(visit.request.body)
  const next = await sessionOf(visit, 'next')
  if (!next) return redirectToPage(visit)
  // Of an older page: yet another link was opened meanwhile.
  if (body.get(':step') !== next.id) return redirectToPage(visit, '?other=1')
  const end = (session: Session) =>
    saveSession(db, sealer, session, finished(session.state, { kind: 'ended' }))
  switch (body.get(':session')) {
    case 'running':
      await end(next)
      dropNext(visit)
      return redirectToPage(visit)
    case 'next': {
      const running = await sessionOf(visit)
      if (running) await end(running)
      await takeNext(visit)
      return redirectToPage(visit, '?begun=1')
    }
    default:
      return redirectToPage(visit, '?other=1')
  }
}
