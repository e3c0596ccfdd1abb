import {
  type FastifyBaseLogger,
  type FastifyInstance,
  fastify,
  LogController,
  type RawServerDefault,
} from 'fastify'
import type { HostContext } from './host-context.ts'
import { onboardingRoutes } from './onboarding/routes.ts'
import { settingsLinkRoutes } from './onboarding/settings-link.ts'
import { KnownManifests } from './outbound/known-manifests.ts'
import { templatesRoute } from './outbound/templates-route.ts'
import { comesToWebhook, webhookRoutes } from './outbound/webhook-route.ts'
import { channelMediaRoute } from './plugins/channel-media-route.ts'
import { mediaRoutes } from './plugins/media-route.ts'
import type { TurnClaims } from './store/turns.ts'
import { bounceRoutes } from './visitor-mail/bounces.ts'
import { visitorMailRoutes } from './visitor-mail/pages.ts'
import { assetRoutes } from './web/assets.ts'
import { brandingRoutes } from './web/branding.ts'
import { createLimitedServer } from './web/connections.ts'
import { answerFailures } from './web/error-reply.ts'
import { refuseOnForeignDatabase } from './web/foreign-database.ts'
import { healthRoutes } from './web/health.ts'
import { boundRequests } from './web/held-requests.ts'
import { LivePages } from './web/live-pages.ts'
import { preparePages } from './web/page-scope.ts'
import { receiveRoutes } from './web/receive.ts'
import { limitVisitors, trustedProxies } from './web/visitor.ts'

/** The longest part of an address: a creation token is in the query, a media signature in the path. */
const LONGEST_PARAMETER = 1_024

/** A community manager's page shows many pictures; all of an office may come from one address. */
const MEDIA_PER_MINUTE = 6_000

/** Those of an office, when all come back after a restart. */
const LIVE_PER_MINUTE = 1_000

/**
 * All that the host answers over HTTP, not yet listening. What pages need stands in a scope of its
 * own, so that SocialHub's webhook goes through nothing but its own route.
 *
 * @param claims where the turns of Channels begin that the webhook rings; absent: hosts find them due.
 */
export async function createServer(
  context: HostContext,
  live = new LivePages(context),
  claims?: TurnClaims,
): Promise<FastifyInstance> {
  const { config } = context
  const app = fastify<RawServerDefault>({
    loggerInstance: quietLogger(context),
    // Pages have a line of their own, without addresses; the webhook has none.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies(config),
    serverFactory: (handler) => createLimitedServer(handler, context),
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    // A visitor's browser keeps connections open; a stopping host does not wait for those.
    forceCloseConnections: 'idle',
  })
  refuseOnForeignDatabase(app, context)
  const manifests = new KnownManifests(context)
  boundRequests(app, context, config.http.heldBytes, (request) =>
    comesToWebhook(manifests, request),
  )
  answerFailures(app, context)
  await webhookRoutes(app, context, manifests, claims ? { claims } : {})
  templatesRoute(app, context, manifests)
  await healthRoutes(app, context)
  await app.register(async (scope) => {
    await limitVisitors(scope, MEDIA_PER_MINUTE)
    mediaRoutes(scope, context)
    channelMediaRoute(scope, context)
  })
  await app.register((scope) => receiveRoutes(scope, context))
  await app.register(async (scope) => {
    await limitVisitors(scope, LIVE_PER_MINUTE)
    live.routes(scope)
  })
  assetRoutes(app)
  brandingRoutes(app, context)
  await app.register(async (scope) => {
    await preparePages(scope, context)
    onboardingRoutes(scope, context)
    settingsLinkRoutes(scope, context)
  })
  await app.register(async (scope) => {
    await preparePages(scope, context)
    visitorMailRoutes(scope, context)
  })
  await app.register((scope) => bounceRoutes(scope, context))
  return app
}

/** fastify's own messages. Should one of them carry a request, its address stays out of the log. */
function quietLogger({ log }: HostContext): FastifyBaseLogger {
  return log.child({}, { serializers: { req: () => undefined } })
}
