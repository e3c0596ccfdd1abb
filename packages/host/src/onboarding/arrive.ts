import type { FastifyReply } from 'fastify'
import { saveSession, startSession } from '../store/onboarding.ts'
import type { SessionState } from '../store/session-state.ts'
import { isHttps, SESSION_LIFETIME_MS, sessionOf, setSessionCookie } from './cookies.ts'
import { resumed } from './keep.ts'
import { isRunning } from './running.ts'
import { finished } from './session.ts'
import { redirectToPage, type Visit } from './visit.ts'

/**
 * Begins a session for a browser that came with a link of SocialHub's or of an agency's. One that is
 * running already is not replaced: the Customer is asked which of the two goes on, since anybody can
 * send a link of their own. The same link once more leads to where the Customer stands.
 */
export async function arrive(visit: Visit, fresh: SessionState): Promise<FastifyReply> {
  const { db, sealer } = visit.context
  const former = await sessionOf(visit)
  if (former && isSameLink(former.state, fresh)) return redirectToPage(visit, '?begun=1')
  const goesOn = former && resumed(former, fresh)
  const asks = former !== undefined && !goesOn && isRunning(former)
  const started = await startSession(db, sealer, {
    integration: visit.integration.name,
    state: goesOn ?? fresh,
    lifetimeMs: SESSION_LIFETIME_MS,
    guarded: isHttps(visit),
  })
  setSessionCookie(visit, started, asks ? 'next' : 'running')
  // What was handed on is kept once.
  if (former && goesOn) {
    await saveSession(db, sealer, former, finished(former.state, { kind: 'ended' }))
  }
  return redirectToPage(visit, asks ? '?begun=1&other=1' : '?begun=1')
}

function isSameLink(one: SessionState, other: SessionState): boolean {
  return one.creationToken !== ''
    ? one.creationToken === other.creationToken
    : one.link !== undefined && one.link.hash === other.link?.hash
}
