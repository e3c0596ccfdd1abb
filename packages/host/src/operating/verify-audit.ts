import { entryFaults, type Verified } from '../audit/verify.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { writeAudit } from '../store/audit.ts'
import { type AuditEntry, findEntry, listAudit } from '../store/audit-reading.ts'
import { type Db, databaseTime } from '../store/database.ts'

/**
 * Notes in the audit log that somebody looked through all of it, and what came of it: so whoever opens the
 * page sees when it was last proved. Tell what was found before: who has the database can hinder this.
 *
 * @returns why it could not be noted; undefined: it was.
 */
export async function noteVerified(
  db: Db,
  { chains, entries, problems }: Verified,
): Promise<string | undefined> {
  const after = { chains, entries, problems: problems.length }
  try {
    await db.transaction().execute((trx) => writeAudit(trx, { action: 'audit.verified', after }))
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** When the log was last looked through, by whom, and what came of it. */
export interface LastVerified extends Pick<AuditEntry, 'at' | 'actor' | 'who'> {
  readonly entries: number
  readonly problems: number
}

/**
 * Undefined: nobody did, or the entry that says so was changed, or written by somebody without the keys
 * of these hosts. Where a newer one was removed, this doesn’t show it: looking through the log does.
 */
export async function lastVerified(db: Db, sealer: Sealer): Promise<LastVerified | undefined> {
  const filter = { accountId: '', action: 'audit.verified', limit: 1 }
  const [entry] = await listAudit(db, sealer, filter)
  const stored = entry && (await findEntry(db, entry.id))
  if (!stored) return undefined
  if (entryFaults(sealer, stored, await databaseTime(db), false).length > 0) return undefined
  const { at, actor, who, after } = entry
  const count = (name: string) => Number(Reflect.get(Object(after), name) ?? Number.NaN)
  const [entries, problems] = [count('entries'), count('problems')]
  // Of an older release, or a newer one.
  if (Number.isNaN(entries) || Number.isNaN(problems)) return undefined
  return { at, actor, who, entries, problems }
}
