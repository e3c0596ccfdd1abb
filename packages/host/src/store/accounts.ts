import { sql } from 'kysely'
import type { Db } from './database.ts'

/** What the operator calls an Account; null takes the name away. */
export async function setAccountLabel(
  db: Db,
  accountId: string,
  label: string | null,
): Promise<void> {
  if (label === null) {
    await db.deleteFrom('account_labels').where('account_id', '=', accountId).execute()
    return
  }
  await db
    .insertInto('account_labels')
    .values({ account_id: accountId, label })
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet({ label, updated_at: sql`now()` }),
    )
    .execute()
}
