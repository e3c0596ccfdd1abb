import type { ImapFlow, MailboxLockObject } from 'imapflow'
import { allFolders } from './folders.ts'
import { readMessageId } from './ids.ts'
import { isRefusal } from './imap.ts'

/** By what a mail is found again, wherever it was moved to. */
export interface Whereabouts {
  /** Its Message-ID; a mail without one is found where it was seen, and nowhere else. */
  readonly messageId: string | undefined
  readonly folder: string
  /** UIDVALIDITY and UID when it was seen. */
  readonly validity: string
  readonly uid: number
}

/** A mail in a folder that stays open until it is let go. */
export interface FoundMail {
  readonly uid: number
  readonly path: string
  readonly lock: MailboxLockObject
}

/** A mailbox may have thousands; mail is moved into few. */
const FOLDERS_LIMIT = 40
/** Others read from the same connection. */
const LOCK_MS = 60_000

/**
 * Looks for a mail where it was seen, then by its Message-ID there, then in the other folders.
 *
 * @param options.readOnly false: flags shall be set, or the mail be moved.
 */
export async function findMail(
  client: ImapFlow,
  wanted: Whereabouts,
  { readOnly }: { readonly readOnly: boolean },
): Promise<FoundMail | undefined> {
  const { messageId, folder } = wanted
  const here = await inFolder(client, folder, wanted, readOnly)
  if (here || messageId === undefined) return here
  const others = (await allFolders(client)).filter((path) => path !== folder)
  for (const path of others.slice(0, FOLDERS_LIMIT)) {
    const there = await inFolder(client, path, wanted, readOnly)
    if (there) return there
  }
  return undefined
}

async function inFolder(
  client: ImapFlow,
  path: string,
  wanted: Whereabouts,
  readOnly: boolean,
): Promise<FoundMail | undefined> {
  let lock: MailboxLockObject
  try {
    lock = await client.getMailboxLock(path, { readOnly, acquireTimeout: LOCK_MS })
  } catch (thrown) {
    // Somebody has removed the folder, or may not read it.
    if (isRefusal(client, thrown)) return undefined
    throw thrown
  }
  try {
    const uid = await uidOf(client, path, wanted)
    if (uid !== undefined) return { uid, path, lock }
  } catch (thrown) {
    lock.release()
    throw thrown
  }
  lock.release()
  return undefined
}

async function uidOf(
  client: ImapFlow,
  path: string,
  { messageId, folder, validity, uid }: Whereabouts,
): Promise<number | undefined> {
  const mailbox = client.mailbox
  const isWhereItWas = path === folder && mailbox && String(mailbox.uidValidity) === validity
  if (isWhereItWas && (await isThere(client, uid, messageId))) return uid
  if (messageId === undefined) return undefined
  const found = await client.search({ header: { 'message-id': messageId } }, { uid: true })
  for (const one of (found || []).slice(0, 5)) {
    if (await isThere(client, one, messageId)) return one
  }
  return undefined
}

/** Servers look for a part of the id; and numbers may mean another mail by now. */
async function isThere(
  client: ImapFlow,
  uid: number,
  messageId: string | undefined,
): Promise<boolean> {
  const query = { uid: true, headers: ['message-id'] }
  const mail = await client.fetchOne(String(uid), query, { uid: true })
  if (!mail) return false
  if (messageId === undefined) return true
  const header = String(mail.headers ?? '').replace(/^message-id:/i, '')
  return readMessageId(header.replace(/\r?\n[ \t]+/g, ' ').trim()) === messageId
}
