import { once } from 'node:events'
import { Readable } from 'node:stream'
import { type OpenedMedia, PluginError } from '@hubward/plugin'
import type { ImapFlow } from 'imapflow'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Context } from './context.ts'
import { imapFailure } from './failures.ts'
import { findMail, type Whereabouts } from './find-mail.ts'
import { openImap } from './imap.ts'
import { openMail } from './load-mails.ts'
import { nameOf } from './mail-files.ts'
import { wholeText } from './mail-text.ts'
import { openPart, type RawMail } from './mime.ts'
import { parseMail } from './parse-mail.ts'
import { WORDS } from './words.ts'

/** A part of a mail, by what stands behind an address of the host's. */
const MediaReference = Type.Object({
  /** Message-ID. */
  m: Type.Optional(Type.String({ maxLength: 900 })),
  /** Folder, UIDVALIDITY and UID where it was seen first. */
  f: Type.String(),
  v: Type.String(),
  u: Type.Integer(),
  /** The place of the part, `text` or `mail`. */
  p: Type.String(),
})

/** Pictures of one Ticket are opened at once: one connection serves them, and is kept for the next. */
const KEPT_MS = 15_000
/** Smaller parts are read as a whole, so that a slow reader keeps nobody from the connection. */
const AT_ONCE_BYTES = 4_000_000

/** What names a part of a mail for ever. */
export function mediaReference(mail: Whereabouts, part: string): string {
  const { messageId, folder, validity, uid } = mail
  // Where it is undefined, JSON leaves it out.
  return JSON.stringify({ m: messageId, f: folder, v: validity, u: uid, p: part })
}

/** Opens a part of a mail, wherever the mail is by now. */
export async function openMedia(context: Context, reference: string): Promise<OpenedMedia> {
  const wanted: unknown = JSON.parse(reference)
  if (!Value.Check(MediaReference, wanted)) {
    throw new PluginError('invalid', { message: 'the reference names no part of a mail' })
  }
  const { m: messageId, f: folder, v: validity, u: uid, p: part } = wanted
  try {
    const client = await connection(context)
    const options = { readOnly: true }
    const found = await findMail(client, { messageId, folder, validity, uid }, options)
    if (!found) throw gone('the mail')
    let held = true
    const release = () => {
      if (held) found.lock.release()
      held = false
    }
    try {
      const raw = await openMail(client, found.uid)
      if (!raw) throw gone('the mail')
      const { stream, ...about } = await opened(context, raw, part)
      const { content, isAll, rest } = await upTo(stream, AT_ONCE_BYTES)
      if (isAll) {
        const [whole] = content
        const bytes = whole ?? Buffer.alloc(0)
        return { ...about, stream: Readable.from([bytes]), sizeBytes: bytes.length }
      }
      held = false
      return {
        ...about,
        stream: Readable.from(releasing(content, rest, () => found.lock.release())),
      }
    } finally {
      release()
    }
  } catch (thrown) {
    throw imapFailure(thrown)
  }
}

/** The login for files that each Channel had last, until the server has ended it. */
const formerLogins = new Map<string, Promise<unknown>>()

/** One login for a Channel, also when the one before is still read from and takes no more calls. */
async function connection(context: Context): Promise<ImapFlow> {
  const { settings, credentials, channel, integration } = context
  const whose = `${integration} ${channel.networkId}`
  const shared = context.session(
    'media',
    async ({ end, signal, ...ways }) => {
      const options = { settings, server: credentials.imap, login: credentials, signal }
      const over = Promise.withResolvers<void>()
      const former = formerLogins.get(whose)
      formerLogins.set(whose, over.promise)
      const finish = () => {
        over.resolve()
        if (formerLogins.get(whose) === over.promise) formerLogins.delete(whose)
      }
      try {
        signal.throwIfAborted()
        await Promise.race([former, once(signal, 'abort')])
        const client = await openImap(ways, options)
        client.on('close', end).on('close', finish)
        return client
      } catch (thrown) {
        // Given up while it waited: the one before is still there, and the next waits for it too.
        void Promise.resolve(former).then(finish)
        throw thrown
      }
    },
    { idleMs: KEPT_MS },
  )
  return await unlessGivenUp(shared, context.signal)
}

/** Whoever gives up stops waiting by itself: others wait for the same. */
async function unlessGivenUp<Value>(shared: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const given = Promise.withResolvers<never>()
  const giveUp = () => given.reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([shared, given.promise])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

async function opened(
  { channel }: Context,
  raw: RawMail,
  part: string,
): Promise<{ stream: AsyncIterable<Uint8Array>; mimeType: string; name: string }> {
  const words = WORDS[channel.language]
  if (part === 'mail') {
    const stream = Readable.from(raw)
    return { stream, mimeType: 'message/rfc822', name: words.wholeMail }
  }
  if (part === 'text') {
    const mail = await parseMail(raw)
    const text = mail ? wholeText(mail) : ''
    const stream = Readable.from([Buffer.from(text)])
    return { stream, mimeType: 'text/plain; charset=utf-8', name: words.wholeText }
  }
  const one = await openPart(raw, Number(part))
  if (!one) throw gone('this part of the mail')
  const mimeType = one.node.contentType || 'application/octet-stream'
  const name = nameOf({ name: one.node.filename || '', mimeType }, words)
  return { stream: one.content, mimeType, name }
}

/** The beginning of a stream, and whether that was all of it. */
async function upTo(stream: AsyncIterable<Uint8Array>, limitBytes: number) {
  const chunks: Uint8Array[] = []
  const rest = stream[Symbol.asyncIterator]()
  for (let bytes = 0; bytes <= limitBytes; ) {
    const next = await rest.next()
    if (next.done) return { content: [Buffer.concat(chunks)], isAll: true, rest }
    chunks.push(next.value)
    bytes += next.value.length
  }
  return { content: chunks, isAll: false, rest }
}

async function* releasing(
  beginning: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  release: () => void,
) {
  try {
    yield* beginning
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
    release()
  }
}

function gone(what: string): PluginError {
  return new PluginError('not-found', { message: `${what} is in the mailbox no more` })
}
