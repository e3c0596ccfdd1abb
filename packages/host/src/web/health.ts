import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Parts } from '../parts.ts'

/** `/healthz`: the process answers. `/readyz`: it can do its work, so traffic may be sent to it. */
export async function healthRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }))
  let asking: Promise<unknown> | undefined
  app.get('/readyz', { logLevel: 'warn' }, async (_request, reply) => {
    if (parts.standing.draining) return reply.code(503).send({ status: 'the host stops' })
    try {
      // Anybody may ask: those who do at the same moment share one answer of PostgreSQL's.
      asking ??= sql`select 1`.execute(parts.db).finally(() => {
        asking = undefined
      })
      await asking
    } catch {
      return reply.code(503).send({ status: 'PostgreSQL can’t be reached' })
    }
    // Asked each time: a plugin that is being written can be mended while the host runs.
    if (parts.integrations.size === 0) {
      return reply
        .code(503)
        .send({ status: 'no integration runs; the log says why', integrations: [] })
    }
    return { status: 'ok', integrations: [...parts.integrations.keys()] }
  })
}
