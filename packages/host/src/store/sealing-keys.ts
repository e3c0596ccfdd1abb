import { sql } from 'kysely'
import type { Db, Trx } from './database.ts'

/** Our class of advisory locks for the keys. */
const KEYS_LOCK = 0x68756204

/** A key that may have sealed something here. */
export interface RegisteredKey {
  readonly id: string
  /** A text that every key seals once, to be compared with. */
  readonly sealedCheck: Buffer
}

/** Until the transaction ends, nobody else opens a sealer or forgets a key. (kysely has no locks.) */
export async function lockKeys(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${KEYS_LOCK}::int, 0)`.execute(trx)
}

export async function registeredKeys(trx: Trx): Promise<readonly RegisteredKey[]> {
  return await trx
    .selectFrom('sealing_keys')
    .select(['id', 'sealed_check as sealedCheck'])
    .execute()
}

/** Registered twice, the first time stays. */
export async function registerKey(trx: Trx, { id, sealedCheck }: RegisteredKey): Promise<void> {
  await trx
    .insertInto('sealing_keys')
    .values({ id, sealed_check: sealedCheck })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Forgets all keys but one, and answers which. */
export async function forgetOtherKeys(trx: Trx, currentId: string): Promise<readonly string[]> {
  const rows = await trx
    .deleteFrom('sealing_keys')
    .where('id', '<>', currentId)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Something that a version without a register may have sealed: the reference of a Manifest. */
export async function someSealedReference(
  trx: Trx,
): Promise<{ readonly id: string; readonly sealed: Buffer } | undefined> {
  return await trx
    .selectFrom('manifests')
    .select(['id', 'sealed_reference as sealed'])
    .limit(1)
    .executeTakeFirst()
}

/** A secret that the hosts made themselves. */
export async function findHostSecret(trx: Trx, name: string): Promise<Buffer | undefined> {
  const row = await trx
    .selectFrom('host_secrets')
    .select('sealed_value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.sealed_value
}

export async function storeHostSecret(trx: Trx, name: string, sealed: Buffer): Promise<void> {
  await trx.insertInto('host_secrets').values({ name, sealed_value: sealed }).execute()
}

/** How the connections to this database are called that begin like this. (Not one of our tables.) */
export async function connectionsNamed(db: Db, beginning: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct application_name as name from pg_stat_activity
    where datname = current_database() and starts_with(application_name, ${beginning})`.execute(db)
  return rows.map(({ name }) => name)
}
