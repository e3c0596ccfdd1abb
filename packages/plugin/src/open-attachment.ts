import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { Attachment } from '@hubward/socialhub'
import { attachmentFailure } from './attachment-failure.ts'
import type { PluginContext } from './context.ts'
import { PluginError } from './error.ts'
import { fileNameOf } from './foreign.ts'
import type { LocalizedText } from './plain.ts'

const NAME_LIMIT = 200

/** An attachment of a reply on its way: no more of it is held than is being passed on. */
export interface OpenedAttachment {
  /** Fails with what `reply` may throw, also when more comes than is allowed. */
  readonly stream: Readable
  readonly name: string
  readonly mimeType: string
  /** Where it is known before all of it has come. */
  readonly sizeBytes?: number
}

/**
 * Opens an attachment where SocialHub keeps it, to pass it on without holding it as a whole. A stream
 * can be read once, so nothing that sends it may try again by itself: `retry: { limit: 0 }`.
 *
 * @param options.limitBytes more than this is refused: at once where the size is known, else on the way.
 * @throws PluginError with `effect: 'none'`; a larger one is `invalid`.
 */
export async function openAttachment(
  { http, signal, now }: Pick<PluginContext, 'http' | 'signal' | 'now'>,
  { url, name, mimeType, size }: Attachment,
  { limitBytes, tooLarge }: { readonly limitBytes: number; readonly tooLarge?: LocalizedText },
): Promise<OpenedAttachment> {
  const refused = () => {
    const message = `the attachment is larger than ${limitBytes} bytes`
    return new PluginError('invalid', { message, sentence: tooLarge })
  }
  if (size !== undefined && size > limitBytes) throw refused()
  const source = http.stream(url, { signal, retry: { limit: 0 } })
  // It may fail before anybody reads it; whoever does hears of it.
  source.on('error', () => undefined)
  let said: Readonly<Record<string, unknown>> = {}
  try {
    const [response]: { headers?: typeof said }[] = await once(source, 'response')
    said = response?.headers ?? {}
  } catch (thrown) {
    throw attachmentFailure(thrown, now(), tooLarge)
  }
  const length = Number(said['content-length'])
  // What is compressed on its way is longer than it says.
  const sizeBytes =
    said['content-encoding'] === undefined && Number.isSafeInteger(length) ? length : undefined
  if (sizeBytes !== undefined && sizeBytes > limitBytes) {
    source.destroy()
    throw refused()
  }
  async function* bounded() {
    let passed = 0
    try {
      for await (const chunk of source) {
        passed += chunk.length
        if (passed > limitBytes) throw refused()
        yield chunk
      }
    } catch (thrown) {
      throw thrown instanceof PluginError ? thrown : attachmentFailure(thrown, now(), tooLarge)
    } finally {
      source.destroy()
    }
  }
  const type = said['content-type']
  return {
    stream: Readable.from(bounded(), { objectMode: false }),
    name: (name || fileNameOf(url, 'attachment')).slice(0, NAME_LIMIT),
    mimeType: mimeType ?? (typeof type === 'string' ? type : 'application/octet-stream'),
    ...(sizeBytes !== undefined && { sizeBytes }),
  }
}
