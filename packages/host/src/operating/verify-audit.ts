import type { Head } from '../audit/heads.ts'
import { entryFaults, type Verified, verifyAudit } from '../audit/verify.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { writeAudit } from '../store/audit.ts'
import { type AuditEntry, findEntry, listAudit } from '../store/audit-reading.ts'
import { type Db, databaseTime } from '../store/database.ts'

/**
 * Looks through the whole audit log, and notes in it that somebody did and what came of it: so whoever
 * opens the page sees when it was last proved.
 *
 * @param heads of earlier exports, whose signatures were checked.
 * @param signal ends it, by throwing its reason.
 */
export async function verifyAndNote(
  db: Db,
  sealer: Sealer,
  heads: readonly Head[],
  signal?: AbortSignal,
): Promise<Verified> {
  const verified = await verifyAudit(db, sealer, heads, signal)
  const { chains, entries, problems } = verified
  const after = { chains, entries, problems: problems.length }
  await db.transaction().execute((trx) => writeAudit(trx, { action: 'audit.verified', after }))
  return verified
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
