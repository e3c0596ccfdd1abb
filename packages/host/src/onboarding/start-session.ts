import type { FastifyReply } from 'fastify'
import { insertSession, type Session, saveSession } from '../store/onboarding-sessions.ts'
import type { SessionState } from '../store/session-state.ts'
import { readLanguage } from '../web/language.ts'
import { formOf } from '../web/page-scope.ts'
import { sendPage } from '../web/send-page.ts'
import { finished, isRunning, resumed } from './end-session.ts'
import { isSameLink, returningChannel } from './errand.ts'
import { whichSessionPage } from './pages/which-session.ts'
import {
  dropNext,
  isHttps,
  SESSION_LIFETIME_MS,
  sessionOf,
  setSessionCookie,
  takeNext,
} from './session-cookie.ts'
import { accountOf, frameOf, parameter, redirectToPage, type Visit } from './visit.ts'

/**
 * Begins a session for a browser that came with a link of SocialHub's or of an agency's. One that is
 * running already is not replaced: the Customer is asked which of the two goes on, since anybody can
 * send a link of their own. The same link once more leads to where the Customer stands.
 */
export async function startSession(visit: Visit, fresh: SessionState): Promise<FastifyReply> {
  const { db, sealer } = visit.context
  const former = await sessionOf(visit)
  if (former && isSameLink(former.state.errand, fresh.errand)) {
    return redirectToPage(visit, '?begun=1')
  }
  const goesOn = former && resumed(former, fresh)
  const asks = former !== undefined && !goesOn && isRunning(former)
  const started = await insertSession(db, sealer, {
    integration: visit.integration.name,
    state: goesOn ?? fresh,
    lifetimeMs: SESSION_LIFETIME_MS,
    guarded: isHttps(visit),
  })
  setSessionCookie(visit, started, asks ? 'next' : 'running')
  // What was handed on is kept once.
  if (former && goesOn) await end(visit, former)
  return redirectToPage(visit, asks ? '?begun=1&other=1' : '?begun=1')
}

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
  const errands = await Promise.all([describe(visit, running), describe(visit, next)])
  sendPage(reply, context.config, neutral, whichSessionPage(neutral, next.id, ...errands))
  return true
}

async function describe({ context }: Visit, { state }: Session) {
  const channel = returningChannel(state.errand)
  return {
    account: await accountOf(context, state),
    ...(channel && { reconnects: channel.uniqueName }),
  }
}

/** The Customer has said which. The other one forgets what it was given. */
export async function goOnWith(visit: Visit): Promise<FastifyReply> {
  const body = formOf(visit.request.body)
  const next = await sessionOf(visit, 'next')
  if (!next) return redirectToPage(visit)
  // Of an older page: yet another link was opened meanwhile.
  if (body.get(':step') !== next.id) return redirectToPage(visit, '?other=1')
  switch (body.get(':session')) {
    case 'running':
      await end(visit, next)
      dropNext(visit)
      return redirectToPage(visit)
    case 'next': {
      const running = await sessionOf(visit)
      if (running) await end(visit, running)
      await takeNext(visit)
      return redirectToPage(visit, '?begun=1')
    }
    default:
      return redirectToPage(visit, '?other=1')
  }
}

function end({ context }: Visit, session: Session) {
  const ended = finished(session.state, { kind: 'ended' })
  return saveSession(context.db, context.sealer, session, ended)
}
