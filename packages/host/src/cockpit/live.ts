import type { FastifyInstance } from 'fastify'
import type { CockpitContext } from './cockpit-context.ts'
import { isStillSignedIn } from './guard.ts'

/** What a trigger of PostgreSQL tells when a Channel's state has changed, or one has come or gone. */
const TOPIC = 'cockpit channels'

/** A stream of events for pages that are open: each says that Channels have changed, and not which. */
export function liveRoute(app: FastifyInstance, context: CockpitContext): void {
  app.get('/live', { config: { action: 'look' } }, (request, reply) => {
    context.live.follow(request, reply, TOPIC, () => isStillSignedIn(context, request))
  })
}
