import { isRecord } from '@hubward/border'
import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  beginSession,
  endSession,
  findOperatorLink,
  type Role,
  takeOperatorLink,
} from '../store/operators.ts'
import { PageFailure } from '../web/failure.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'
import { dbOf, operatorAt } from './guard.ts'
import { enterPage, signInPage } from './pages/sign-in.ts'
import { type Attempt, Provider } from './provider.ts'
import { dropCookie, readCookie, SIGN_IN_MS, setCookie } from './session-cookie.ts'

const open = { config: { action: 'open' } } as const

interface ByToken {
  Params: { token: string }
}

/** The ways in, and the way out. */
export function signInRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { config, db, sealer, log, address } = context
  const provider = new Provider(config.cockpit)
  const at = (path: string) => `${address.url}${path}`

  const begin = async (
    reply: FastifyReply,
    person: { name: string; subject: string; role: Role; by: 'provider' | 'link' },
  ) => {
    const lastsMs = config.cockpit.sessionMinutes * 60_000
    setCookie(context, reply, 'session', await beginSession(db, sealer, person, lastsMs), lastsMs)
    log.info({ by: person.by, role: person.role }, 'somebody signed in to the cockpit')
  }

  app.get('/sign-in', open, (request, reply) => {
    const frame = cockpitFrame(context, request, reply)
    return sendCockpitPage(
      reply,
      frame,
      signInPage(frame, provider.exists, wantedIn(request.query)),
    )
  })

  app.get('/sign-in/start', open, async (request, reply) => {
    if (!provider.exists) throw new PageFailure('not-found')
    const { url, attempt } = await provider.begin(at('/sign-in/callback')).catch((cause) => {
      throw new PageFailure('provider-unavailable', {
        cause,
        message: 'the OpenID provider can’t be asked',
      })
    })
    const kept = { ...attempt, to: wantedIn(request.query), until: Date.now() + SIGN_IN_MS }
    const sealed = sealer.seal('cookie.sign_in', 'attempt', kept).toString('base64url')
    setCookie(context, reply, 'sign-in', sealed, SIGN_IN_MS)
    return reply.header('cache-control', 'no-store').redirect(url, 303)
  })

  app.get('/sign-in/callback', open, async (request, reply) => {
    const kept = attemptIn(context, readCookie(context, request, 'sign-in'))
    dropCookie(context, reply, 'sign-in')
    if (!kept) throw new PageFailure('sign-in-refused', { message: 'nobody began to sign in here' })
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
    const person = await provider
      .finish(new URL(at(`/sign-in/callback${query}`)), kept)
      .catch((cause: unknown) => {
        throw new PageFailure('sign-in-refused', { cause, message: 'signing in failed' })
      })
    if (person.role === undefined) {
      throw new PageFailure('no-role', { message: 'somebody without a role tried to sign in' })
    }
    await begin(reply, { ...person, role: person.role, by: 'provider' })
    return reply.redirect(at(kept.to), 303)
  })

  app.get<ByToken>('/enter/:token', open, async (request, reply) => {
    const person = await findOperatorLink(db, sealer, request.params.token)
    if (!person) throw new PageFailure('sign-in-link-unknown')
    const frame = cockpitFrame(context, request, reply)
    return sendCockpitPage(reply, frame, enterPage(frame, person))
  })

  app.post<ByToken>('/enter/:token', open, async (request, reply) => {
    const person = await takeOperatorLink(db, sealer, request.params.token)
    if (!person) throw new PageFailure('sign-in-link-unknown')
    await begin(reply, { ...person, subject: `link:${person.name}`, by: 'link' })
    return reply.redirect(at('/'), 303)
  })

  app.post('/sign-out', { config: { action: 'sign out' } }, async (request, reply) => {
    await endSession(dbOf(context, request), operatorAt(request).id)
    dropCookie(context, reply, 'session')
    return reply.redirect(at('/sign-in'), 303)
  })
}

/** A path of ours that somebody wanted to see before signing in. */
function wantedIn(query: unknown): string {
  const to = isRecord(query) && typeof query.to === 'string' ? query.to : '/'
  const here = 'http://cockpit.invalid'
  return /^\/(?![/\\])/.test(to) && URL.parse(to, here)?.origin === here ? to : '/'
}

/** What this browser began, if it did and not too long ago. */
function attemptIn(
  { sealer }: CockpitContext,
  sealed: string | undefined,
): (Attempt & { readonly to: string }) | undefined {
  if (sealed === undefined) return undefined
  try {
    const kept = sealer.open('cookie.sign_in', 'attempt', Buffer.from(sealed, 'base64url'))
    if (!isRecord(kept) || Number(kept.until) < Date.now()) return undefined
    const { state, nonce, verifier, to } = kept
    return {
      state: String(state),
      nonce: String(nonce),
      verifier: String(verifier),
      to: String(to),
    }
  } catch {
    // Somebody else wrote it.
    return undefined
  }
}
