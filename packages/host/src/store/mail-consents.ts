import type { VisitorMail } from '@hubward/plugin'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { keysAtHand } from './account-keys.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import {
  addressHash,
  CONFIRM_WITHIN_DAYS,
  decideAlone,
  type MailHashes,
  openContent,
  threadHash,
} from './visitor-mails.ts'

// Whether an address is confirmed for a conversation, and whether its owner wants mail.

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
  return rows.map((row) => openContent(sealer, row.id, row.sealed).url)[0]
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
