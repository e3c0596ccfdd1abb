import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'

/** Our class of advisory locks for leaving a grant. */
const GRANT_LOCK = 0x68756205

/**
 * How a grant is known here. It is the plugin's and not the integration's: two integrations may run with
 * one app at the Network.
 *
 * @param grantId as the plugin names it; undefined where it names none.
 */
export function grantHash(
  sealer: Sealer,
  pluginId: string | undefined,
  grantId: string | undefined,
): Buffer | null {
  if (pluginId === undefined || grantId === undefined) return null
  return sealer.hash('grant', `${pluginId} ${grantId}`)
}

/**
 * Whether another Channel lives on this one's grant, of whichever Account and integration. One whose
 * credentials the Network refuses, or that has none, doesn't.
 */
export async function isGrantShared(db: Db, channelId: ChannelId): Promise<boolean> {
  const { rows } = await sql`
    select from channels c join channels other on other.grant_hash = c.grant_hash
    where c.id = ${channelId} and other.id <> c.id and other.credentials_erased_at is null
      and other.state not in ('ended', 'needs-authentication')
    limit 1`.execute(db)
  return rows.length > 0
}

/**
 * The same for who leaves the grant to the others in this transaction. Two that leave it do so one after
 * the other, so that the second one sees that it is the last. To be asked before anything is changed.
 */
export async function isLeftToOthers(trx: Trx, channelId: ChannelId): Promise<boolean> {
  await sql`
    select pg_advisory_xact_lock(${GRANT_LOCK}::int, hashtext(encode(grant_hash, 'hex')))
    from channels where id = ${channelId} and grant_hash is not null`.execute(trx)
  return await isGrantShared(trx, channelId)
}
