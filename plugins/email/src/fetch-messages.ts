import type { FetchRequest, FetchResult, WrittenMessage } from '@hubward/plugin'
import type { ImapFlow } from 'imapflow'
import type { Context } from './context.ts'
import { imapFailure } from './failures.ts'
import { type FolderPage, type Found, readFolder } from './folder.ts'
import { specialFolder } from './folders.ts'
import { closeImap, isRefusal, openImap } from './imap.ts'
import { loadMails } from './load-mails.ts'
import { mediaReference } from './media.ts'
import type { RawMail } from './mime.ts'
import type { Place, Position } from './position.ts'
import { readMail } from './read-mail.ts'
import {
  firstOf,
  isOf,
  type Refusal,
  roomFor,
  sorted,
  stillWaiting,
  waitingMails,
} from './refused.ts'
import { idAmong, rememberMail, threadOf } from './threads.ts'

/** A page is read within two minutes: as many large mails as a slow server gives in that time. */
const PAGE_BYTES = 50_000_000
/** What a mail says of when it was written is no further from the truth, mostly. */
const CLOCKS_MS = 2 * 86_400_000

/**
 * What is new in the mailbox: what came in and what was sent from it, merged by time. Each page has a
 * login of its own: one that is kept would be a fourth beside those that listen, open files and reply.
 */
export async function fetchMessages(
  context: Context,
  request: FetchRequest<Position>,
): Promise<FetchResult<Position>> {
  const { settings, credentials, signal } = context
  const options = { settings, server: credentials.imap, login: credentials, signal }
  try {
    const client = await openImap(context, options)
    try {
      return await fetchWith(context, client, request)
    } finally {
      await closeImap(client)
    }
  } catch (thrown) {
    throw imapFailure(thrown)
  }
}

async function fetchWith(
  context: Context,
  client: ImapFlow,
  { position: known, limit, since }: FetchRequest<Position>,
): Promise<FetchResult<Position>> {
  const position = known ?? { since, inbox: null, sent: null }
  const now = context.now()
  const { due, later } = waitingMails(position, now)
  const page = async (path: string | undefined, place: Place | null) =>
    path === undefined
      ? undefined
      : await readFolder(client, path, { place, since: position.since, limit })
  const sentPath = context.channelSettings.sentElsewhere
    ? await specialFolder(client, '\\Sent')
    : undefined
  const { page: sent, isRefused: sentRefused } = await ifPermitted(client, () =>
    page(sentPath, position.sent),
  )
  if (sentPath !== undefined) noteChange(context, sentRefused, position.sentRefused ?? false)
  const inbox = await page(context.credentials.folder ?? 'INBOX', position.inbox)
  const pages = { sent, inbox }
  const looked = firstOf(
    due.filter((mail) => isOf(mail, pages[mail.folder])),
    limit,
  )
  const unlooked = [...later, ...due.filter((mail) => !looked.includes(mail))]
  const { kept, forgotten } = stillWaiting(unlooked, { now, pages })
  const room = roomFor([...kept, ...looked], pages)
  const taken = merged(inbox, sent, {
    limit: Math.min(limit - looked.length, room),
    bytes: looked.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  })
  const messages = new Map<Found, WrittenMessage>()
  const refusals: Refusal[] = []
  for (const folder of ['sent', 'inbox'] as const) {
    const one = pages[folder]
    if (!one) continue
    const mails = [
      ...looked.filter((mail) => mail.folder === folder),
      ...taken.flatMap(({ found, path }) => (path === one.path ? found : [])),
    ]
    const where = { folder: one.path, validity: one.place.validity }
    await loadMails(client, one.path, mails, {
      read: async (found, raw) => {
        context.signal.throwIfAborted()
        const message = await messageOf(context, found, raw, {
          ...where,
          own: folder === 'sent',
          since: position.since,
        })
        if (message) messages.set(found, message)
      },
      refused: (found, isPassing) => refusals.push({ folder, found, isPassing }),
      unreadable: ({ uid }, reason) => leaveOut(context, uid, `${one.path} ${uid}`, reason),
    })
  }
  const { again, lasting } = sorted(refusals, looked, { now, pages })
  for (const { folder, found } of lasting) {
    const id = `${pages[folder]?.path} ${found.uid}`
    leaveOut(context, found.uid, id, 'the server can’t give this mail')
  }
  for (const { folder, uid } of forgotten) {
    leaveOut(
      context,
      uid,
      `${folder} ${uid}`,
      'the server refused it, and its folder is read no more',
    )
  }
  const refused = [...kept, ...again]
  const after = {
    since: position.since,
    inbox: placeAfter(inbox, position.inbox, taken),
    sent: sent ? placeAfter(sent, position.sent, taken) : position.sent,
    ...(sentRefused && { sentRefused }),
    ...(refused.length > 0 && { refused }),
  }
  const rest = [inbox, sent].some(
    (one) => one && (one.more || one.found.some((found) => !isTaken(found, one.path, taken))),
  )
  const all = [...looked, ...taken.map(({ found }) => found)]
  const read = all.flatMap((found) => messages.get(found) ?? [])
  // Without room for more that is refused, what is new waits until the next look.
  return { messages: read, position: after, more: rest && roomFor(refused, pages) > 0 }
}

