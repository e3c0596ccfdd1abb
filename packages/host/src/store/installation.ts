import { sql } from 'kysely'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import { fetchAllSoon } from './fetching.ts'
import type { AccountId } from './ids.ts'

/** Where a database is, and what it serves. A copy differs in at least one of them. */
export interface Installation {
  readonly publicUrl: string
  /** PostgreSQL's own number of the cluster; empty where the role may not ask. */
  readonly cluster: string
  readonly databaseOid: string
}

/** The place that this database is in now. */
async function whereItIs(db: Db): Promise<Pick<Installation, 'cluster' | 'databaseOid'>> {
  const { rows } = await sql<{ databaseOid: string }>`
    select oid::text as "databaseOid" from pg_database where datname = current_database()`.execute(
    db,
  )
  const cluster = await sql<{ cluster: string }>`
    select system_identifier::text as cluster from pg_control_system()`
    .execute(db)
    .then(({ rows: [row] }) => row?.cluster ?? '')
    .catch((error: unknown) => {
      // Some providers keep this to themselves.
      if (error instanceof Error && 'code' in error && error.code === '42501') return ''
      throw error
    })
  return { cluster, databaseOid: rows[0]?.databaseOid ?? '' }
}

/**
 * Why the hosts of this configuration must leave a database alone: it was made by others, or is a
 * copy. Undefined when it is theirs; the first host makes a new database its own.
 */
export async function whyForeignDatabase(db: Db, publicUrl: string): Promise<string | undefined> {
  const here = { publicUrl, ...(await whereItIs(db)) }
  await sql`
    insert into installation (public_url, cluster, database_oid)
    values (${here.publicUrl}, ${here.cluster}, ${here.databaseOid})
    on conflict do nothing`.execute(db)
  const recorded = await recordedInstallation(db)
  if (recorded.publicUrl !== publicUrl && (await correctFirstAddress(db, here))) return undefined
  return whyNotHere(recorded, here)
}

/** The same, only looked at: a database that no host has used yet is anybody's. */
export async function foreignAddress(db: Db, publicUrl: string): Promise<string | undefined> {
  const recorded = await recordedInstallation(db).catch(() => undefined)
  return recorded && whyNotHere(recorded, { publicUrl, ...(await whereItIs(db)) })
}

function whyNotHere(recorded: Installation, here: Installation): string | undefined {
  const { publicUrl } = here
  if (recorded.publicUrl !== publicUrl) {
    return `The database belongs to ${recorded.publicUrl}, and publicUrl is ${publicUrl}.`
  }
  const known = recorded.cluster !== '' && here.cluster !== ''
  if (recorded.databaseOid !== here.databaseOid || (known && recorded.cluster !== here.cluster)) {
    return 'The database was restored or copied: it is not where it was when hosts last used it.'
  }
  return undefined
}

/**
 * While no Manifest is made, nobody outside knows an address of this database: the first start may
 * have had a wrong one.
 *
 * @returns whether it is the database of this address now.
 */
async function correctFirstAddress(db: Db, here: Installation): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update installation set public_url = ${here.publicUrl}
    where cluster = ${here.cluster} and database_oid = ${here.databaseOid}
      and not exists (select from manifests) and not exists (select from plugin_store)`.execute(db)
  return Number(numAffectedRows ?? 0) > 0
}

export async function recordedInstallation(db: Db): Promise<Installation> {
  const { rows } = await sql<Installation>`
    select public_url as "publicUrl", cluster, database_oid as "databaseOid"
    from installation`.execute(db)
  const [row] = rows
  if (!row) throw new Error('No host has used this database yet.')
  return row
}

/** What taking over a database led to. */
export interface Adopted {
  /** Ticket Actions that others may have performed since: the Network is asked before anything is sent. */
  readonly uncertainActions: number
  /** Channels that are fetched, and compared, at once. */
  readonly channels: number
}

/**
 * Makes the database that of this configuration. Whatever was about to be done when it was copied may
 * have been done since: an accepted Ticket Action becomes one whose outcome is unknown. Whoever held a
 * Channel's turn there does not hold it here.
 */
export async function adoptDatabase(trx: Trx, publicUrl: string): Promise<Adopted> {
  const { cluster, databaseOid } = await whereItIs(trx)
  const former = await recordedInstallation(trx)
  await sql`
    update turns set holder = null, fence = fence + 1, rung = rung + 1, due_at = now()`.execute(trx)
  const actions = await sql`
    update ticket_actions set state = 'sending', attempts = greatest(attempts, 1),
      attempted_at = coalesce(attempted_at, accepted_at), sending_deadline = null, retry_at = 'epoch'
    where state = 'accepted'`.execute(trx)
  const channels = await fetchAllSoon(trx)
  await sql`
    update installation set public_url = ${publicUrl}, cluster = ${cluster},
      database_oid = ${databaseOid}, adopted_at = now()`.execute(trx)
  const adopted = { uncertainActions: Number(actions.numAffectedRows ?? 0), channels }
  await writeAudit(trx, {
    action: 'database.adopted',
    before: { publicUrl: former.publicUrl },
    after: { publicUrl, ...adopted },
  })
  return adopted
}

/** A time in which no host was there to answer SocialHub. */
export interface TimeAway {
  readonly since: Date
  readonly until: Date
}

/**
 * Notes that a host is there. If none was for longer than `toleratedMs`, that is a time away, which
 * is written down: by one host, however many come back together.
 */
export async function notePresence(db: Db, toleratedMs: number): Promise<TimeAway | undefined> {
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
  readonly accountId: AccountId
  /** What the operator calls it. */
  readonly account: string | null
  /** The names of its Channels that there were at the time. */
  readonly channels: readonly string[]
}

/** Accounts that had Channels in a time away, latest first. */
export async function affectedAccounts(
  db: Db,
  filter: { readonly since?: Date; readonly accountId?: AccountId },
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
export async function eraseTimesAway(db: Db): Promise<void> {
  await sql`delete from times_away where until < now() - interval '90 days'`.execute(db)
}
