import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'

/** Where a database is, and what it serves. A copy differs in at least one of them. */
export interface Installation {
  readonly publicUrl: string
  /** PostgreSQL's own number of the cluster; empty where the role may not ask. */
  readonly cluster: string
  readonly databaseOid: string
}

/** The place that this database is in now. */
async function whereItIs(
  db: Kysely<Database>,
): Promise<Pick<Installation, 'cluster' | 'databaseOid'>> {
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
export async function whyStranger(
  db: Kysely<Database>,
  publicUrl: string,
): Promise<string | undefined> {
  const here = { publicUrl, ...(await whereItIs(db)) }
  await sql`
    insert into installation (public_url, cluster, database_oid)
    values (${here.publicUrl}, ${here.cluster}, ${here.databaseOid})
    on conflict do nothing`.execute(db)
  const recorded = await recordedInstallation(db)
  if (recorded.publicUrl !== publicUrl) {
    return `The database belongs to ${recorded.publicUrl}, and publicUrl is ${publicUrl}.`
  }
  const known = recorded.cluster !== '' && here.cluster !== ''
  if (recorded.databaseOid !== here.databaseOid || (known && recorded.cluster !== here.cluster)) {
    return 'The database was restored or copied: it is not where it was when hosts last used it.'
  }
  return undefined
}

export async function recordedInstallation(db: Kysely<Database>): Promise<Installation> {
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
export async function adopt(trx: Transaction<Database>, publicUrl: string): Promise<Adopted> {
  const { cluster, databaseOid } = await whereItIs(trx)
  await sql`
    update turns set holder = null, fence = fence + 1, rung = rung + 1, due_at = now()`.execute(trx)
  const actions = await sql`
    update ticket_actions set state = 'sending', attempts = greatest(attempts, 1),
      attempted_at = coalesce(attempted_at, accepted_at), sending_deadline = null, retry_at = 'epoch'
    where state = 'accepted'`.execute(trx)
  const channels = await sql`
    update channels set fetch_due_at = now(),
      reconcile_due_at = case when reconcile_due_at is not null then now() end
    where state = 'active'`.execute(trx)
  await sql`
    update installation set public_url = ${publicUrl}, cluster = ${cluster},
      database_oid = ${databaseOid}, adopted_at = now()`.execute(trx)
  return {
    uncertainActions: Number(actions.numAffectedRows ?? 0),
    channels: Number(channels.numAffectedRows ?? 0),
  }
}
