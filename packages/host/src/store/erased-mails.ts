import { sql } from 'kysely'
import type { Days } from '../own-days.ts'
import type { Sealer } from '../sealing/sealer.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { writeNotice } from './notices.ts'
import { daysOf } from './retention-days.ts'
import { CONFIRM_WITHIN_DAYS, decideAlone, threadHash } from './visitor-mails.ts'

// Rows stay for a month without what they said, so that erasing opens no limit again.
const ERASED = sql`sealed_mail = null, person_hashes = '{}', settled_at = coalesce(settled_at, now()),
  reason = case when state in ('waiting', 'due') then 'erased' else reason end,
  state = case when state in ('waiting', 'due') then 'suppressed' else state end`

/**
 * A conversation was erased: what waits of it is not sent, its address is no longer confirmed, and a reply
 * that is under way queues nothing.
 */
export async function forgetThread(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  thread: string,
): Promise<void> {
  await decideAlone(trx)
  const hash = threadHash(sealer, thread)
  await trx
    .insertInto('forgotten_threads')
    .values({ channel_id: channelId, thread_hash: hash })
    .onConflict((known) => known.doNothing())
    .execute()
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
  channelId: ChannelId,
  persons: readonly Buffer[],
): Promise<number> {
  const mails = await sql`
    update visitor_mails set ${ERASED}
    where channel_id = ${channelId} and person_hashes && ${persons}::bytea[]`.execute(trx)
  return Number(mails.numAffectedRows ?? 0)
}

/**
 * Forgets what a person's addresses agreed to, and with it that their ids are one person: only when
 * nothing of theirs is left to be found.
 */
export async function eraseConsents(db: Db, persons: readonly Buffer[]): Promise<void> {
  await sql`delete from mail_consents where person_hashes && ${persons}::bytea[]`.execute(db)
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

/** Whatever a mail server says, a mail is given up after a day: so often is tried only what can't be opened. */
export const MOST_ATTEMPTS = 100

/**
 * Ends what no host can open. Its plugin could not tell the agent, since the note that names the
 * conversation is sealed with the mail: so the operator is told, once a day.
 */
async function giveUpUnopened(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ day: string }>`
      update visitor_mails set state = 'suppressed', sealed_mail = null, settled_at = now(),
        reason = 'no host could open it'
      where state = 'due' and sealed_mail is not null and attempts > ${MOST_ATTEMPTS}
        and due_at <= now()
      returning to_char(now(), 'YYYY-MM-DD') as day`.execute(trx)
    const [first] = rows
    if (first === undefined) return
    await writeNotice(trx, {
      kind: 'visitor-mail.unopened',
      about: first.day,
      cause: `No host could open it in ${MOST_ATTEMPTS} attempts.`,
      integration: null,
      count: rows.length,
    })
  })
}

/**
 * What waits for a confirmation that came to nothing; and what is due and can't be sent any more.
 *
 * @param sends whether this host sends mail. Where none does, nobody takes what is due.
 */
export async function giveUpWaiting(db: Db, sends: boolean): Promise<void> {
  await giveUpUnopened(db)
  await sql`
    update visitor_mails set state = 'suppressed', sealed_mail = null, settled_at = now(),
      reason = case when sealed_mail is null then 'erased' else 'no mail is sent any more' end
    where state = 'due' and (sealed_mail is null
      or not ${sends}::boolean and due_at < now() - interval '2 days')`.execute(db)
  await sql`
    update visitor_mails set state = 'suppressed', sealed_mail = null, settled_at = now(),
      reason = 'nobody confirmed the address'
    where state = 'waiting' and created_at < now() - ${CONFIRM_WITHIN_DAYS} * interval '1 day'`.execute(
    db,
  )
}

/**
 * What was sent long ago: after two weeks nothing comes back any more, after a month nothing counts. A
 * notice stays for as long as its link works.
 */
export async function eraseMails(
  db: Db,
  { settledDays, consentDays }: { readonly settledDays: Days; readonly consentDays: Days },
): Promise<void> {
  await sql`
    update visitor_mails set sealed_mail = null
    where sealed_mail is not null and settled_at < now() - interval '14 days'`.execute(db)
  const days = sql`greatest(${daysOf(settledDays, 'c.account_id', 'c.integration')}, ${CONFIRM_WITHIN_DAYS})`
  await sql`
    delete from visitor_mails v using channels c
    where c.id = v.channel_id and v.settled_at < now() - ${days} * interval '1 day'`.execute(db)
  // By then every reply that was under way has ended.
  await sql`
    delete from forgotten_threads f using channels c
    where c.id = f.channel_id and f.forgotten_at < now() - ${days} * interval '1 day'`.execute(db)
  await sql`
    delete from mail_consents m using channels c where c.id = m.channel_id
      and m.used_at < now() - ${daysOf(consentDays, 'c.account_id', 'c.integration')} * interval '1 day'`.execute(
    db,
  )
}
