import type { Integration } from '@hubward/border'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Parts } from '../parts.ts'
import { findSession, type Session } from '../store/onboarding.ts'
import { PageFailure } from '../web/failure.ts'
import { basePath, createFrame } from '../web/frame.ts'
import type { ChannelCreator } from './create.ts'
import type { OnboardingFrame } from './pages/actions.ts'

/** What the routes of onboarding share. */
export interface Onboarding {
  readonly parts: Parts
  readonly creator: ChannelCreator
}

/** One request of a Customer's browser, in one integration. */
export interface Visit extends Onboarding {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly integration: Integration
  /** `/connect/:integration`, as the browser sees it; the cookie is scoped to it. */
  readonly path: string
}

const COOKIE = 'hubward-connect'

/** Beyond the 30 minutes of a creation token, for whoever reads the last page again. */
export const SESSION_LIFETIME_MS = 2 * 3_600_000

/** @throws PageFailure when the address names an integration that doesn't run here. */
export function openVisit(
  onboarding: Onboarding,
  request: FastifyRequest<{ Params: { integration: string } }>,
  reply: FastifyReply,
): Visit {
  return visitOf(onboarding, request.params.integration, request, reply)
}

/** @throws PageFailure when no integration of this name runs here. */
export function visitOf(
  onboarding: Onboarding,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Visit {
  const { config, integrations } = onboarding.parts
  const integration = integrations.get(name)
  if (!integration) throw new PageFailure('unknown-integration')
  const path = `${basePath(config)}/connect/${integration.name}`
  return { ...onboarding, request, reply, integration, path }
}

/** The Customer's session, by the cookie. */
export async function sessionOf(visit: Visit): Promise<Session | undefined> {
  const { db, sealer } = visit.parts
  const secret = visit.request.cookies[COOKIE]
  return secret === undefined ? undefined : findSession(db, sealer, visit.integration.name, secret)
}

/** @throws PageFailure when there is none: the cookie is missing, or the session is over. */
export async function requireSession(visit: Visit): Promise<Session> {
  const session = await sessionOf(visit)
  if (session) return session
  const { cookies, query } = visit.request
  const expected = cookies[COOKIE] !== undefined || parameter(query, 'begun') !== undefined
  throw new PageFailure(expected ? 'lost-session' : 'no-token')
}

/** Lax, since a Network's redirect must bring it along; of this integration's pages only. */
export function setSessionCookie({ parts, path, reply }: Visit, secret: string): void {
  reply.setCookie(COOKIE, secret, {
    path,
    httpOnly: true,
    sameSite: 'lax',
    secure: parts.config.publicUrl.startsWith('https:'),
    maxAge: SESSION_LIFETIME_MS / 1_000,
  })
}

/** After a form was posted: the browser gets the page anew, so that reloading it posts nothing. */
export function redirectToPage({ reply, path }: Visit, query = ''): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(`${path}${query}`, 303)
}

export function frameOf(visit: Visit, { state }: Session): OnboardingFrame {
  const { parts, integration, path } = visit
  return {
    ...createFrame(parts.config, state.language, integration),
    path,
    returnUrl: state.returnUrl,
  }
}

/** A parameter of a query that stands there once, as text. */
export function parameter(query: unknown, name: string): string | undefined {
  if (typeof query !== 'object' || query === null) return undefined
  const value: unknown = Reflect.get(query, name)
  return typeof value === 'string' ? value : undefined
}
