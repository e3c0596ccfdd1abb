import { randomBytes } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Sealer } from '../tokens/sealer.ts'
import type { Database, Db } from './database.ts'

/**
 * Makes a link by which a Customer can change a Channel's settings once.
 *
 * @returns the token for `/settings/:token`; only its hash is stored.
 */
export async function createSettingsLink(
  db: Kysely<Database>,
  sealer: Sealer,
  channelId: string,
  expiresInMs: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db
    .insertInto('settings_links')
    .values({
      token_hash: sealer.hash('settings link', token),
      channel_id: channelId,
      expires_at: sql`now() + ${expiresInMs} * interval '1 ms'`,
      used_at: null,
    })
    .execute()
  return token
}

export interface SettingsLink {
  readonly channelId: string
  readonly used: boolean
}

/** The link of a token, unless it has expired or never was. */
export async function findSettingsLink(
  db: Kysely<Database>,
  sealer: Sealer,
  token: string,
): Promise<SettingsLink | undefined> {
  const row = await db
    .selectFrom('settings_links')
    .select(['channel_id', 'used_at'])
    .where('token_hash', '=', sealer.hash('settings link', token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row && { channelId: row.channel_id, used: row.used_at !== null }
}

/** Uses the link up. False when somebody else did, or when it has expired. */
export async function useSettingsLink(
  trx: Transaction<Database>,
  sealer: Sealer,
  token: string,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('settings_links')
    .set({ used_at: sql`now()` })
    .where('token_hash', '=', sealer.hash('settings link', token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Who opened one in time may finish with it: it goes a day after it has expired. */
export async function eraseSettingsLinks(db: Db): Promise<void> {
  await db
    .deleteFrom('settings_links')
    .where('expires_at', '<', sql<Date>`now() - interval '1 day'`)
    .execute()
}
