import { randomUUID } from 'node:crypto'
import type { VisitorMail } from '@hubward/plugin'
import { sql } from 'kysely'
import type { VisitorMailState } from '../delivery.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer } from './account-keys.ts'
import type { Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { personHash } from './plugin-store.ts'
import {
  addressHash,
  CONFIRM_WITHIN_DAYS,
  decideAlone,
  type MailContent,
  type MailHashes,
  type MailKind,
  sealContent,
  suppressWaiting,
  threadHash,
} from './visitor-mails.ts'

/** How many a day. */
export interface MailLimits {
  readonly noticesPerAddress: number
  readonly noticesPerSender: number
  readonly noticesPerChannel: number
  readonly noticesPerDay: number
  readonly mailsPerAddress: number
}

/** What {@link queueMail} is to queue. */
export interface MailToQueue {
  readonly channelId: ChannelId
  readonly mail: VisitorMail
  readonly limits: MailLimits
}

/**
 * Stores a mail that is to be sent, once for each key. An answer to an address that is not confirmed waits,
 * and a notice asks for it. What is over a limit, or unwanted, is stored without what it says; of a
 * conversation that was erased meanwhile, nothing is.
 */
export async function queueMail(
  trx: Trx,
  sealer: Sealer,
  { channelId, mail, limits }: MailToQueue,
): Promise<void> {
  await decideAlone(trx)
  const hashes = { thread: threadHash(sealer, mail.thread), address: addressHash(sealer, mail.to) }
  const kind = mail.text === undefined ? 'link' : 'answer'
  if (await isQueued(trx, channelId, kind, mail.key)) return
  if (await isForgotten(trx, channelId, hashes.thread)) return
  const confirmed = await useConsent(trx, channelId, hashes)
  // Nobody is told whether an address is known here.
  if (kind === 'link' && !confirmed) return
  const store = (as: MailKind, state: VisitorMailState, reason?: string) =>
    insert(trx, sealer, { channelId, mail, hashes, kind: as, state, reason })
  if (await wantsNone(trx, channelId, hashes.address)) {
    return await store(kind, 'suppressed', 'its owner wants no mail')
  }
  if (confirmed) {
    const over = await overMails(trx, hashes.address, limits)
    return await store(kind, over === undefined ? 'due' : 'suppressed', over)
  }
  const former = await noticeOf(trx, channelId, hashes)
  if (former === 'failed' || former === 'bounced') {
    return await store('answer', 'suppressed', `the notice before it ${former}`)
  }
  if (former === undefined) {
    const over = await overNotices(trx, sealer, { channelId, mail, limits }, hashes.address)
    if (over !== undefined) {
      await store('notice', 'suppressed', over)
      return await store('answer', 'suppressed', over)
    }
    await store('notice', 'due')
  }
  // The page has all answers; the mail after the confirmation has the last.
  await suppressWaiting(trx, channelId, hashes, 'a later answer took its place')
  await store('answer', 'waiting')
}

async function isQueued(trx: Trx, channelId: ChannelId, kind: MailKind, key: string) {
  const row = await trx
    .selectFrom('visitor_mails')
    .select('id')
    .where('channel_id', '=', channelId)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .executeTakeFirst()
  return row !== undefined
}

async function isForgotten(trx: Trx, channelId: string, thread: Buffer): Promise<boolean> {
  const row = await trx
    .selectFrom('forgotten_threads')
    .select('channel_id')
    .where('channel_id', '=', channelId)
    .where('thread_hash', '=', thread)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether the address is confirmed; notes that it is still of use. */
async function useConsent(trx: Trx, channelId: ChannelId, { thread, address }: MailHashes) {
  const { numAffectedRows } = await sql`
    update mail_consents set used_at = now()
    where channel_id = ${channelId} and thread_hash = ${thread} and address_hash = ${address}`.execute(
    trx,
  )
  return numAffectedRows === 1n
}

async function wantsNone(trx: Trx, channelId: ChannelId, address: Buffer): Promise<boolean> {
  const row = await trx
    .selectFrom('mail_refusals')
    .select('channel_id')
    .where('address_hash', '=', address)
    .where('channel_id', 'in', ['0', channelId])
    .executeTakeFirst()
  return row !== undefined
}

/** What became of the notice of this conversation; a limit of another day is no reason to ask never. */
async function noticeOf(
  trx: Trx,
  channelId: ChannelId,
  { thread, address }: MailHashes,
): Promise<string | undefined> {
  const row = await trx
    .selectFrom('visitor_mails')
    .select('state')
    .where('channel_id', '=', channelId)
    .where('thread_hash', '=', thread)
    .where('address_hash', '=', address)
    .where('kind', '=', 'notice')
    .where('state', '<>', 'suppressed')
    .where('created_at', '>', sql<Date>`now() - ${CONFIRM_WITHIN_DAYS} * interval '1 day'`)
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  return row?.state
}

async function overMails(trx: Trx, address: Buffer, { mailsPerAddress }: MailLimits) {
  const { rows } = await sql<{ mails: number }>`
    select count(*)::int as mails from visitor_mails
    where address_hash = ${address} and created_at > now() - interval '1 day'
      and state not in ('suppressed', 'waiting')`.execute(trx)
  const [{ mails } = { mails: 0 }] = rows
  return mails >= mailsPerAddress ? 'visitorMail.mailsPerAddress was reached' : undefined
}

/** Which limit keeps one more notice from being sent. */
async function overNotices(
  trx: Trx,
  sealer: Sealer,
  { channelId, mail: { typedBy }, limits }: MailToQueue,
  address: Buffer,
): Promise<string | undefined> {
  const sender = typedBy === undefined ? null : senderHash(sealer, typedBy)
  const { rows } = await sql<Record<'address' | 'sender' | 'channel' | 'all', number>>`
    select count(*)::int as all, (count(*) filter (where address_hash = ${address}))::int as address,
      (count(*) filter (where sender_hash = ${sender}))::int as sender,
      (count(*) filter (where channel_id = ${channelId}))::int as channel
    from visitor_mails
    where kind = 'notice' and state <> 'suppressed' and created_at > now() - interval '1 day'`.execute(
    trx,
  )
  const [sent = { all: 0, address: 0, sender: 0, channel: 0 }] = rows
  const { noticesPerAddress, noticesPerSender, noticesPerChannel, noticesPerDay } = limits
  if (sent.address >= noticesPerAddress) return 'visitorMail.noticesPerAddress was reached'
  if (sent.sender >= noticesPerSender) return 'visitorMail.noticesPerSender was reached'
  if (sent.channel >= noticesPerChannel) return 'visitorMail.noticesPerChannel was reached'
  if (sent.all >= noticesPerDay) return 'visitorMail.noticesPerDay was reached'
  return await overMails(trx, address, limits)
}

function senderHash(sealer: Sealer, typedBy: string): Buffer {
  return sealer.hash('visitor mail sender', typedBy)
}

async function insert(
  trx: Trx,
  sealer: Sealer,
  row: {
    readonly channelId: ChannelId
    readonly mail: VisitorMail
    readonly hashes: MailHashes
    readonly kind: MailKind
    readonly state: VisitorMailState
    readonly reason: string | undefined
  },
): Promise<void> {
  const { channelId, mail, hashes, kind, state, reason = null } = row
  const { key, about, typedBy } = mail
  const id = randomUUID()
  const suppressed = state === 'suppressed'
  const data = await channelSealer(trx, sealer, channelId)
  await trx
    .insertInto('visitor_mails')
    .values({
      id,
      channel_id: channelId,
      kind,
      key,
      state,
      reason,
      thread_hash: hashes.thread,
      address_hash: hashes.address,
      sender_hash: typedBy === undefined ? null : senderHash(sealer, typedBy),
      person_hashes: about.map((interactorId) => personHash(sealer, interactorId)),
      sealed_mail: suppressed ? null : sealContent(data, id, contentOf(mail, kind)),
      settled_at: suppressed ? sql<Date>`now()` : null,
    })
    .onConflict((taken) => taken.columns(['channel_id', 'kind', 'key']).doNothing())
    .execute()
}

/** A notice says nothing of what was answered. */
function contentOf({ text, ...mail }: VisitorMail, kind: MailKind): MailContent {
  const { to, url, language, sender, note } = mail
  const told = kind === 'answer' && text !== undefined ? { text } : {}
  return { to, url, language, sender, ...told, ...(note !== undefined && { note }) }
}
