import { createHmac, timingSafeEqual } from 'node:crypto'
import { PluginError } from '@hubward/plugin'

/** A UUID, as `files.put` answers it. */
const FILE_REFERENCE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The URL under which SocialHub shows a stored file for as long as the Ticket lives. The signature
 * keeps others from trying references; it has no expiry.
 */
export function mediaUrl(publicUrl: string, mediaKey: string, reference: string): string {
  if (!FILE_REFERENCE.test(reference)) {
    throw new PluginError('invalid', {
      message: 'mediaUrl takes the reference of a stored file, as files.put answered it.',
    })
  }
  return `${publicUrl}/media/${reference}.${signatureOf(mediaKey, reference)}`
}

/** How long a plugin's own reference may be, in bytes. */
const REFERENCE_LIMIT_BYTES = 2_048

/** Stands for a reference of the plugin's in a URL: as unguessable as the key, and it says nothing. */
export function channelMediaToken(mediaKey: string, channelId: string, reference: string): string {
  if (typeof reference !== 'string' || Buffer.byteLength(reference) > REFERENCE_LIMIT_BYTES) {
    throw new PluginError('invalid', {
      message: `channelMediaUrl takes text of at most ${REFERENCE_LIMIT_BYTES} bytes.`,
    })
  }
  return signatureOf(mediaKey, `channel ${channelId} ${reference}`)
}

export function channelMediaUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/media/channel/${token}`
}

/** The tokens in any plain data, wherever URLs stand in it. */
export function tokensNamedIn(data: unknown): readonly string[] {
  const found = JSON.stringify(data ?? null).matchAll(/\/media\/channel\/([\w-]{32})(?![\w-])/g)
  return [...new Set([...found].flatMap(([, token]) => token ?? []))]
}

export function isSignedBy(mediaKey: string, reference: string, signature: string): boolean {
  const given = Buffer.from(signature)
  const expected = Buffer.from(signatureOf(mediaKey, reference))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

export function signatureOf(mediaKey: string, reference: string): string {
  const mac = createHmac('sha256', mediaKey).update(reference).digest()
  return mac.subarray(0, 24).toString('base64url')
}
