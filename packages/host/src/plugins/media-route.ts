import { PluginError } from '@hubward/plugin'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Parts } from '../parts.ts'
import { isRasterImage } from '../store/file-type.ts'
import { findFile, isFileReference, readFile } from '../store/files.ts'
import type { Sealer } from '../tokens/sealer.ts'

const PURPOSE = 'media'

/**
 * The URL under which SocialHub shows a stored file for as long as the Ticket lives. The signature
 * keeps others from trying references; it has no expiry.
 */
export function mediaUrl(publicUrl: string, sealer: Sealer, reference: string): string {
  if (!isFileReference(reference)) {
    throw new PluginError('invalid', {
      message: 'mediaUrl takes the reference of a stored file, as files.put answered it.',
    })
  }
  return `${publicUrl}/media/${reference}.${sealer.sign(PURPOSE, reference)}`
}

/** Serves stored files: without cookies, never run by a browser, shown only when an image. */
export function mediaRoutes(app: FastifyInstance, parts: Pick<Parts, 'db' | 'sealer'>): void {
  const { db, sealer } = parts

  app.get<{ Params: { signed: string } }>('/media/:signed', async (request, reply) => {
    protect(reply)
    const [reference = '', signature = ''] = request.params.signed.split('.', 2)
    const file = sealer.verify(PURPOSE, reference, signature)
      ? await findFile(db, reference)
      : undefined
    if (!file) return say(reply, 404, 'There is no such file.')
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

function protect(reply: FastifyReply): void {
  reply.headers({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'referrer-policy': 'no-referrer',
    // SocialHub's pages show these images.
    'cross-origin-resource-policy': 'cross-origin',
  })
}

function say(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply
    .code(status)
    .type('text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(sentence)
}

/** RFC 6266, with the name as RFC 8187 writes it. */
function disposition({ mimeType, name }: { mimeType: string; name: string }): string {
  const how = isRasterImage(mimeType) ? 'inline' : 'attachment'
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return encoded === '' ? how : `${how}; filename*=UTF-8''${encoded}`
}
