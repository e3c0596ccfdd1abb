import type { FastifyInstance } from 'fastify'
import { CHANNEL_STATES } from '../channel.ts'
import type { HostContext } from '../host-context.ts'
import { loadCallChannel } from '../store/channels.ts'
import { findUnconnected } from '../store/custom.ts'
import { type ConnectLink, findConnectLink } from '../store/links.ts'
import type { SessionErrand } from '../store/session-state.ts'
import { PageFailure } from '../web/failure.ts'
import { negotiateLanguage } from '../web/language.ts'
import { beginning, ERRANDS } from './errand.ts'
import { startSession } from './start-session.ts'
import { type Onboarding, visitOf } from './visit.ts'

interface Route {
  Params: { token: string }
}

/**
 * `/link/:token`: a Customer follows the link that an agency sent, and goes the same way as one who
 * comes from SocialHub. The link can be opened again until it has led to a Channel, since previews
 * open links too, and people close pages.
 */
export function agencyLinkRoute(app: FastifyInstance, onboarding: Onboarding): void {
  const { context } = onboarding
  app.get<Route>(ERRANDS.connect.address, async (request, reply) => {
    const link = await findConnectLink(context.db, context.sealer, request.params.token)
    if (!link) throw new PageFailure('link-unknown')
    const visit = visitOf(onboarding, link.integration, request, reply)
    const errand = await errandOf(context, link)
    const language = negotiateLanguage(request.headers['accept-language'])
    return await startSession(visit, beginning(errand, language))
  })
}

/** @throws PageFailure when the link leads nowhere any more. */
async function errandOf({ db, sealer }: HostContext, found: ConnectLink): Promise<SessionErrand> {
  if (found.used) throw new PageFailure('link-used')
  const { hash, manifest, channelId } = found
  const link = { hash, manifest, channelId }
  const expiresAt = found.expiresAt.getTime()
  if (channelId === null) {
    const unconnected = await findUnconnected(db, sealer, { manifest })
    if (!unconnected) throw new PageFailure('link-used')
    const { accountId } = unconnected
    return { kind: 'connect', accountId, link, expiresAt, channel: null }
  }
  const known = await loadCallChannel(db, sealer, channelId)
  // An ended Channel is connected anew, by its Account, and never by an older link.
  if (!known || known.state === 'ended') throw new PageFailure('link-unknown')
  if (!CHANNEL_STATES[known.state].tokenLives) throw new PageFailure('channel-closed')
  const { networkId, uniqueName } = known.channel
  const channel = { channelId: known.socialhubChannelId, networkId, uniqueName }
  return { kind: 'connect', accountId: known.accountId, link, expiresAt, channel }
}
