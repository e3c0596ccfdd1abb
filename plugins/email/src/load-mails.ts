import type { ImapFlow } from 'imapflow'
import { isPassing } from './failures.ts'
import { type Found, stillThere } from './folder.ts'
import { isRefusal } from './imap.ts'
import type { RawMail } from './mime.ts'

/** Mails up to this size come together; larger ones by themselves, piece by piece. */
const TOGETHER_BYTES = 256 * 1024
/** Of a mail that is longer than any server should take, this much is read. */
const READ_LIMIT_BYTES = 100_000_000
const PIECE_BYTES = 1_000_000

/** What is done with the mails that are loaded. */
export interface Reader {
  /** Called for each mail that is still there. */
  read(mail: Found, raw: RawMail): Promise<void>
  /** Called for one that the server says no to, for now or for ever. */
  refused(mail: Found, isPassing: boolean): void
  /** Called for one that nobody can read. */
  unreadable(mail: Found, reason: string): void
}

/**
 * Reads mails of one folder, one after the other. Many small ones are asked for at once; of large ones
 * no more is held than a piece. One that the server has lost keeps no other away.
 */
export async function loadMails(
  client: ImapFlow,
  path: string,
  mails: readonly Found[],
  reader: Reader,
): Promise<void> {
  if (mails.length === 0) return
  await client.mailboxOpen(path, { readOnly: true })
  const small = mails.filter(({ sizeBytes }) => sizeBytes <= TOGETHER_BYTES)
  const sources = await loadTogether(client, small, reader)
  for (const mail of mails) {
    const source = sources.get(mail.uid)
    if (source) await reader.read(mail, source)
    else if (mail.sizeBytes > TOGETHER_BYTES) await readLarge(client, mail, reader)
  }
}

/** The server may say no to any of its pieces. */
async function readLarge(client: ImapFlow, mail: Found, reader: Reader): Promise<void> {
  try {
    const content = await openMail(client, mail.uid)
    if (content) await reader.read(mail, content)
  } catch (thrown) {
    if (isOverflow(client, thrown)) reader.unreadable(mail, 'the server sends it without end')
    else if (isRefusal(client, thrown)) reader.refused(mail, isPassing(thrown))
    else throw thrown
  }
}

async function loadTogether(
  client: ImapFlow,
  mails: readonly Found[],
  reader: Reader,
): Promise<Map<number, Buffer>> {
  try {
    return await sourcesOf(client, mails)
  } catch (thrown) {
    if (!isRefusal(client, thrown)) throw thrown
  }
  const sources = new Map<number, Buffer>()
  for (const mail of mails) {
    try {
      for (const [uid, source] of await sourcesOf(client, [mail])) sources.set(uid, source)
    } catch (thrown) {
      if (!isRefusal(client, thrown)) throw thrown
      reader.refused(mail, isPassing(thrown))
    }
  }
  return sources
}

async function sourcesOf(client: ImapFlow, mails: readonly Found[]): Promise<Map<number, Buffer>> {
  const sources = new Map<number, Buffer>()
  if (mails.length === 0) return sources
  const uids = mails.map(({ uid }) => uid)
  const wanted = { uid: true, source: true }
  for await (const { uid, source } of client.fetch(uids, wanted, { uid: true })) {
    if (source) sources.set(uid, source)
  }
  stillThere(client)
  return sources
}

/** The server sends pieces without end, far beyond the size that it told. */
function isOverflow(client: ImapFlow, thrown: unknown): boolean {
  return client.usable && Reflect.get(Object(thrown), 'code') === 'DownloadOverflow'
}

/** The bytes of one mail of the open folder as they come; undefined where it is gone. */
export async function openMail(
  client: ImapFlow,
  uid: number,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { content } = await client.download(String(uid), undefined, {
    uid: true,
    maxBytes: READ_LIMIT_BYTES,
    chunkSize: PIECE_BYTES,
  })
  return content
}
