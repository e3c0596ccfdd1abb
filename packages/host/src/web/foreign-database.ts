import type { FastifyInstance } from 'fastify'
import type { HostContext } from '../host-context.ts'

/** When whoever asks may come again. */
const RETRY_AFTER_S = 60

/**
 * A host whose database is not its own answers nothing but that: SocialHub delivers again after a 503,
 * and a webhook that was answered well would be lost to the host that it is meant for.
 */
export function refuseOnForeignDatabase(app: FastifyInstance, { availability }: HostContext): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (availability.foreignDatabase === undefined || request.url.startsWith('/healthz'))
      return done()
    return void reply.code(503).header('retry-after', RETRY_AFTER_S).send({
      status: availability.foreignDatabase,
      message: 'This host does nothing until "hubward adopt" was run.',
    })
  })
}
