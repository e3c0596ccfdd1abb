import type { FastifyInstance } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { answers } from '../store/database.ts'

/** `/healthz`: the process answers. `/readyz`: it can do its work, so traffic may be sent to it. */
export async function healthRoutes(app: FastifyInstance, context: HostContext): Promise<void> {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }))
  let asking: Promise<boolean> | undefined
  app.get('/readyz', { logLevel: 'warn' }, async (_request, reply) => {
    if (context.availability.draining) return reply.code(503).send({ status: 'the host stops' })
    // Anybody may ask: those who do at the same moment share one answer of PostgreSQL's.
    asking ??= answers(context.db).finally(() => {
      asking = undefined
    })
    if (!(await asking)) {
      return reply.code(503).send({ status: 'PostgreSQL can’t be reached' })
    }
    // Asked each time: a plugin that is being written can be mended while the host runs.
    if (context.integrations.size === 0) {
      return reply
        .code(503)
        .send({ status: 'no integration runs; the log says why', integrations: [] })
    }
    return { status: 'ok', integrations: [...context.integrations.keys()] }
  })
}
