import type { ImapFlow } from 'imapflow'
import { type Found, stillThere } from './folder.ts'
import type { RawMail } from './mime.ts'

/** Mails up to this size come together; larger ones by themselves, piece by piece. */
const TOGETHER_BYTES = 256 * 1024
/** Of a mail that is longer than any server should take, this much is read. */
const READ_LIMIT_BYTES = 100_000_000
const PIECE_BYTES = 1_000_000

/**
 * Reads mails of one folder, one after the other. Many small ones are asked for at once; of large ones
 * no more is held than a piece.
 *
 * @param read called for each mail that is still there.
 */
export async function loadMails(
  client: ImapFlow,
  path: string,
  mails: readonly Found[],
  read: (mail: Found, raw: RawMail) => Promise<void>,
): Promise<void> {
  if (mails.length === 0) return
  await client.mailboxOpen(path, { readOnly: true })
  const small = mails.filter(({ sizeBytes }) => sizeBytes <= TOGETHER_BYTES)
  const sources = new Map<number, Buffer>()
  if (small.length > 0) {
    const uids = small.map(({ uid }) => uid)
    const wanted = { uid: true, source: true }
    for await (const { uid, source } of client.fetch(uids, wanted, { uid: true })) {
      if (source) sources.set(uid, source)
    }
    stillThere(client)
  }
  for (const mail of mails) {
    const source = sources.get(mail.uid)
    if (source) await read(mail, source)
    else if (mail.sizeBytes > TOGETHER_BYTES) {
      const content = await openMail(client, mail.uid)
      if (content) await read(mail, content)
    }
  }
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
