import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { answers } from '../store/database.ts'

/** `/healthz`: the process answers. `/readyz`: it can do its work, so traffic may be sent to it. */
export async function healthRoutes(app: FastifyInstance, context: HostContext): Promise<void> {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }))
  const answering = shared(() => answers(context.db))
  app.get('/readyz', { logLevel: 'warn' }, async (request, reply) => {
    if (context.availability.draining) return reply.code(503).send({ status: 'the host stops' })
    if (!(await answering())) {
      return reply.code(503).send({ status: 'PostgreSQL can’t be reached' })
    }
    if (context.availability.diskFull) {
      return reply.code(503).send({ status: 'the disk of PostgreSQL is full' })
    }
    const { status, ready, ...names } = readiness(context)
    return reply.code(ready ? 200 : 503).send({ status, ...(isOfThisMachine(request) && names) })
  })
}

/** Anybody may ask: those who do at the same moment share one answer. */
export function shared<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asking: Promise<Answer> | undefined
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
}

interface Readiness {
  readonly ready: boolean
  readonly status: string
  /** By name: those that run, those that can't, those whose code is being read. */
  readonly integrations: readonly string[]
  readonly failed?: readonly string[]
  readonly unread?: readonly string[]
}

/** Asked each time: a plugin that is being written can be mended while the host runs. */
function readiness({ availability, integrations: running }: HostContext): Readiness {
  const failed = availability.failing()
  const unread = [...availability.unread]
  const integrations = [...running.keys()]
  const names = {
    integrations,
    ...(failed.length > 0 && { failed }),
    ...(unread.length > 0 && { unread }),
  }
  if (unread.length > 0) {
    const status = 'the code of integrations is being read; the others work already'
    return { ready: false, status, ...names }
  }
  if (integrations.length === 0) {
    return { ready: false, status: 'no integration runs; the log says why', ...names }
  }
  return { ready: true, status: 'ok', ...names }
}

/**
 * Whether the operator asks, from this very machine. A proxy here also connects from this machine, but
 * says for whom; which integrations there are, and which are broken, is nobody's business outside.
 */
function isOfThisMachine({ raw, headers }: FastifyRequest): boolean {
  const isLoopback = /^(::ffff:)?127\.|^::1$/.test(raw.socket.remoteAddress ?? '')
  const isPassedOn = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some(
    (name) => headers[name] !== undefined,
  )
  return isLoopback && !isPassedOn
}
