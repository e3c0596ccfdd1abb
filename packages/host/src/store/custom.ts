import { type Kysely, sql, type Transaction } from 'kysely'
import type { Sealer } from '../tokens/sealer.ts'
import type { Database } from './database.ts'
import { insertManifest } from './manifests.ts'

/** A Custom Channel whose Customer has not authenticated with the Network yet. */
export interface UnconnectedChannel {
  /** Our id of its Manifest. */
  readonly manifest: string
  readonly integration: string
  readonly socialhubChannelId: string
  readonly accountId: string
  /** As SocialHub calls it. */
  readonly name: string
  readonly accessToken: string
  readonly since: Date
}

/** What `GET /` said of a Custom Channel, and the Access Token that it was asked with. */
export interface GivenChannel {
  readonly integration: string
  readonly socialhubChannelId: string
  readonly accountId: string
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
  trx: Transaction<Database>,
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
  const values = {
    account_id: given.accountId,
    name: given.name,
    sealed_token: sealer.seal('unconnected_channels.sealed_token', manifest, given.accessToken),
  }
  await trx
    .insertInto('unconnected_channels')
    .values({ manifest, socialhub_channel_id: given.socialhubChannelId, ...values })
    .onConflict((conflict) => conflict.column('manifest').doUpdateSet(values))
    .execute()
  return manifest
}

export async function findUnconnected(
  db: Kysely<Database>,
  sealer: Sealer,
  by: { readonly manifest: string } | { readonly socialhubChannelId: string },
): Promise<UnconnectedChannel | undefined> {
  const rows = selectUnconnected(db)
  const row = await ('manifest' in by
    ? rows.where('unconnected_channels.manifest', '=', by.manifest)
    : rows.where('socialhub_channel_id', '=', by.socialhubChannelId)
  ).executeTakeFirst()
  return row && { ...withoutToken(row), accessToken: openToken(sealer, row) }
}

/** All of them, oldest first, without their tokens. */
export async function listUnconnected(
  db: Kysely<Database>,
): Promise<Omit<UnconnectedChannel, 'accessToken'>[]> {
  const rows = await selectUnconnected(db).orderBy('unconnected_channels.created_at').execute()
  return rows.map(withoutToken)
}

/** Its Channel is stored, token and all. */
export async function endUnconnected(trx: Transaction<Database>, manifest: string): Promise<void> {
  await trx.deleteFrom('unconnected_channels').where('manifest', '=', manifest).execute()
}

function selectUnconnected(db: Kysely<Database>) {
  return db
    .selectFrom('unconnected_channels')
    .innerJoin('manifests', 'manifests.id', 'unconnected_channels.manifest')
    .selectAll('unconnected_channels')
    .select('manifests.integration')
}

interface Row {
  manifest: string
  integration: string
  socialhub_channel_id: string
  account_id: string
  name: string
  sealed_token: Buffer
  created_at: Date
}

function withoutToken(row: Row): Omit<UnconnectedChannel, 'accessToken'> {
  return {
    manifest: row.manifest,
    integration: row.integration,
    socialhubChannelId: row.socialhub_channel_id,
    accountId: row.account_id,
    name: row.name,
    since: row.created_at,
  }
}

function openToken(sealer: Sealer, { manifest, sealed_token }: Row): string {
  return String(sealer.open('unconnected_channels.sealed_token', manifest, sealed_token))
}

/** Every Custom Manifest whose webhook should be set, with the Access Token to say so. */
export async function customManifests(
  db: Kysely<Database>,
  sealer: Sealer,
): Promise<
  {
    readonly manifest: string
    readonly integration: string
    readonly socialhubChannelId: string
    readonly name: string
    readonly accessToken: string
  }[]
> {
  const connected = await db
    .selectFrom('channels')
    .innerJoin('manifests', 'manifests.id', 'channels.manifest')
    .select(['channels.id', 'manifest', 'channels.integration', 'name', 'sealed_token'])
    .select(['socialhub_channel_id', 'channels.state'])
    .where('manifests.kind', '=', 'custom')
    .orderBy('channels.id')
    .execute()
  const unconnected = await selectUnconnected(db)
    .orderBy('unconnected_channels.created_at')
    .execute()
  return [
    ...connected.map((row) => ({
      manifest: row.manifest,
      integration: row.integration,
      socialhubChannelId: row.socialhub_channel_id,
      name: row.name,
      accessToken: String(sealer.open('channels.sealed_token', row.id, row.sealed_token)),
    })),
    ...unconnected.map((row) => ({
      manifest: row.manifest,
      integration: row.integration,
      socialhubChannelId: row.socialhub_channel_id,
      name: row.name,
      accessToken: openToken(sealer, row),
    })),
  ]
}

/** Gives a connected Channel the Access Token that took the place of its former one. */
export async function storeNewToken(
  trx: Transaction<Database>,
  sealer: Sealer,
  channelId: string,
  accessToken: string,
): Promise<number> {
  const { token_generation } = await trx
    .updateTable('channels')
    .set({
      sealed_token: sealer.seal('channels.sealed_token', channelId, accessToken),
      token_generation: sql`token_generation + 1`,
      check_access: false,
      deliver_failures: 0,
      deliver_after: sql`'epoch'`,
    })
    .where('id', '=', channelId)
    .returning('token_generation')
    .executeTakeFirstOrThrow()
  return token_generation
}
