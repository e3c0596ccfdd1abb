import fastify from 'fastify'
import { ATTACHMENT_LIMIT_BYTES } from '../src/declaration.ts'

/** Where SocialHub would keep an agent's attachment: `/label.pdf`, one too large at `/huge`. */
export async function startFileServer(t: { teardown(after: () => Promise<void>): unknown }) {
  const app = fastify({ forceCloseConnections: true })
  app.get('/label.pdf', (_request, reply) => reply.type('application/pdf').send('%PDF-1.7'))
  app.get('/huge', (_request, reply) => reply.send(Buffer.alloc(ATTACHMENT_LIMIT_BYTES + 1)))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  return { url }
}
