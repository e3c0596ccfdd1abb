import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'

/** A time in which no host was there to answer SocialHub. */
export interface TimeAway {
  readonly since: Date
  readonly until: Date
}

/**
 * Notes that a host is there. If none was for longer than `toleratedMs`, that is a time away, which
 * is written down: by one host, however many come back together.
 */
export async function notePresence(
  db: Kysely<Database>,
  toleratedMs: number,
): Promise<TimeAway | undefined> {
  return await db.transaction().execute(async (trx) => {
    // clock_timestamp, since this may have waited for another host's row.
    const { rows } = await sql<TimeAway>`
      with last as (
        select seen_at from host_presence for update
      ), away as (
        insert into times_away (since, until)
        select seen_at, clock_timestamp() from last
        where seen_at < clock_timestamp() - ${toleratedMs} * interval '1 ms'
        returning since, until
      )
      select since, until from away`.execute(trx)
    await sql`
      insert into host_presence as p (seen_at) values (clock_timestamp())
      on conflict (only_row) do update
        set seen_at = greatest(p.seen_at, excluded.seen_at)`.execute(trx)
    return rows[0]
  })
}

/** An Account whose Ticket Actions may have been lost in a time away. */
export interface AffectedAccount extends TimeAway {
  readonly accountId: string
  /** What the operator calls it. */
  readonly account: string | null
  /** The names of its Channels that there were at the time. */
  readonly channels: readonly string[]
}

/** Accounts that had Channels in a time away, latest first. */
export async function affectedAccounts(
  db: Kysely<Database>,
  filter: { readonly since?: Date; readonly accountId?: string },
): Promise<readonly AffectedAccount[]> {
  const { rows } = await sql<AffectedAccount>`
    select a.since, a.until, c.account_id as "accountId", l.label as account,
      array_agg(c.name order by c.name) as channels
    from times_away a join channels c on c.created_at < a.until
      and (c.state in ('active', 'needs-authentication', 'paused') or c.state_since > a.since)
      left join account_labels l on l.account_id = c.account_id
    where a.until >= ${filter.since ?? new Date(0)}
      and (${filter.accountId ?? null}::text is null or c.account_id = ${filter.accountId ?? null})
    group by a.id, a.since, a.until, c.account_id, l.label
    order by a.since desc, coalesce(l.label, c.account_id)`.execute(db)
  return rows
}

/** What happened long ago was forwarded, or nobody wants to know. */
export async function eraseTimesAway(db: Kysely<Database>): Promise<void> {
  await sql`delete from times_away where until < now() - interval '90 days'`.execute(db)
}
