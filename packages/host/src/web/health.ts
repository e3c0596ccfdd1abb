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
    const { unread, failing } = context.availability
    const failed = failing()
    const integrations = [...context.integrations.keys()]
    const said = { integrations, ...(failed.length > 0 && { failed }) }
    if (unread.size > 0) {
      const status = 'the code of integrations is being read; the others work already'
      return reply.code(503).send({ status, ...said, unread: [...unread] })
    }
    if (integrations.length === 0) {
      return reply.code(503).send({ status: 'no integration runs; the log says why', ...said })
    }
    return { status: 'ok', ...said }
  })
}
