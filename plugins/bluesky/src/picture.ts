import type { Agent, BlobRef } from '@atproto/api'
import { attachmentFailure, PluginError, type Reply } from '@hubward/plugin'
import { imageSize } from 'image-size'
import type { Context } from './credentials.ts'
import { PICTURE_LIMIT_BYTES } from './declaration.ts'
import { SENTENCES } from './sentences.ts'

type Attachment = Reply['attachments'][number]

const MIME_TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
}

/** An attached picture as a post embeds it. */
export interface EmbeddedPicture {
  readonly image: BlobRef
  readonly alt: string
  readonly aspectRatio: { readonly width: number; readonly height: number }
}

/** Copies an attachment to the account's server. Nothing is published by it, whatever goes wrong. */
export async function embedPicture(
  context: Context,
  client: Agent,
  attachment: Attachment,
  alt: string,
): Promise<EmbeddedPicture> {
  const bytes = await bytesOf(context, attachment)
  if (bytes.length > PICTURE_LIMIT_BYTES) throw refused('pictureTooLarge')
  const { mimeType, width, height } = looked(bytes)
  const { data } = await client.com.atproto.repo.uploadBlob(bytes, { encoding: mimeType })
  return { image: data.blob, alt, aspectRatio: { width, height } }
}

async function bytesOf(context: Context, { url }: Attachment): Promise<Uint8Array> {
  try {
    return await context.http(url, { signal: context.signal }).buffer()
  } catch (thrown) {
    throw attachmentFailure(thrown, context.now())
  }
}

/** By the bytes themselves: a name or a header may say anything. */
function looked(bytes: Uint8Array): { mimeType: string; width: number; height: number } {
  try {
    const { type = '', width, height } = imageSize(bytes)
    const mimeType = MIME_TYPES[type]
    if (mimeType !== undefined) return { mimeType, width, height }
  } catch {
    // It is no picture, or one of a kind that nobody knows.
  }
  throw refused('noPicture')
}

function refused(why: 'pictureTooLarge' | 'noPicture'): PluginError {
  return new PluginError('invalid', { sentence: SENTENCES[why] })
}
