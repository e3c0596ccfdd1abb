// Long because queueing, sending and settling a mail are one story, and share what they lock.

import { randomUUID } from 'node:crypto'
import { type MailTrouble, type PlainData, VisitorMail } from '@hubward/plugin'
import { sql } from 'kysely'
import Type from 'typebox'
import Value from 'typebox/value'
import { mailStatesBefore, type VisitorMailState } from '../delivery.ts'
import { mailboxOf } from '../mail-address.ts'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer, keysAtHand } from './account-keys.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { personHash } from './plugin-store.ts'
import { appendPushes } from './pushes.ts'

/** How many a day. */
export interface MailLimits {
  readonly noticesPerAddress: number
  readonly noticesPerSender: number
  readonly noticesPerChannel: number
  readonly noticesPerDay: number
  readonly mailsPerAddress: number
}

/** How long an answer waits for its address to be confirmed, and the link for that works. */
export const CONFIRM_WITHIN_DAYS = 14

/** What is sealed of a mail. */
const Content = Type.Pick(VisitorMail, ['to', 'url', 'text', 'language', 'sender', 'note'])
export type MailContent = Type.Static<typeof Content>
/** What is left once it is settled: what a mail that comes back is told by. */
const Rest = Type.Pick(VisitorMail, ['note'])

export type MailKind = 'notice' | 'answer' | 'link'

/** Of which Channel, conversation and address. */
export interface MailHashes {
  readonly thread: Buffer
  readonly address: Buffer
}

export function threadHash(sealer: Sealer, thread: string): Buffer {
  return sealer.hash('visitor mail thread', thread)
}

function addressHash(sealer: Sealer, address: string): Buffer {
  return sealer.hash('visitor mail address', mailboxOf(address))
}

/**
 * Whoever decides by what was sent before, or by what an address agreed to, does it alone: so no limit is
 * passed and no answer misses its confirmation. Taken after a Channel's turn, never before.
 */
export async function decideAlone(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('visitor mail', 0))`.execute(trx)
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

async function suppressWaiting(
  trx: Trx,
  channelId: ChannelId,
  { thread, address }: MailHashes,
  reason: string,
): Promise<void> {
  await sql`
    update visitor_mails set state = 'suppressed', reason = ${reason}, sealed_mail = null,
      settled_at = now()
    where channel_id = ${channelId} and thread_hash = ${thread} and address_hash = ${address}
      and state = 'waiting'`.execute(trx)
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
      sealed_mail: suppressed ? null : sealed(data, id, contentOf(mail, kind)),
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

function sealed(sealer: AccountSealer, id: string, content: PlainData): Buffer {
  return sealer.seal('visitor_mails.sealed_mail', id, content)
}

function opened(sealer: Sealer, id: string, value: Buffer): MailContent {
  return Value.Parse(Content, sealer.open('visitor_mails.sealed_mail', id, value))
}

/** A mail that this host may send. */
export interface DueMail {
  readonly id: string
  readonly channelId: ChannelId
  readonly kind: MailKind
  readonly content: MailContent
  readonly addressHash: Buffer
  /** How often it was tried, with this time. */
  readonly attempts: number
}

/**
 * Takes mails that are due, for `leaseMs`: after that another host takes them.
 *
 * @param unreadable is told of one that can't be opened; the others are none the worse for it.
 */
export async function claimMails(
  db: Db,
  sealer: Sealer,
  leaseMs: number,
  limit: number,
  unreadable: (id: string, error: unknown) => void,
): Promise<readonly DueMail[]> {
  const { rows } = await sql<{
    id: string
    channel: string
    kind: MailKind
    sealed: Buffer
    address: Buffer
    attempts: number
  }>`
    update visitor_mails set attempts = attempts + 1, due_at = now() + ${leaseMs} * interval '1 ms'
    where id in (
      select id from visitor_mails where state = 'due' and due_at <= now()
        and sealed_mail is not null
      order by due_at limit ${limit} for update skip locked)
    returning id, channel_id as channel, kind, sealed_mail as sealed, address_hash as address,
      attempts`.execute(db)
  await keysAtHand(
    db,
    sealer,
    rows.map((row) => row.sealed),
  )
  return rows.flatMap(({ id, channel, kind, sealed: value, address, attempts }) => {
    try {
      const content = opened(sealer, id, value)
      return [{ id, channelId: channel, kind, content, addressHash: address, attempts }]
    } catch (error) {
      unreadable(id, error)
      return []
    }
  })
}

/**
 * Stores that the mail server is about to get the text, and that whoever finds it so after `withinMs`
 * can't know what became of it.
 *
 * @returns false when another host has taken it, or it is not wanted any more.
 */
export async function beginSending(
  db: Db,
  { id, attempts }: Pick<DueMail, 'id' | 'attempts'>,
  withinMs: number,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update visitor_mails set state = 'sending', due_at = now() + ${withinMs} * interval '1 ms'
    where id = ${id} and state = 'due' and attempts = ${attempts}`.execute(db)
  return numAffectedRows === 1n
}

