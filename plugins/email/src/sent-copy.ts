import type { ImapFlow } from 'imapflow'
import type { Composed } from './compose.ts'
import type { Context } from './context.ts'
import { findMail } from './find-mail.ts'
import { specialFolder } from './folders.ts'
import { closeImap, openImap } from './imap.ts'
import { keepsCopies } from './providers.ts'
import type { ReplyNote } from './reply-note.ts'

/** Calls for people last no longer for what is nice to have. */
const PATIENCE_MS = 20_000

/** Puts a copy of an answer into the folder for sent mail, and marks the mail as answered. */
export async function fileCopy(
  context: Context,
  mail: Composed,
  { at, messageId }: ReplyNote,
): Promise<void> {
  await withMailbox(context, PATIENCE_MS, async (client) => {
    const sent = await specialFolder(client, '\\Sent')
    const isKept = keepsCopies(context.credentials.smtp)
    if (sent !== undefined && !isKept && !(await isIn(client, sent, mail.messageId))) {
      await client.append(sent, mail.bytes, ['\\Seen'], context.now())
    }
    const found = at && (await findMail(client, { ...at, messageId }, { readOnly: false }))
    if (!found) return
    try {
      await client.messageFlagsAdd(String(found.uid), ['\\Answered', '\\Seen'], { uid: true })
    } finally {
      found.lock.release()
    }
  })
}

/** Whether a folder has a mail with this id, also where a provider gave it another one on its way. */
export async function isIn(client: ImapFlow, path: string, messageId: string): Promise<boolean> {
  await client.mailboxOpen(path, { readOnly: true })
  for (const header of ['message-id', 'x-microsoft-original-message-id']) {
    const found = await client.search({ header: { [header]: messageId } }, { uid: true })
    if (!found) throw new Error('the server did not search')
    if (found.length > 0) return true
  }
  return false
}

/** Opens the mailbox for one thing, and closes it again. */
export async function withMailbox<Answer>(
  context: Context,
  patienceMs: number,
  use: (client: ImapFlow) => Promise<Answer>,
): Promise<Answer> {
  const { settings, credentials } = context
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)])
  const options = { settings, server: credentials.imap, login: credentials, signal }
  const client = await openImap(context, options)
  try {
    return await use(client)
  } finally {
    await closeImap(client)
  }
}
