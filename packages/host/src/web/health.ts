import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Parts } from '../parts.ts'

/** `/healthz`: the process answers. `/readyz`: it can do its work, so traffic may be sent to it. */
export async function healthRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }))
  app.get('/readyz', { logLevel: 'warn' }, async (_request, reply) => {
    if (parts.standing.draining) return reply.code(503).send({ status: 'the host stops' })
    try {
      await sql`select 1`.execute(parts.db)
    } catch {
      return reply.code(503).send({ status: 'PostgreSQL can’t be reached' })
    }
    return { status: 'ok', integrations: [...parts.integrations.keys()] }
  })
}