export async function storeSent(db: Db, sealer: Sealer, mail: DueMail): Promise<void> {
  const { note } = mail.content
  const rest =
    note === undefined
      ? null
      : sealed(await channelSealer(db, sealer, mail.channelId), mail.id, { note })
  await sql`
    update visitor_mails set state = 'sent', reason = null, settled_at = now(),
      sealed_mail = case when sealed_mail is not null then ${rest}::bytea end
    where id = ${mail.id} and state = any(${mailStatesBefore('sent')})`.execute(db)
}

/**
 * Tries it again later; one that was erased while the server got it, never.
 *
 * @returns false when it is a day old: then it is given up.
 */
export async function putOffMail(
  db: Db,
  { id, attempts }: Pick<DueMail, 'id' | 'attempts'>,
  inMs: number,
  reason: string,
): Promise<boolean> {
  const { rows } = await sql<{ old: boolean }>`
    update visitor_mails set due_at = now() + ${inMs} * interval '1 ms',
      state = case when sealed_mail is null then 'suppressed' else 'due' end,
      reason = case when sealed_mail is null then 'erased' else ${reason} end
    where id = ${id} and state in ('due', 'sending') and attempts = ${attempts}
    returning state = 'due' and created_at < now() - interval '1 day' and attempts > 3 as old`.execute(
    db,
  )
  return rows[0]?.old !== true
}

/** Leaves a mail that nothing was done for to the next host, at once: it counts as not tried. */
export async function handBack(
  db: Db,
  { id, attempts }: Pick<DueMail, 'id' | 'attempts'>,
): Promise<void> {
  await sql`
    update visitor_mails set due_at = now(), attempts = attempts - 1
    where id = ${id} and state = 'due' and attempts = ${attempts}`.execute(db)
}

