import { type PlainData, VisitorMail } from '@hubward/plugin'
import { sql } from 'kysely'
import Type from 'typebox'
import Value from 'typebox/value'
import { mailboxOf } from '../mail-address.ts'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import type { Sealer } from '../sealing/sealer.ts'
import type { Trx } from './database.ts'
import type { ChannelId } from './ids.ts'

// What a mail to a visitor is, and what those share that queue it (mail-queue.ts), send it (mail-sending.ts) and
// ask whether its address is confirmed (mail-consents.ts).

/** How long an answer waits for its address to be confirmed, and the link for that works. */
export const CONFIRM_WITHIN_DAYS = 14

/** What is sealed of a mail. */
const Content = Type.Pick(VisitorMail, ['to', 'url', 'text', 'language', 'sender', 'note'])
export type MailContent = Type.Static<typeof Content>
export type MailKind = 'notice' | 'answer' | 'link'

/** Of which Channel, conversation and address. */
export interface MailHashes {
  readonly thread: Buffer
  readonly address: Buffer
}

export function threadHash(sealer: Sealer, thread: string): Buffer {
  return sealer.hash('visitor mail thread', thread)
}

export function addressHash(sealer: Sealer, address: string): Buffer {
  return sealer.hash('visitor mail address', mailboxOf(address))
}

/**
 * Whoever decides by what was sent before, or by what an address agreed to, does it alone: so no limit is
 * passed and no answer misses its confirmation. Taken after a Channel's turn, never before.
 */
export async function decideAlone(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('visitor mail', 0))`.execute(trx)
}

/** Ends what waits for an address to be confirmed: it will not be sent. */
export async function suppressWaiting(
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

export function sealContent(sealer: AccountSealer, id: string, content: PlainData): Buffer {
  return sealer.seal('visitor_mails.sealed_mail', id, content)
}

export function openContent(sealer: Sealer, id: string, value: Buffer): MailContent {
  return Value.Parse(Content, sealer.open('visitor_mails.sealed_mail', id, value))
}
