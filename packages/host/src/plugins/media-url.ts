import { createHmac, timingSafeEqual } from 'node:crypto'
import { PluginError } from '@hubward/plugin'
import { isFileReference } from '../store/file-reference.ts'
import type { Sealer } from '../tokens/sealer.ts'

/**
 * What signs the URLs of one integration's files. A plugin's worker is given it in place of the host's
 * own keys: it can sign nothing that `context.mediaUrl` would not sign for it.
 */
export function mediaKeyOf(sealer: Sealer, integration: string): string {
  return sealer.sign('media-key', integration)
}

/**
 * The URL under which SocialHub shows a stored file for as long as the Ticket lives. The signature
 * keeps others from trying references; it has no expiry.
 */
export function mediaUrl(publicUrl: string, mediaKey: string, reference: string): string {
  if (!isFileReference(reference)) {
    throw new PluginError('invalid', {
      message: 'mediaUrl takes the reference of a stored file, as files.put answered it.',
    })
  }
  return `${publicUrl}/media/${reference}.${signatureOf(mediaKey, reference)}`
}

export function isSignedBy(mediaKey: string, reference: string, signature: string): boolean {
  const given = Buffer.from(signature)
  const expected = Buffer.from(signatureOf(mediaKey, reference))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function signatureOf(mediaKey: string, reference: string): string {
  const mac = createHmac('sha256', mediaKey).update(reference).digest()
  return mac.subarray(0, 24).toString('base64url')
}
