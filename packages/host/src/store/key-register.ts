import { sql } from 'kysely'
import type { SealingKey } from '../sealing/sealer.ts'
import type { Db, Trx } from './database.ts'

// Which keys may have sealed something here, and what the processes of this moment seal with.

const CONNECTION_NAME = 'hubward, sealing with '
/** Ends the name of whoever opens what is sealed under the keys of Accounts. */
const KNOWS_ACCOUNTS = ' for Accounts'
/** Stands before that end in the name of whoever opens files that are sealed so, too. */
const KNOWS_FILES = ' and files'

/**
 * Stands among the keys once hosts may seal under the keys of Accounts. A host that knows nothing of those
 * refuses to start then, since it takes this for a key that it lacks. Too long for a key's id.
 */
const ACCOUNTS_ID = 'the keys of Accounts'

/** The same for files: a host that knows those keys alone can’t open them. */
const FILES_ID = 'the keys of Accounts, for files'

/** Rows of the register that stand for no key. */
export const NO_KEYS = [ACCOUNTS_ID, FILES_ID]

/** Whether data may be sealed under the keys of Accounts. */
export const ACCOUNT_KEYS_ALLOWED = sql<boolean>`exists (
  select from sealing_keys s where s.id = ${sql.lit(ACCOUNTS_ID)})`

/** Since when. */
export const ACCOUNTS_SINCE = sql<Date | null>`(
  select first_used_at from sealing_keys s where s.id = ${sql.lit(ACCOUNTS_ID)})`

export async function areFilesAllowed(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('sealing_keys')
    .select('id')
    .where('id', '=', FILES_ID)
    .executeTakeFirst()
  return row !== undefined
}

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

export async function registeredKeys(db: Db): Promise<readonly RegisteredKey[]> {
  return await db
    .selectFrom('sealing_keys')
    .select(['id', 'sealed_check as sealedCheck'])
    .where('id', 'not in', NO_KEYS)
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

/** Names a process's connections by the key it seals with: so a rotation sees who lags behind. */
export function connectionName(keys: readonly SealingKey[]): string {
  return `${CONNECTION_NAME}${keys[0]?.id ?? ''}${KNOWS_FILES}${KNOWS_ACCOUNTS}`
}

/** Lets everybody seal under the keys of Accounts, and files as well, at once: nobody is there who knows less. */
export async function allowAccountKeys(trx: Trx): Promise<void> {
  for (const id of NO_KEYS) await registerKey(trx, { id, sealedCheck: Buffer.alloc(0) })
}

/**
 * Looks that must find nobody, one after the other. They are seconds apart: a minute, in which a host that
 * has lost PostgreSQL comes back, as all do when it restarts.
 */
const LOOKS = 12

/**
 * Waits for hosts and commands that could not open what is sealed under the keys of Accounts, or files that
 * are. Whoever starts later and knows nothing of it refuses to: both take the same lock.
 */
export class OlderHosts {
  readonly #looks: number
  /** Looks in a row that found nobody who could not open it. */
  #none = { accounts: 0, files: 0 }

  constructor(looks = LOOKS) {
    this.#looks = looks
  }

  /** After a look that failed: who is there was not seen. */
  beginAgain(): void {
    this.#none = { accounts: 0, files: 0 }
  }

  /**
   * Looks once; lets everybody seal under the keys of Accounts, and then files as well, as soon as enough
   * looks found nobody.
   *
   * @returns whether all of it is allowed, which it then stays.
   */
  async haveGone(db: Db): Promise<boolean> {
    if (await areFilesAllowed(db)) return true
    return await db.transaction().execute(async (trx) => {
      await lockKeys(trx)
      const names = await connectionsNamed(trx, CONNECTION_NAME)
      const { accounts, files } = this.#none
      const all = (end: string) => names.every((name) => name.endsWith(end))
      this.#none = {
        accounts: all(KNOWS_ACCOUNTS) ? accounts + 1 : 0,
        files: all(KNOWS_FILES + KNOWS_ACCOUNTS) ? files + 1 : 0,
      }
      if (this.#none.accounts < this.#looks) return false
      await registerKey(trx, { id: ACCOUNTS_ID, sealedCheck: Buffer.alloc(0) })
      if (this.#none.files < this.#looks) return false
      await registerKey(trx, { id: FILES_ID, sealedCheck: Buffer.alloc(0) })
      return true
    })
  }
}

/** How the connections to this database are called that begin like this. (Not one of our tables.) */
async function connectionsNamed(db: Db, beginning: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct application_name as name from pg_stat_activity
    where datname = current_database() and starts_with(application_name, ${beginning})`.execute(db)
  return rows.map(({ name }) => name)
}

/** Keys that hosts and commands seal with at this moment, apart from the one that is current here. */
export async function otherKeysInUse(db: Db, currentId: string): Promise<string[]> {
  const names = await connectionsNamed(db, CONNECTION_NAME)
  const ids = names.map((name) =>
    name.slice(CONNECTION_NAME.length).replace(KNOWS_ACCOUNTS, '').replace(KNOWS_FILES, ''),
  )
  return [...new Set(ids)].filter((id) => id !== currentId)
}
