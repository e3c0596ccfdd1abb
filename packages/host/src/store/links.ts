import { randomBytes } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Sealer } from '../tokens/sealer.ts'
import type { Database, Db } from './database.ts'

/** What a link that an agency sends is for. */
export interface LinkPurpose {
  /** Our id of the Custom Channel's Manifest. */
  readonly manifest: string
  /** The Channel that is to be reconnected; null for one that nobody has connected yet. */
  readonly channelId: string | null
}

export interface ConnectLink extends LinkPurpose {
  /** What is stored of the token, as base64url. */
  readonly hash: string
  readonly integration: string
  readonly used: boolean
  readonly expiresAt: Date
}

/**
 * Makes a link by which a Customer connects or reconnects a Custom Channel, once.
 *
 * @returns the token for `/link/:token`; only its hash is stored.
 */
export async function createConnectLink(
  db: Kysely<Database>,
  sealer: Sealer,
  { manifest, channelId }: LinkPurpose,
  expiresInMs: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db
    .insertInto('connect_links')
    .values({
      token_hash: sealer.hash('connect link', token),
      manifest,
      channel_id: channelId,
      expires_at: sql`now() + ${expiresInMs} * interval '1 ms'`,
    })
    .execute()
  return token
}

/** The link of a token, unless it has expired or never was. */
export async function findConnectLink(
  db: Kysely<Database>,
  sealer: Sealer,
  token: string,
): Promise<ConnectLink | undefined> {
  const hash = sealer.hash('connect link', token)
  const row = await db
    .selectFrom('connect_links')
    .innerJoin('manifests', 'manifests.id', 'connect_links.manifest')
    .select(['manifest', 'channel_id', 'expires_at', 'used_at', 'integration'])
    .where('token_hash', '=', hash)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return (
    row && {
      hash: hash.toString('base64url'),
      manifest: row.manifest,
      channelId: row.channel_id,
      integration: row.integration,
      used: row.used_at !== null,
      expiresAt: row.expires_at,
    }
  )
}

/** Uses the link up. Who opened it in time may finish, though it has expired since. */
export async function useConnectLink(trx: Transaction<Database>, hash: string): Promise<void> {
  await trx
    .updateTable('connect_links')
    .set({ used_at: sql`now()` })
    .where('token_hash', '=', Buffer.from(hash, 'base64url'))
    .execute()
}

/** Who opened one in time may finish with it: it goes a day after it has expired. */
export async function eraseConnectLinks(db: Db): Promise<void> {
  await db
    .deleteFrom('connect_links')
    .where('expires_at', '<', sql<Date>`now() - interval '1 day'`)
    .execute()
}
