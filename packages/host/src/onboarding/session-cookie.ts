import {
  findSession,
  isUpgradeRecent,
  type Session,
  type StartedSession,
} from '../store/onboarding-sessions.ts'
import { PageFailure } from '../web/failure.ts'
import { parameter, type Visit } from './visit.ts'

/**
 * `running`: what the pages show. `next`: begun by another link while one was running, until the
 * Customer has said which of the two goes on.
 */
export type Which = 'running' | 'next'

/** Beyond the 30 minutes of a creation token, for whoever reads the last page again. */
export const SESSION_LIFETIME_MS = 2 * 3_600_000

const PLAIN: Readonly<Record<Which, string>> = {
  running: 'hubward-connect',
  next: 'hubward-connect-next',
}

/** Browsers take a cookie of this name over https only: nobody on the way can slip one in. */
function guarded(which: Which): string {
  return `__Secure-${PLAIN[which]}`
}

export function isHttps({ context }: Visit): boolean {
  return context.config.publicUrl.startsWith('https:')
}

/** The Customer's session, by the cookie. */
export async function sessionOf(
  visit: Visit,
  which: Which = 'running',
): Promise<Session | undefined> {
  const { db, sealer } = visit.context
  return await findSession(db, sealer, visit.integration.name, secretsOf(visit, which))
}

/** @throws PageFailure when there is none: the cookie is missing, or the session is over. */
export async function requireSession(visit: Visit): Promise<Session> {
  const session = await sessionOf(visit)
  if (session) return session
  const hadOne = Object.values(secretsOf(visit, 'running')).some((secret) => secret !== undefined)
  const expected = hadOne || parameter(visit.request.query, 'begun') !== undefined
  throw new PageFailure(expected ? 'lost-session' : 'no-token')
}

/** Over https a plain name counts for sessions that an older host began, and for no others. */
function secretsOf(visit: Visit, which: Which) {
  const { cookies } = visit.request
  const plain = cookies[PLAIN[which]]
  return isHttps(visit) ? { own: cookies[guarded(which)], older: plain } : { own: plain }
}

/** Lax, since a Network's redirect must bring it along; of this integration's pages only. */
export function setSessionCookie(visit: Visit, started: StartedSession, which: Which): void {
  const https = isHttps(visit)
  const { reply, path } = visit
  const options = {
    path,
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
    maxAge: SESSION_LIFETIME_MS / 1_000,
  } as const
  reply.setCookie(https ? guarded(which) : PLAIN[which], started.secret, options)
  // Older hosts that still run beside this one know no other name.
  if (https && started.besideOlderHosts) reply.setCookie(PLAIN[which], started.secret, options)
}

/** Makes the session of the other link the one that runs. */
export async function takeNext(visit: Visit): Promise<void> {
  const { own } = secretsOf(visit, 'next')
  if (own !== undefined) {
    const besideOlderHosts = isHttps(visit) && (await isUpgradeRecent(visit.context.db))
    setSessionCookie(visit, { secret: own, besideOlderHosts }, 'running')
  }
  dropNext(visit)
}

export function dropNext(visit: Visit): void {
  const https = isHttps(visit)
  visit.reply.clearCookie(https ? guarded('next') : PLAIN.next, { path: visit.path, secure: https })
}
