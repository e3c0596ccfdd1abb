import { setTimeout as sleep } from 'node:timers/promises'
import { multipart, openAttachment, PluginError, type Reply, toPluginError } from '@hubward/plugin'
import { ask } from './api.ts'
import type { Context } from './settings.ts'
import { Media } from './wire.ts'

/** How often the server is asked whether it is done with a file. */
const ASK_AGAIN_MS = 1_000
/** No server of this kind takes a larger file. */
const LIMIT_BYTES = 250_000_000

/**
 * Brings an attachment from where SocialHub keeps it to the server, and waits until the server is done
 * with it: videos are converted first. Nothing is published by it. It gets no description: its name
 * describes nothing, and whoever listens to the post would hear it read out.
 *
 * @returns the id to name in the status.
 */
export async function upload(
  context: Context,
  attachment: Reply['attachments'][number],
): Promise<string> {
  const file = await openAttachment(context, attachment, { limitBytes: LIMIT_BYTES })
  const form = multipart({ file })
  try {
    const { credentials } = context
    const { status, body } = await ask(context, credentials, 'POST', '/api/v2/media', Media, {
      form,
    })
    if (status === 202 || !body.url) await processed(context, body.id)
    return body.id
  } catch (thrown) {
    // Whatever went wrong: a file that no status names is seen by nobody.
    const { code, message, sentence, retryAfterMs } = toPluginError(thrown, context.now())
    // What is not found here is where files are sent to, and not the status that is answered.
    throw new PluginError(code === 'not-found' ? 'rejected' : code, {
      message: `the attachment could not be uploaded: ${message}`,
      effect: 'none',
      cause: thrown,
      sentence,
      retryAfterMs,
    })
  }
}

async function processed(context: Context, id: string): Promise<void> {
  for (;;) {
    await sleep(ASK_AGAIN_MS, undefined, { signal: context.signal })
    const path = `/api/v1/media/${encodeURIComponent(id)}`
    // 206 while it goes on: https://docs.joinmastodon.org/methods/media/#get
    const { status, body } = await ask(context, context.credentials, 'GET', path, Media)
    if (status !== 206 && body.url) return
  }
}
