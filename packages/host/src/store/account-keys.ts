import { sql } from 'kysely'
import { type AccountSealer, createAccountSealer } from '../sealing/account-sealer.ts'
import type { Sealer } from '../sealing/sealer.ts'
import type { Db, Trx } from './database.ts'

/**
 * Stands for what belongs to no Account, but is sealed like that of one: so that a rotation of the
 * operator's keys leaves it as it is.
 */
export const NO_ACCOUNT = ''

/**
 * The sealer of an Account, which gets a key if it has none. Two that make one in the same moment both
 * do: nobody waits for another's transaction, and an Account may have several keys. The oldest seals.
 */
export async function accountSealer(
  trx: Trx,
  sealer: Sealer,
  accountId: string,
): Promise<AccountSealer> {
  const known = await keysOf(trx, accountId)
  if (known.length > 0) return sealerOf(known, sealer)
  const { rows } = await sql<{ id: string }>`
    select nextval(pg_get_serial_sequence('account_keys', 'id')) as id`.execute(trx)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL gave no id.')
  const sealed = sealer.makeAccountKey(row.id)
  await sql`insert into account_keys (id, account_id, sealed_key) overriding system value
    values (${row.id}, ${accountId}, ${sealed})`.execute(trx)
  return sealerOf([{ id: row.id, sealed }], sealer)
}

/** Opens what is sealed of an Account; what has lost its key does not open. */
export async function accountOpener(
  db: Db,
  sealer: Sealer,
  accountId: string,
): Promise<AccountSealer> {
  return sealerOf(await keysOf(db, accountId), sealer)
}

/**
 * Destroys an Account's keys: what they sealed opens nowhere any more. That reaches backups which were
 * made without this table, as docs/guides/backup.md says.
 *
 * @returns how many there were.
 */
export async function destroyAccountKeys(
  trx: Trx,
  sealer: Sealer,
  accountId: string,
): Promise<number> {
  const rows = await trx
    .updateTable('account_keys')
    .set({ sealed_key: null, destroyed_at: sql`now()` })
    .where('account_id', '=', accountId)
    .where('sealed_key', 'is not', null)
    .returning('id')
    .execute()
  for (const { id } of rows) sealer.forgetAccountKey(id)
  return rows.length
}

interface StoredKey {
  readonly id: string
  readonly sealed: Buffer
}

async function keysOf(db: Db, accountId: string): Promise<readonly StoredKey[]> {
  const rows = await db
    .selectFrom('account_keys')
    .select(['id', 'sealed_key as sealed'])
    .where('account_id', '=', accountId)
    .where('sealed_key', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.flatMap(({ id, sealed }) => (sealed ? [{ id, sealed }] : []))
}

function sealerOf(keys: readonly StoredKey[], sealer: Sealer): AccountSealer {
  const opened = keys.map(({ id, sealed }) => sealer.accountKey(id, sealed))
  return createAccountSealer(opened, sealer)
}
