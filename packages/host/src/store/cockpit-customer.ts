import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { dataSealer, openOne } from './account-keys.ts'
import { isAnythingLeft } from './account-removals.ts'
import { writeAudit } from './audit.ts'
import type { Db } from './database.ts'

// What the cockpit shows of one Customer. An Account goes by SocialHub's id.

/** What came and went on one day of UTC. */
export interface DayCounts {
  /** 2026-11-30. */
  readonly day: string
  readonly received: number
  readonly tickets: number
  readonly replies: number
}

/** For each of the last days, today included, the oldest first. */
export async function dailyCounts(
  db: Db,
  accountId: string,
  days: number,
): Promise<readonly DayCounts[]> {
  const { rows } = await sql<DayCounts>`
    with channel as (select id from channels where account_id = ${accountId}),
    first as (select (now() at time zone 'utc')::date - ${days - 1}::int as day),
    arrived as (
      select (received_at at time zone 'utc')::date as day, count(*)::int as received,
        count(*) filter (where state = 'delivered')::int as tickets
      from interactions, first where channel_id in (select id from channel)
        and received_at >= first.day::timestamp at time zone 'utc' and not own group by 1),
    left_here as (
      select (settled_at at time zone 'utc')::date as day, count(*)::int as replies
      from ticket_actions, first where channel_id in (select id from channel)
        and settled_at >= first.day::timestamp at time zone 'utc'
        and state in ('confirmed', 'unconfirmed') group by 1)
    select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(received, 0) as received,
      coalesce(tickets, 0) as tickets, coalesce(replies, 0) as replies
    from first, lateral (select first.day + n as day from generate_series(0, ${days - 1}::int) n) d
      left join arrived on arrived.day = d.day left join left_here on left_here.day = d.day
    order by 1`.execute(db)
  return rows
}

/** What came and went for a Channel in a month. */
export interface MonthCounts {
  /** SocialHub's id. */
  readonly channelId: string
  readonly name: string
  readonly integration: string
  readonly received: number
  readonly tickets: number
  readonly replies: number
  /** Replies that were given back to the community manager, with a reason. */
  readonly resets: number
}

/**
 * Of each Channel that is still there.
 *
 * @param month such as 2026-11, of UTC.
 */
export async function monthCounts(
  db: Db,
  accountId: string,
  month: string,
): Promise<readonly MonthCounts[]> {
  const from = sql`(${`${month}-01`}::timestamp at time zone 'utc')`
  const to = sql`((${`${month}-01`}::timestamp + interval '1 month') at time zone 'utc')`
  const { rows } = await sql<MonthCounts>`
    select c.socialhub_channel_id as "channelId", c.name, c.integration, i.*, a.*
    from channels c
      cross join lateral (
        select count(*)::int as received, count(*) filter (where state = 'delivered')::int as tickets
        from interactions where channel_id = c.id and not own
          and received_at >= ${from} and received_at < ${to}) i
      cross join lateral (
        select count(*) filter (where state in ('confirmed', 'unconfirmed'))::int as replies,
          count(*) filter (where state = 'reset')::int as resets
        from ticket_actions where channel_id = c.id
          and settled_at >= ${from} and settled_at < ${to}) a
    where c.account_id = ${accountId} order by c.name, c.id`.execute(db)
  return rows
}

/** When the grant of each Channel ends, as far as its Network says, by SocialHub's id of the Channel. */
export async function grantExpiries(db: Db, accountId: string): Promise<ReadonlyMap<string, Date>> {
  const rows = await db
    .selectFrom('channels')
    .select(['socialhub_channel_id', 'credentials_expire_at'])
    .where('account_id', '=', accountId)
    .where('credentials_expire_at', 'is not', null)
    .execute()
  return new Map(
    rows.flatMap(({ socialhub_channel_id: id, credentials_expire_at: at }) =>
      at ? [[id, at]] : [],
    ),
  )
}

export interface AcceptedTerms {
  readonly integration: string
  readonly version: string
  readonly url: string
  readonly acceptedAt: Date
}

/** The latest first. */
export async function acceptedTerms(db: Db, accountId: string): Promise<readonly AcceptedTerms[]> {
  return await db
    .selectFrom('terms_acceptances')
    .select(['integration', 'version', 'url', 'accepted_at as acceptedAt'])
    .where('account_id', '=', accountId)
    .orderBy('accepted_at', 'desc')
    .limit(50)
    .execute()
}

/** Whether anything is known of an Account: what a removal would erase, or terms that stay after it. */
export async function isKnownAccount(db: Db, accountId: string): Promise<boolean> {
  if (await isAnythingLeft(db, accountId)) return true
  const { rows } = await sql`
    select 1 from terms_acceptances where account_id = ${accountId} limit 1`.execute(db)
  return rows.length > 0
}

/** Whom the operator tells there; empty where nobody wrote anything. */
export async function contactOf(db: Db, sealer: Sealer, accountId: string): Promise<string> {
  const row = await db
    .selectFrom('account_contacts')
    .select('sealed_contact')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (!row) return ''
  return String(
    await openOne(db, sealer, 'account_contacts.sealed_contact', accountId, row.sealed_contact),
  )
}

/** @param contact empty takes it away. */
export async function setContact(
  db: Db,
  sealer: Sealer,
  accountId: string,
  contact: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if ((await contactOf(trx, sealer, accountId)) === contact) return
    if (contact === '') {
      await trx.deleteFrom('account_contacts').where('account_id', '=', accountId).execute()
    } else {
      const data = await dataSealer(trx, sealer, accountId)
      const sealed_contact = data.seal('account_contacts.sealed_contact', accountId, contact)
      await trx
        .insertInto('account_contacts')
        .values({ account_id: accountId, sealed_contact })
        .onConflict((conflict) =>
          conflict.column('account_id').doUpdateSet({ sealed_contact, updated_at: sql`now()` }),
        )
        .execute()
    }
    // That it was, and not what it says: it is about people.
    await writeAudit(trx, { action: 'account.contact-changed', accountId })
  })
}
