import type { ManifestUpdate } from '@hubward/socialhub'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { dataSealer, openOne } from './account-keys.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import type { AccountId, ManifestId, SocialHubChannelId } from './ids.ts'
import { insertManifest } from './manifests.ts'

/** A Custom Channel whose Customer has not authenticated with the Network yet. */
export interface UnconnectedChannel {
  /** Our id of its Manifest. */
  readonly manifest: string
  readonly integration: string
  readonly socialhubChannelId: SocialHubChannelId
  readonly accountId: AccountId
  /** As SocialHub calls it. */
  readonly name: string
  readonly accessToken: string
}

/** What `GET /` said of a Custom Channel, and the Access Token that it was asked with. */
export interface GivenChannel {
  readonly integration: string
  readonly socialhubChannelId: SocialHubChannelId
  readonly accountId: AccountId
  readonly name: string
  readonly accessToken: string
}

/**
 * Keeps a Custom Channel until its Customer has authenticated, with a Manifest of its own: reference
 * and secret are made at the first call, and committed before SocialHub is told of them. Given again,
 * it keeps both, and has the later Access Token.
 *
 * @returns our id of its Manifest.
 */
export async function keepUnconnected(
  trx: Trx,
  sealer: Sealer,
  given: GivenChannel,
): Promise<string> {
  const known = await trx
    .selectFrom('unconnected_channels')
    .select('manifest')
    .where('socialhub_channel_id', '=', given.socialhubChannelId)
    .executeTakeFirst()
  const manifest =
    known?.manifest ?? (await insertManifest(trx, sealer, given.integration, 'custom')).id
  const data = await dataSealer(trx, sealer, given.accountId)
  const values = {
    account_id: given.accountId,
    name: given.name,
    sealed_token: data.seal('unconnected_channels.sealed_token', manifest, given.accessToken),
  }
  await trx
    .insertInto('unconnected_channels')
    .values({ manifest, socialhub_channel_id: given.socialhubChannelId, ...values })
    .onConflict((conflict) => conflict.column('manifest').doUpdateSet(values))
    .execute()
  await writeAudit(trx, {
    action: known ? 'channel.token-given' : 'channel.taken-in',
    accountId: given.accountId,
    channel: given.socialhubChannelId,
    integration: given.integration,
    after: { name: given.name },
  })
  return manifest
}

export async function findUnconnected(
  db: Db,
  sealer: Sealer,
  by: { readonly manifest: string } | { readonly socialhubChannelId: SocialHubChannelId },
): Promise<UnconnectedChannel | undefined> {
  const rows = selectUnconnected(db)
  const row = await ('manifest' in by
    ? rows.where('unconnected_channels.manifest', '=', by.manifest)
    : rows.where('socialhub_channel_id', '=', by.socialhubChannelId)
  ).executeTakeFirst()
  return (
    row && {
      manifest: row.manifest,
      integration: row.integration,
      socialhubChannelId: row.socialhub_channel_id,
      accountId: row.account_id,
      name: row.name,
      accessToken: String(
        await openOne(
          db,
          sealer,
          'unconnected_channels.sealed_token',
          row.manifest,
          row.sealed_token,
        ),
      ),
    }
  )
}

/** Its Channel is stored, token and all. */
export async function endUnconnected(trx: Trx, manifest: string): Promise<void> {
  await trx.deleteFrom('unconnected_channels').where('manifest', '=', manifest).execute()
}

function selectUnconnected(db: Db) {
  return db
    .selectFrom('unconnected_channels')
    .innerJoin('manifests', 'manifests.id', 'unconnected_channels.manifest')
    .selectAll('unconnected_channels')
    .select('manifests.integration')
}

/** A Custom Channel, connected or not, by its Manifest. */
export interface CustomManifest {
  /** Our id of it. */
  readonly manifest: string
  readonly integration: string
  readonly socialhubChannelId: SocialHubChannelId
  readonly name: string
}

/** All of them, in the order in which they were given to us. */
export async function customManifests(db: Db): Promise<readonly CustomManifest[]> {
  const { rows } = await sql<CustomManifest>`
    select m.id as manifest, m.integration,
      coalesce(c.socialhub_channel_id, u.socialhub_channel_id) as "socialhubChannelId",
      coalesce(c.name, u.name) as name
    from manifests m
      left join channels c on c.manifest = m.id
      left join unconnected_channels u on u.manifest = m.id
    where m.kind = 'custom' and (c.id is not null or u.manifest is not null)
    order by m.created_at, m.id`.execute(db)
  return rows
}

/** What SocialHub was last told of a Custom Manifest, and the Access Token to tell it more. */
export async function customPushed(
  db: Db,
  sealer: Sealer,
  manifest: string,
): Promise<{ readonly manifest: unknown; readonly accessToken: string } | undefined> {
  const row = await db
    .selectFrom('manifests')
    .leftJoin('channels', 'channels.manifest', 'manifests.id')
    .select(['manifests.sealed_pushed', 'channels.id as channelId', 'channels.sealed_token'])
    .where('manifests.id', '=', manifest)
    .executeTakeFirst()
  if (!row) return undefined
  const pushed = row.sealed_pushed
    ? sealer.open('manifests.sealed_pushed', manifest, row.sealed_pushed)
    : null
  if (row.channelId !== null && row.sealed_token) {
    const place = 'channels.sealed_token'
    const token = await openOne(db, sealer, place, row.channelId, row.sealed_token)
    return { manifest: pushed, accessToken: String(token) }
  }
  const unconnected = await findUnconnected(db, sealer, { manifest })
  return unconnected && { manifest: pushed, accessToken: unconnected.accessToken }
}

export async function setCustomPushed(
  trx: Trx,
  sealer: Sealer,
  manifest: string,
  manifestId: ManifestId,
  pushed: ManifestUpdate,
): Promise<void> {
  const plain = JSON.parse(JSON.stringify(pushed))
  await trx
    .updateTable('manifests')
    .set({
      manifest_id: manifestId,
      sealed_pushed: sealer.seal('manifests.sealed_pushed', manifest, plain),
      pushed_at: sql`now()`,
    })
    .where('id', '=', manifest)
    .execute()
  const of = await trx
    .selectFrom('manifests')
    .leftJoin('channels', 'channels.manifest', 'manifests.id')
    .leftJoin('unconnected_channels', 'unconnected_channels.manifest', 'manifests.id')
    .select(['manifests.integration', 'channels.id', 'unconnected_channels.account_id'])
    .where('manifests.id', '=', manifest)
    .executeTakeFirst()
  await writeAudit(trx, {
    action: 'manifest.pushed',
    ...(of && { integration: of.integration }),
    ...(of?.id && { channelId: of.id }),
    ...(of?.account_id && { accountId: of.account_id }),
    after: { manifestId },
  })
}
