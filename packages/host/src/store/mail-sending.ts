import { type MailTrouble, type PlainData, VisitorMail } from '@hubward/plugin'
import { sql } from 'kysely'
import Type from 'typebox'
import Value from 'typebox/value'
import { mailStatesBefore } from '../delivery.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer, keysAtHand } from './account-keys.ts'
import type { Db } from './database.ts'
import type { ChannelId } from './ids.ts'
import { appendPushes } from './pushes.ts'
import {
  decideAlone,
  type MailContent,
  type MailKind,
  openContent,
  sealContent,
  suppressWaiting,
} from './visitor-mails.ts'

/** What is left once it is settled: what a mail that comes back is told by. */
const Rest = Type.Pick(VisitorMail, ['note'])

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
      const content = openContent(sealer, id, value)
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
      : sealContent(await channelSealer(db, sealer, mail.channelId), mail.id, { note })
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
    const rest = note === null ? null : sealContent(data, id, { note })
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