/** Some servers list a folder for sent mail that they let nobody open: that stops no other mail. */
async function ifPermitted<Page>(
  client: ImapFlow,
  read: () => Promise<Page>,
): Promise<{ readonly page: Page | undefined; readonly isRefused: boolean }> {
  try {
    return { page: await read(), isRefused: false }
  } catch (thrown) {
    if (!isRefusal(client, thrown)) throw thrown
    return { page: undefined, isRefused: true }
  }
}

/** Mostly it stays refused for good: said at each fetch, it would hide all else in the log. */
function noteChange({ log }: Context, isRefused: boolean, wasRefused: boolean): void {
  if (isRefused === wasRefused) return
  if (isRefused) log.warn('the server refuses the folder for sent mail, which is left out')
  else log.info('the server opens the folder for sent mail again')
}

interface Taken {
  readonly found: Found
  readonly path: string
}

/**
 * Two folders, each in its own order, as one by time: as much as fits beside the bytes of mails that
 * get another look. One mail at least where there are none of those, however large it is.
 */
function merged(
  inbox: FolderPage | undefined,
  sent: FolderPage | undefined,
  { limit, bytes: lookedBytes }: { readonly limit: number; readonly bytes: number },
): readonly Taken[] {
  const taken: Taken[] = []
  let bytes = lookedBytes
  for (let a = 0, b = 0; taken.length < limit && bytes < PAGE_BYTES; ) {
    const one = inbox?.found[a]
    const other = sent?.found[b]
    if (inbox && one && (!other || one.arrivedTime <= other.arrivedTime)) {
      taken.push({ found: one, path: inbox.path })
      bytes += one.sizeBytes
      a++
    } else if (sent && other) {
      taken.push({ found: other, path: sent.path })
      bytes += other.sizeBytes
      b++
    } else break
  }
  return taken
}

function isTaken(found: Found, path: string, taken: readonly Taken[]): boolean {
  return taken.some((one) => one.path === path && one.found.uid === found.uid)
}

/** Where a folder stands when only some of what was found in it is taken. */
function placeAfter(
  page: FolderPage | undefined,
  before: Place | null,
  taken: readonly Taken[],
): Place | null {
  if (!page) return before
  const left = page.found.find((found) => !isTaken(found, page.path, taken))
  if (!left) return page.place
  return { ...page.place, next: left.uid }
}

async function messageOf(
  context: Context,
  { arrivedTime, uid, renumbered }: Found,
  raw: RawMail,
  { own, since, ...where }: { own: boolean; since: string; folder: string; validity: string },
): Promise<WrittenMessage | undefined> {
  const { channel, channelSettings, credentials } = context
  const read = await readMail(raw, {
    address: credentials.address,
    networkId: channel.networkId,
    arrivedTime,
    at: { ...where, uid },
    language: channel.language,
    own,
    wanted: channelSettings,
    mediaUrl: (part, { messageId }) =>
      context.channelMediaUrl(mediaReference({ ...where, messageId, uid }, part)),
    threadOf: (messageIds) => threadOf(context, messageIds),
    idOf: (mail) => idAmong(context, mail, own),
  })
  if (read.kind === 'set-aside') {
    // One that can’t be read has no id: where it is tells it from others.
    leaveOut(context, uid, read.id || `${where.folder} ${uid}`, read.reason)
    return undefined
  }
  const { sentTime } = read.mail
  if (renumbered && sentTime && Date.parse(sentTime) < Date.parse(since) - CLOCKS_MS) {
    leaveOut(context, uid, read.message.interaction.networkItemId, 'it is older than the Channel')
    return undefined
  }
  await rememberMail(context, read)
  return read.message
}

/** What becomes no Ticket is counted, and the log says why. */
function leaveOut({ log, noteSetAside }: Context, index: number, id: string, reason: string): void {
  log.info('a mail becomes no Ticket', { id, reason })
  noteSetAside?.([{ index, id, reason }])
}
