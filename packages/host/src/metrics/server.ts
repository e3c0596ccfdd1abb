import { type FastifyInstance, fastify } from 'fastify'
import { collectDefaultMetrics } from 'prom-client'
import type { HostContext } from '../host-context.ts'
import { addGauges, addIntegrationGauge } from './gauges.ts'

type MetricsContext = Pick<HostContext, 'db' | 'counters' | 'availability' | 'integrations'>

/**
 * `/metrics` for Prometheus, on a listener of its own: what it says is nobody's business but the
 * operator's, so it must not be reachable through the public address. Not yet listening.
 */
export function createMetricsServer({
  db,
  counters,
  availability,
  integrations,
}: MetricsContext): FastifyInstance {
  const { registry } = counters
  addGauges(registry, db, () => performance.now())
  addIntegrationGauge(registry, () => ({
    running: [...integrations.keys()],
    missing: [...availability.failing(), ...availability.unread],
  }))
  collectDefaultMetrics({ register: registry })
  const app = fastify({ forceCloseConnections: 'idle' })
  app.get('/metrics', async (_request, reply) => {
    const text = await registry.metrics()
    return reply.type(registry.contentType).send(text)
  })
  app.setErrorHandler((_error, _request, reply) =>
    reply.code(503).send({ message: 'PostgreSQL can’t be reached, so nothing can be counted.' }),
  )
  return app
}