/** Mails whose host has not said what became of them, for so long after its time was over. */
export async function overdueSendings(db: Db, sinceMs = 0): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from visitor_mails where state = 'sending'
      and due_at < now() - ${sinceMs} * interval '1 ms' limit 100`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Ends a mail that did not arrive, or of which nobody knows, and has the Channel's plugin tell the agent.
 * Where it was the notice, nothing that waits for it will be sent.
 *
 * @returns whether it was to be ended so: a second bounce of the same mail tells nothing new.
 */
export async function endInTrouble(
  db: Db,
  sealer: Sealer,
  id: string,
  trouble: MailTrouble['mailTrouble'],
  reason: string,
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const found = await trx
      .selectFrom('visitor_mails')
      .select(['channel_id', 'key', 'kind', 'sealed_mail', 'thread_hash', 'address_hash', 'state'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!found || !mailStatesBefore(trouble).some((state) => state === found.state)) return false
    const { channel_id: channelId, key, kind, sealed_mail } = found
    await keysAtHand(trx, sealer, [sealed_mail])
    const note = sealed_mail === null ? null : noteIn(sealer, id, sealed_mail)
    // The Channel's turn is locked first, as everybody does.
    await appendPushes(trx, channelId, [{ mailTrouble: trouble, key, reason, note }])
    await decideAlone(trx)
    const data = await channelSealer(trx, sealer, channelId)
    const rest = note === null ? null : sealed(data, id, { note })
    const ended = await sql`
      update visitor_mails set state = ${trouble}, reason = ${reason}, settled_at = now(),
        sealed_mail = case when sealed_mail is not null then ${rest}::bytea end
      where id = ${id} and state = any(${mailStatesBefore(trouble)})`.execute(trx)
    if (ended.numAffectedRows !== 1n) throw new Error(`the mail ${id} was ended by somebody else`)
    if (kind === 'notice' && trouble !== 'unknown') {
      const hashes = { thread: found.thread_hash, address: found.address_hash }
      await suppressWaiting(trx, channelId, hashes, `the notice before it ${trouble}`)
    }
    return true
  })
}

function noteIn(sealer: Sealer, id: string, value: Buffer): PlainData {
  return Value.Parse(Rest, sealer.open('visitor_mails.sealed_mail', id, value)).note ?? null
}

/** A notice, as its link finds it. */
export interface Notice {
  readonly channelId: ChannelId
  readonly integration: string
  /** What the Customer calls the Channel. */
  readonly name: string
  readonly hashes: MailHashes
  readonly confirmed: boolean
}

/** @returns undefined when there is none, or it is too old, or was erased. */
export async function findNotice(db: Db, id: string): Promise<Notice | undefined> {
  const { rows } = await sql<{
    channelId: ChannelId
    integration: string
    name: string
    thread: Buffer
    address: Buffer
    confirmed: boolean
  }>`
    select m.channel_id as "channelId", c.integration, c.name, m.thread_hash as thread,
      m.address_hash as address, consent.channel_id is not null as confirmed
    from visitor_mails m join channels c on c.id = m.channel_id
      left join mail_consents consent on consent.channel_id = m.channel_id
        and consent.thread_hash = m.thread_hash and consent.address_hash = m.address_hash
    where m.id = ${id} and m.kind = 'notice' and m.state in ('due', 'sending', 'sent', 'unknown')
      and m.person_hashes <> '{}'
      and m.created_at > now() - ${CONFIRM_WITHIN_DAYS} * interval '1 day'`.execute(db)
  return rows.map(({ thread, address, ...row }) => ({ ...row, hashes: { thread, address } }))[0]
}

/**
 * Whoever reads the mail of an address says that it is theirs: what waited is sent, and what its owner may
 * have said against mail before is taken back. A notice that was erased confirms nothing.
 *
 * @returns the page with the answer that waited; undefined when none waits any more.
 */
export async function confirmAddress(
  trx: Trx,
  sealer: Sealer,
  id: string,
  { channelId, hashes: { thread, address } }: Notice,
): Promise<string | undefined> {
  await decideAlone(trx)
  await sql`
    insert into mail_consents (channel_id, thread_hash, address_hash, person_hashes)
    select channel_id, thread_hash, address_hash, person_hashes from visitor_mails
    where id = ${id} and person_hashes <> '{}' for update
    on conflict do nothing`.execute(trx)
  await sql`
    delete from mail_refusals where address_hash = ${address} and channel_id in (0, ${channelId})`.execute(
    trx,
  )
  // It is as young as the confirmation: how long a mail is tried, and the limit of a day, count from now.
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    update visitor_mails set state = 'due', due_at = now(), created_at = now()
    where channel_id = ${channelId} and thread_hash = ${thread} and address_hash = ${address}
      and state = 'waiting'
    returning id, sealed_mail as sealed`.execute(trx)
  await keysAtHand(
    trx,
    sealer,
    rows.map((row) => row.sealed),
  )
  return rows.map((row) => opened(sealer, row.id, row.sealed).url)[0]
}

/** @param channelId 0: of no Channel. */
export async function refuseMail(trx: Trx, address: Buffer, channelId: ChannelId): Promise<void> {
  await decideAlone(trx)
  await sql`
    insert into mail_refusals (address_hash, channel_id) values (${address}, ${channelId})
    on conflict do nothing`.execute(trx)
  await sql`
    update visitor_mails set state = 'suppressed', reason = 'its owner wants no mail',
      sealed_mail = null, settled_at = now()
    where address_hash = ${address} and state in ('waiting', 'due')
      and ${channelId} in ('0', channel_id::text)`.execute(trx)
}

export async function wantMailAgain(
  trx: Trx,
  address: Buffer,
  channelId: ChannelId,
): Promise<void> {
  await trx
    .deleteFrom('mail_refusals')
    .where('address_hash', '=', address)
    .where('channel_id', '=', channelId)
    .execute()
}

/** Whether an address is confirmed for a conversation. */
export async function isConfirmed(
  db: Db,
  sealer: Sealer,
  channelId: ChannelId,
  place: Pick<VisitorMail, 'to' | 'thread'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('mail_consents')
    .select('confirmed_at')
    .where('channel_id', '=', channelId)
    .where('thread_hash', '=', threadHash(sealer, place.thread))
    .where('address_hash', '=', addressHash(sealer, place.to))
    .executeTakeFirst()
  return row !== undefined
}
