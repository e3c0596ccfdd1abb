import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'

/** What a link that an agency sends is for. */
export interface LinkPurpose {
  /** Our id of the Custom Channel's Manifest. */
  readonly manifest: string
  /** The Channel that is to be reconnected; null for one that nobody has connected yet. */
  readonly channelId: ChannelId | null
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
  db: Db,
  sealer: Sealer,
  { manifest, channelId }: LinkPurpose,
  expiresInMs: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('connect_links')
      .values({
        token_hash: sealer.hash('connect link', token),
        manifest,
        channel_id: channelId,
        expires_at: sql`now() + ${expiresInMs} * interval '1 ms'`,
      })
      .execute()
    const to = channelId === null ? 'connect' : 'reconnect'
    const of = channelId === null ? await unconnected(trx, manifest) : { channelId }
    await writeAudit(trx, { action: 'channel.link-made', ...of, after: { to, expiresInMs } })
  })
  return token
}

/** The Custom Channel that waits for its Customer, as the audit log names it. */
async function unconnected(trx: Trx, manifest: string) {
  const row = await trx
    .selectFrom('unconnected_channels')
    .innerJoin('manifests', 'manifests.id', 'unconnected_channels.manifest')
    .select(['account_id', 'socialhub_channel_id', 'integration'])
    .where('manifest', '=', manifest)
    .executeTakeFirst()
  if (!row) return {}
  const { account_id: accountId, socialhub_channel_id: channel, integration } = row
  return { accountId, channel, integration }
}

/** The link of a token, unless it has expired or never was. */
export async function findConnectLink(
  db: Db,
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

/** Whether somebody has finished with this link, who may have opened it elsewhere. */
export async function isLinkUsed(db: Db, hash: string): Promise<boolean> {
  const row = await db
    .selectFrom('connect_links')
    .select('used_at')
    .where('token_hash', '=', Buffer.from(hash, 'base64url'))
    .executeTakeFirst()
  return row === undefined || row.used_at !== null
}

/** Uses the link up. Who opened it in time may finish, though it has expired since. */
export async function useConnectLink(trx: Trx, hash: string): Promise<void> {
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

/**
 * Makes a link by which a Customer can change a Channel's settings once.
 *
 * @returns the token for `/settings/:token`; only its hash is stored.
 */
export async function createSettingsLink(
  db: Db,
  sealer: Sealer,
  channelId: ChannelId,
  expiresInMs: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('settings_links')
      .values({
        token_hash: sealer.hash('settings link', token),
        channel_id: channelId,
        expires_at: sql`now() + ${expiresInMs} * interval '1 ms'`,
        used_at: null,
      })
      .execute()
    const after = { to: 'settings', expiresInMs }
    await writeAudit(trx, { action: 'channel.link-made', channelId, after })
  })
  return token
}

export interface SettingsLink {
  readonly kind: 'settings'
  /** Our id. */
  readonly channelId: ChannelId
  readonly used: boolean
}

/** The link of a token, unless it has expired or never was. */
export async function findSettingsLink(
  db: Db,
  sealer: Sealer,
  token: string,
): Promise<SettingsLink | undefined> {
  const row = await db
    .selectFrom('settings_links')
    .select(['channel_id', 'used_at'])
    .where('token_hash', '=', sealer.hash('settings link', token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row && { kind: 'settings', channelId: row.channel_id, used: row.used_at !== null }
}

/** Uses the link up. False when somebody else did, or when it has expired. */
export async function useSettingsLink(trx: Trx, sealer: Sealer, token: string): Promise<boolean> {
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
