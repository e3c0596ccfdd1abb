import type { FastifyInstance } from 'fastify'
import type { State } from './state/state.ts'

/**
 * The files that agents attach, under the URLs that reply events carry. They come from a disk and
 * may be anything, so a browser shows none but pictures, and runs nothing.
 */
export async function files(app: FastifyInstance, { state }: { state: State }): Promise<void> {
  app.get<{ Params: { id: string; name: string } }>('/files/:id/:name', (request, reply) => {
    const file = state.data.files[request.params.id]
    if (!file || file.name !== request.params.name) {
      return reply.code(404).type('text/plain').send('There is no such file.')
    }
    const isPicture = /^image\/(png|jpeg|gif|webp|avif)$/.test(file.mimetype)
    return reply
      .header('content-type', isPicture ? file.mimetype : 'application/octet-stream')
      .header('content-disposition', isPicture ? 'inline' : 'attachment')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .send(Buffer.from(file.contentBase64, 'base64'))
  })
}
