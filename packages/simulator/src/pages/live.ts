import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { State } from '../state/state.ts'

/**
 * `GET /changes`: Server-Sent Events, one whenever the state has changed. It says only that: the
 * page then fetches itself again and shows what differs (`assets/live.js`).
 */
export function live(app: FastifyInstance, state: State): void {
  const open = new Set<ServerResponse>()

  app.get('/changes', (_request, reply) => {
    reply.hijack()
    const stream = reply.raw
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    stream.write('retry: 1000\n\n')
    open.add(stream)
    stream.on('close', () => open.delete(stream))
  })

  // Many changes come out of one request: they are announced together.
  let announced = false
  const announce = () => {
    if (announced) return
    announced = true
    setImmediate(() => {
      announced = false
      for (const stream of open) stream.write('data: changed\n\n')
    })
  }

  state.changes.on('change', announce)
  app.addHook('preClose', async () => {
    state.changes.off('change', announce)
    for (const stream of open) stream.end()
  })
}
