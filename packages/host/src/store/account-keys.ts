import { sql } from 'kysely'
import { accountKeyId } from '../sealing/account-prefix.ts'
import { type AccountSealer, createAccountSealer } from '../sealing/account-sealer.ts'
import type { AccountPlace } from '../sealing/sealed-places.ts'
import type { AccountKey, Sealer } from '../sealing/sealer.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { ACCOUNT_KEYS_ALLOWED } from './key-register.ts'

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
  return createAccountSealer([await makeKey(trx, sealer, accountId)], sealer)
}

/**
 * What seals data of an Account: under its key, once every host can read that; until then under the
 * operator's. Keeps the keys from being destroyed before the transaction ends.
 */
export async function dataSealer(
  trx: Trx,
  sealer: Sealer,
  accountId: string,
): Promise<AccountSealer> {
  const { rows } = await sql<StoredKey>`
    select id, sealed_key as sealed from account_keys
    where account_id = ${accountId} and sealed_key is not null order by id for share`.execute(trx)
  const { rows: allowed } = await sql`select where ${ACCOUNT_KEYS_ALLOWED}`.execute(trx)
  if (allowed.length === 0) return sealer
  if (rows.length > 0) return sealerOf(rows, sealer)
  return createAccountSealer([await makeKey(trx, sealer, accountId)], sealer)
}

/**
 * The same for data of a Channel. It costs a statement once: a Channel never passes to another Account, and
 * as long as it is there its Account keeps its keys.
 */
export async function channelSealer(
  db: Db,
  sealer: Sealer,
  channelId: ChannelId,
): Promise<AccountSealer> {
  return (await channelSealers(db, sealer, [channelId])).get(channelId) ?? sealer
}

/** The same for several Channels: one statement for all whose keys are not at hand. */
export async function channelSealers(
  db: Db,
  sealer: Sealer,
  channelIds: readonly ChannelId[],
): Promise<ReadonlyMap<ChannelId, AccountSealer>> {
  const found = new Map<ChannelId, AccountSealer>(channelIds.map((id) => [id, sealer]))
  const missing: ChannelId[] = []
  for (const id of channelIds) {
    const known = sealer.channelKeys.get(id)
    if (known) found.set(id, createAccountSealer([known], sealer))
    else missing.push(id)
  }
  if (missing.length === 0) return found
  const { rows } = await sql<ChannelKey>`
    select distinct on (c.id) c.id as channel, c.account_id as account, k.id, k.sealed_key as sealed,
      k.created_at < now() as committed
    from channels c left join account_keys k
      on k.account_id = c.account_id and k.sealed_key is not null
    where c.id = any(${missing}::bigint[]) and ${ACCOUNT_KEYS_ALLOWED}
    order by c.id, k.id`.execute(db)
  const made = new Map<string, AccountKey>()
  for (const { channel, account, id, sealed, committed } of rows) {
    const isMade = id === null || sealed === null
    const key = isMade
      ? (made.get(account) ?? (await makeKey(db, sealer, account)))
      : sealer.accountKey(id, sealed)
    if (isMade) made.set(account, key)
    // One that this very transaction made may be rolled back: what it sealed afterwards would be lost.
    if (committed) sealer.channelKeys.set(channel, key)
    found.set(channel, createAccountSealer([key], sealer))
  }
  return found
}

async function makeKey(db: Db, sealer: Sealer, accountId: string): Promise<AccountKey> {
  const { rows } = await sql<{ id: string }>`
    select nextval(pg_get_serial_sequence('account_keys', 'id')) as id`.execute(db)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL gave no id.')
  const sealed = sealer.makeAccountKey(row.id)
  await sql`insert into account_keys (id, account_id, sealed_key) overriding system value
    values (${row.id}, ${accountId}, ${sealed})`.execute(db)
  return sealer.accountKey(row.id, sealed)
}

/** Reads the keys that values need which are about to be opened, as far as they are not at hand. */
export async function keysAtHand(
  db: Db,
  sealer: Sealer,
  values: readonly (Buffer | null)[],
): Promise<void> {
  const missing = new Set<string>()
  for (const value of values) {
    const id = value ? accountKeyId(value) : undefined
    if (id !== undefined && !sealer.knownAccountKey(id)) missing.add(id)
  }
  if (missing.size === 0) return
  const { rows } = await sql<StoredKey>`
    select id, sealed_key as sealed from account_keys
    where id = any(${[...missing]}) and sealed_key is not null`.execute(db)
  for (const { id, sealed } of rows) sealer.accountKey(id, sealed)
}

/** Opener of one value: reads its Account's key first, where it is not at hand. */
export async function openOne(
  db: Db,
  sealer: Sealer,
  place: AccountPlace,
  row: string,
  sealed: Buffer,
) {
  await keysAtHand(db, sealer, [sealed])
  return sealer.open(place, row, sealed)
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
 * Holds an Account's keys until the transaction ends: whoever is about to seal something new of it waits,
 * and makes another key. Whatever was sealed before is visible to the next statement.
 */
export async function holdAccountKeys(trx: Trx, accountId: string): Promise<void> {
  await sql`select id from account_keys where account_id = ${accountId} order by id for update`.execute(
    trx,
  )
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

/** A Channel, with the oldest key of its Account; nulls where that has none. */
interface ChannelKey {
  readonly channel: ChannelId
  readonly account: string
  readonly id: string | null
  readonly sealed: Buffer | null
  readonly committed: boolean | null
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
