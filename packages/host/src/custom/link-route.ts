import type { Language } from '@hubward/plugin'
import type { FastifyInstance } from 'fastify'
import { CHANNEL_STATES } from '../channel.ts'
import type { HostContext } from '../host-context.ts'
import { arrive } from '../onboarding/arrive.ts'
import { type Onboarding, visitOf } from '../onboarding/visit.ts'
import { loadCallChannel } from '../store/channels.ts'
import { findUnconnected } from '../store/custom.ts'
import { type ConnectLink, findConnectLink } from '../store/links.ts'
import type { SessionState } from '../store/session-state.ts'
import { PageFailure } from '../web/failure.ts'
import { negotiateLanguage } from '../web/language.ts'

interface Route {
  Params: { token: string }
}

/**
 * `/link/:token`: a Customer follows the link that an agency sent, and goes the same way as one who
 * comes from SocialHub. The link can be opened again until it has led to a Channel, since previews
 * open links too, and people close pages.
 */
export function linkRoute(app: FastifyInstance, onboarding: Onboarding): void {
  const { context } = onboarding
  app.get<Route>('/link/:token', async (request, reply) => {
    const link = await findConnectLink(context.db, context.sealer, request.params.token)
    if (!link) throw new PageFailure('link-unknown')
    const visit = visitOf(onboarding, link.integration, request, reply)
    const language = negotiateLanguage(request.headers['accept-language'])
    return await arrive(visit, await stateOf(context, link, language))
  })
}

/** @throws PageFailure when the link leads nowhere any more. */
async function stateOf(
  { db, sealer }: HostContext,
  link: ConnectLink,
  language: Language,
): Promise<SessionState> {
  if (link.used) throw new PageFailure('link-used')
  const { hash, manifest, channelId } = link
  const begun = {
    creationToken: '',
    link: { hash, manifest, channelId },
    tokenExpiresAt: link.expiresAt.getTime(),
    // The Customer did not come from SocialHub: there is no page to go back to.
    returnUrl: '',
    language,
    view: { kind: 'start' },
    drafts: [],
    settings: {},
    backfill: false,
    busyUntil: null,
  } as const
  if (channelId === null) {
    const unconnected = await findUnconnected(db, sealer, { manifest })
    if (!unconnected) throw new PageFailure('link-used')
    return { ...begun, drafts: [], accountId: unconnected.accountId, reactivation: null }
  }
  const known = await loadCallChannel(db, sealer, channelId)
  // An ended Channel is connected anew, by its Account, and never by an older link.
  if (!known || known.state === 'ended') throw new PageFailure('link-unknown')
  if (!CHANNEL_STATES[known.state].tokenLives) throw new PageFailure('channel-closed')
  const { networkId, uniqueName } = known.channel
  return {
    ...begun,
    drafts: [],
    accountId: known.accountId,
    reactivation: { channelId: known.socialhubChannelId, networkId, uniqueName },
  }
}
