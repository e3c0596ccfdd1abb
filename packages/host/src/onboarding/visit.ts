import type { Integration } from '@hubward/border'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { accountLabel } from '../store/accounts.ts'
import { customersSentence } from '../store/fetch-failure.ts'
import type { Session } from '../store/onboarding-sessions.ts'
import type { SessionState } from '../store/session-state.ts'
import { PageFailure } from '../web/failure.ts'
import { basePath, createFrame } from '../web/frame.ts'
import { plainName } from '../web/plain-name.ts'
import type { ChannelCreator } from './channel-creator.ts'
import { ERRANDS, returnUrlOf } from './errand.ts'
import type { OnboardingFrame } from './pages/frame.ts'

/** What the routes of onboarding share. */
export interface Onboarding {
  readonly context: HostContext
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
  const { availability, config, integrations } = onboarding.context
  const integration = integrations.get(name)
  if (availability.unread.has(name)) throw new PageFailure('temporarily-unavailable')
  if (!integration) throw new PageFailure('unknown-integration')
  const path = `${basePath(config)}/connect/${integration.name}`
  return { ...onboarding, request, reply, integration, path }
}

/** After a form was posted: the browser gets the page anew, so that reloading it posts nothing. */
export function redirectToPage({ reply, path }: Visit, query = ''): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(`${path}${query}`, 303)
}

export async function frameOf(visit: Visit, { state }: Session): Promise<OnboardingFrame> {
  const { context, integration, path } = visit
  const { errand } = state
  const channelId = errand.kind === 'connect' ? errand.link?.channelId : undefined
  // Only an agency's link proves whose Channel it is: SocialHub's token is not verified yet.
  const trouble = channelId ? await customersSentence(context.db, channelId) : undefined
  return {
    ...createFrame(context.config, state.language, integration),
    account: await accountOf(context, state),
    path,
    returnUrl: returnUrlOf(state.errand),
    cancel: ERRANDS[state.errand.kind].cancel,
    ...(trouble && { trouble }),
  }
}

/**
 * The SocialHub Account that a Channel is connected for, as the pages name it: as the operator calls
 * it once SocialHub has accepted the token, or where an agency's link led here; before that by the id
 * that the token claims, so that a forged token learns nobody's name.
 */
export async function accountOf({ db }: HostContext, state: SessionState): Promise<string> {
  const { errand, drafts } = state
  const { accountId } = errand
  const accepted =
    errand.kind === 'connect' || drafts.some(({ outcome }) => outcome?.kind === 'created')
  const label = accepted ? await accountLabel(db, accountId) : undefined
  return label === undefined ? accountId : plainName(label)
}

/** A parameter of a query that stands there once, as text. */
export function parameter(query: unknown, name: string): string | undefined {
  if (typeof query !== 'object' || query === null) return undefined
  const value: unknown = Reflect.get(query, name)
  return typeof value === 'string' ? value : undefined
}
