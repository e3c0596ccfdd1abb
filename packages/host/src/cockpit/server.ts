import { type FastifyInstance, fastify, LogController, type RawServerDefault } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { assetRoutes } from '../web/assets.ts'
import { createLimitedServer } from '../web/connections.ts'
import { refuseOnForeignDatabase } from '../web/foreign-database.ts'
import { boundRequests } from '../web/held-requests.ts'
import type { LivePages } from '../web/live-pages.ts'
import { preparePages } from '../web/page-scope.ts'
import { trustedProxies } from '../web/visitor.ts'
import { accountPaperRoutes } from './account-paper.ts'
import { accountRemovalRoutes } from './account-removal.ts'
import { alertRoutes } from './alerts.ts'
import { auditRoutes } from './audit.ts'
import { channelRoutes } from './channel.ts'
import { channelListRoutes } from './channels.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { customerRoutes } from './customer.ts'
import { answerCockpitFailures } from './failures.ts'
import { guard } from './guard.ts'
import { integrationRoutes } from './integrations.ts'
import { liveRoute } from './live.ts'
import { overviewRoutes } from './overview.ts'
import { peopleRoutes } from './people.ts'
import { signInRoutes } from './sign-in.ts'

/** Forms are small; what all together hold of memory is bounded all the same. */
const HELD_BYTES = 8_388_608

export interface Cockpit {
  readonly app: FastifyInstance
  /** Listens where it is configured to. Answers where browsers reach it. */
  listen(): Promise<string>
}

/**
 * The pages of the people who look after the hosts, on a listener of their own: the public address
 * leads to none of them. Not yet listening.
 */
export async function createCockpit(host: HostContext, live: LivePages): Promise<Cockpit> {
  const { host: hostname, port = 0, url } = host.config.cockpit
  const address = { url: url?.replace(/\/+$/, '') ?? `http://${hostname}:${port}` }
  const context: CockpitContext = { ...host, live, address }
  const app = fastify<RawServerDefault>({
    loggerInstance: host.log.child({}, { serializers: { req: () => undefined } }),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies(host.config),
    serverFactory: (handler) => createLimitedServer(handler, host),
    forceCloseConnections: 'idle',
  })
  refuseOnForeignDatabase(app, host)
  assetRoutes(app)
  await app.register(async (scope) => {
    answerCockpitFailures(scope, context)
    await preparePages(scope, context)
    // Before all else: also for whoever is not signed in, and for addresses that lead nowhere, since
    // those are answered in this scope, too.
    scope.addHook('onRequest', scope.rateLimit())
    boundRequests(scope, host, HELD_BYTES, () => false)
    guard(scope, context)
    signInRoutes(scope, context)
    liveRoute(scope, context)
    overviewRoutes(scope, context)
    channelListRoutes(scope, context)
    channelRoutes(scope, context)
    customerRoutes(scope, context)
    accountPaperRoutes(scope, context)
    accountRemovalRoutes(scope, context)
    integrationRoutes(scope, context)
    alertRoutes(scope, context)
    auditRoutes(scope, context)
    peopleRoutes(scope, context)
  })
  return {
    app,
    async listen() {
      const listening = await app.listen({ host: hostname, port })
      if (url === undefined) address.url = listening
      return address.url
    },
  }
}
