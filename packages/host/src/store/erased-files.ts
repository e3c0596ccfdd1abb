import { sql } from 'kysely'
import type { Days } from '../own-days.ts'
import type { Db, Trx } from './database.ts'
import { isFileReference } from './file-type.ts'
import { daysOf, fewestDays } from './retention-days.ts'

/** Erases the bytes and remembers that there was a file, so that its URL can say that it is gone. */
export async function eraseFile(trx: Trx, reference: string): Promise<void> {
  if (!isFileReference(reference)) return
  await trx
    .updateTable('files')
    .set({ erased_at: sql`now()`, name: '', sealed_head: null })
    .where('id', '=', reference)
    .where('erased_at', 'is', null)
    .execute()
  await trx.deleteFrom('file_chunks').where('file_id', '=', reference).execute()
}

/** Erases several at once, those of other integrations left alone. Answers how many there were. */
export async function eraseFiles(
  trx: Trx,
  integration: string,
  references: readonly string[],
): Promise<number> {
  if (references.length === 0) return 0
  const erased = await trx
    .updateTable('files')
    .set({ erased_at: sql`now()`, name: '', sealed_head: null })
    .where('id', 'in', [...references])
    .where('integration', '=', integration)
    .where('erased_at', 'is', null)
    .returning('id')
    .execute()
  await eraseBytes(trx, erased)
  return erased.length
}

async function eraseBytes(trx: Trx, files: readonly { readonly id: string }[]): Promise<void> {
  if (files.length === 0) return
  const ids = files.map(({ id }) => id)
  await trx.deleteFrom('file_chunks').where('file_id', 'in', ids).execute()
}

/** Erases files that are older than the operator keeps them, at most `limit`; answers how many. */
export async function eraseOldFiles(trx: Trx, days: Days, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update files set erased_at = now(), name = '', sealed_head = null where id in (
      select f.id from files f left join channels c on c.id = f.channel_id
      where f.erased_at is null and f.complete
        and f.created_at < now() - ${fewestDays(days)} * interval '1 day'
        and f.created_at < now() - ${daysOf(days, 'c.account_id', 'f.integration')} * interval '1 day'
      limit ${limit} for update of f skip locked)
    returning id`.execute(trx)
  await eraseBytes(trx, rows)
  return rows.length
}

/** Removes what hosts that died while storing have left behind. */
export async function eraseUnfinishedFiles(db: Db): Promise<void> {
  await db
    .deleteFrom('files')
    .where('complete', '=', false)
    .where('created_at', '<', sql<Date>`now() - interval '1 day'`)
    .execute()
}
