import { sql } from 'kysely'
import type { Db } from './database.ts'

/**
 * Gives the role that hosts and commands run under what they need, and takes the rest: to the audit log
 * they add, and change nothing. To be called by the tables' owner, after each migration.
 *
 * @returns false where that role owns the tables itself: an owner can be refused nothing for good. Then
 *   the triggers hold, which refuse what an owner does by mistake, and the chains show what it did on
 *   purpose.
 */
export async function grantToHosts(db: Db, role: string): Promise<boolean> {
  const { rows } = await sql<{ owner: boolean }>`
    select pg_has_role(${role}, tableowner, 'usage') as owner from pg_tables
    where schemaname = 'public' and tablename = 'audit_entries'`.execute(db)
  if (rows[0]?.owner !== false) return false
  const to = sql.id(role)
  for (const statement of [
    sql`grant usage on schema public to ${to}`,
    sql`grant select, insert, update, delete on all tables in schema public to ${to}`,
    sql`grant usage, select on all sequences in schema public to ${to}`,
    sql`revoke update, delete, truncate on audit_entries from ${to}`,
    sql`revoke insert, update, delete, truncate on audit_links from ${to}`,
    sql`revoke update, truncate on audit_details from ${to}`,
  ]) {
    await statement.execute(db)
  }
  return true
}
