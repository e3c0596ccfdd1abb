import { isSignedBy } from '@hubward/border'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { HostContext } from '../host-context.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { isRasterImage } from '../store/file-type.ts'
import { findFile, readFile } from '../store/files.ts'
import { mediaKeyOf } from './media-key.ts'

const PURPOSE = 'media'

/** Serves stored files: without cookies, never run by a browser, shown only when an image. */
export function mediaRoutes(
  app: FastifyInstance,
  context: Pick<HostContext, 'db' | 'sealer'>,
): void {
  const { db, sealer } = context

  app.get<{ Params: { signed: string } }>('/media/:signed', async (request, reply) => {
    protect(reply)
    const [reference = '', signature = ''] = request.params.signed.split('.', 2)
    const file = await findFile(db, reference)
    if (!file || !isSigned(sealer, file.integration, reference, signature))
      return say(reply, 404, 'There is no such file.')
    if (file.erased) return say(reply, 410, 'This file was erased.')

    const etag = `"${reference}"`
    // A file never changes, but it may be erased: caches of others may not keep it, and the browser's
    // own asks again after a day.
    reply.headers({ etag, 'cache-control': 'private, max-age=86400, immutable' })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()

    return reply
      .headers({
        'content-type': file.mimeType,
        'content-length': file.sizeBytes,
        'content-disposition': disposition(file),
      })
      .send(readFile(db, reference, file.sizeBytes))
  })
}

function isSigned(
  sealer: Sealer,
  integration: string,
  reference: string,
  signature: string,
): boolean {
  return (
    isSignedBy(mediaKeyOf(sealer, integration), reference, signature) ||
    // URLs without expiry stand in Tickets that were made before each integration had a key.
    sealer.verify(PURPOSE, reference, signature)
  )
}

export function protect(reply: FastifyReply): void {
  reply.headers({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'referrer-policy': 'no-referrer',
    // SocialHub's pages show these images.
    'cross-origin-resource-policy': 'cross-origin',
  })
}

export function say(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply
    .code(status)
    .type('text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(sentence)
}

/** RFC 6266, with the name as RFC 8187 writes it. */
export function disposition({ mimeType, name }: { mimeType: string; name: string }): string {
  const how = isRasterImage(mimeType) ? 'inline' : 'attachment'
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return encoded === '' ? how : `${how}; filename*=UTF-8''${encoded}`
}
