import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import type { Db, Trx } from './database.ts'
import { CONFIRM_WITHIN_DAYS, threadHash } from './visitor-mails.ts'

// Rows stay for a month without what they said, so that erasing opens no limit again.
const ERASED = sql`sealed_mail = null, person_hashes = '{}', settled_at = coalesce(settled_at, now()),
  reason = case when state in ('waiting', 'due') then 'erased' else reason end,
  state = case when state in ('waiting', 'due') then 'suppressed' else state end`

/** A conversation was erased: what waits of it is not sent, and its address is no longer confirmed. */
export async function forgetThread(
  trx: Trx,
  sealer: Sealer,
  channelId: string,
  thread: string,
): Promise<void> {
  const hash = threadHash(sealer, thread)
  await sql`
    update visitor_mails set ${ERASED}
    where channel_id = ${channelId} and thread_hash = ${hash}`.execute(trx)
  await trx
    .deleteFrom('mail_consents')
    .where('channel_id', '=', channelId)
    .where('thread_hash', '=', hash)
    .execute()
}

/** @returns of how many mails. */
export async function erasePersonsMails(
  trx: Trx,
  channelId: string,
  persons: readonly Buffer[],
): Promise<number> {
  const mails = await sql`
    update visitor_mails set ${ERASED}
    where channel_id = ${channelId} and person_hashes && ${persons}::bytea[]`.execute(trx)
  await sql`
    delete from mail_consents
    where channel_id = ${channelId} and person_hashes && ${persons}::bytea[]`.execute(trx)
  return Number(mails.numAffectedRows ?? 0)
}

/**
 * The hashes of one person: that of this Interactor, and of each other that a confirmed address shows to be
 * the same.
 */
export async function hashesOfPerson(db: Db, own: Buffer): Promise<readonly Buffer[]> {
  const { rows } = await sql<{ hash: Buffer }>`
    select distinct unnest(person_hashes) as hash from mail_consents
    where person_hashes @> array[${own}]::bytea[]`.execute(db)
  return [own, ...rows.map(({ hash }) => hash).filter((hash) => !hash.equals(own))]
}

/** What waits for a confirmation that came to nothing. */
export async function giveUpWaiting(db: Db): Promise<void> {
  await sql`
    update visitor_mails set state = 'suppressed', sealed_mail = null, settled_at = now(),
      reason = 'nobody confirmed the address'
    where state = 'waiting' and created_at < now() - ${CONFIRM_WITHIN_DAYS} * interval '1 day'`.execute(
    db,
  )
}

/** What was sent long ago: after two weeks nothing comes back any more, after a month nothing counts. */
export async function eraseMails(
  db: Db,
  { settledDays, consentDays }: { readonly settledDays: number; readonly consentDays: number },
): Promise<void> {
  await sql`
    update visitor_mails set sealed_mail = null
    where sealed_mail is not null and settled_at < now() - interval '14 days'`.execute(db)
  await sql`
    delete from visitor_mails where settled_at < now() - ${settledDays} * interval '1 day'`.execute(
    db,
  )
  await sql`
    delete from mail_consents where used_at < now() - ${consentDays} * interval '1 day'`.execute(db)
}
