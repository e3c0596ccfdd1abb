import type { Db, Trx } from './database.ts'
import type { AccountId, ChannelId, NetworkId, SocialHubChannelId } from './ids.ts'
import { ring } from './turns.ts'

// Channels by what others call them: SocialHub, a Network, an operator.

export interface FoundChannel {
  readonly id: ChannelId
  readonly integration: string
  /** Our id of its Manifest. */
  readonly manifest: string
  readonly kind: 'reusable' | 'custom'
  readonly state: string
}

export async function channelAtSocialHub(
  db: Db,
  socialhubChannelId: SocialHubChannelId,
): Promise<FoundChannel | undefined> {
  return await db
    .selectFrom('channels')
    .innerJoin('manifests', 'manifests.id', 'channels.manifest')
    .select([
      'channels.id',
      'channels.integration',
      'channels.manifest',
      'channels.state',
      'manifests.kind',
    ])
    .where('socialhub_channel_id', '=', socialhubChannelId)
    .executeTakeFirst()
}

/** Whether an integration has a Channel that should be at work. */
export async function hasActiveChannel(db: Db, integration: string): Promise<boolean> {
  const row = await db
    .selectFrom('channels')
    .select('id')
    .where('integration', '=', integration)
    .where('state', '=', 'active')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A Channel that nobody else changes until the transaction ends. */
export interface LockedChannel {
  readonly id: ChannelId
  readonly integration: string
  readonly state: string
  readonly tokenGeneration: number
  /** SocialHub's id of the Custom Channel that has to hand over before this one goes on. */
  readonly waitsFor: SocialHubChannelId | null
}

/** The Channel's turn is rung and its row locked, in the order in which every transaction does it. */
export async function lockChannel(
  trx: Trx,
  socialhubChannelId: SocialHubChannelId,
): Promise<LockedChannel | undefined> {
  const found = await channelAtSocialHub(trx, socialhubChannelId)
  if (!found) return undefined
  await ring(trx, found.id, 'command')
  const locked = await trx
    .selectFrom('channels')
    .select(['id', 'integration', 'state', 'token_generation as tokenGeneration'])
    .where('id', '=', found.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const move = await trx
    .selectFrom('channel_moves')
    .innerJoin('channels', 'channels.id', 'channel_moves.channel_id')
    .select('socialhub_channel_id as waitsFor')
    .where('to_channel', '=', locked.id)
    .executeTakeFirst()
  return { ...locked, waitsFor: move?.waitsFor ?? null }
}

export async function activeChannels(db: Db): Promise<readonly ChannelId[]> {
  const rows = await db
    .selectFrom('channels')
    .select('id')
    .where('state', '=', 'active')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** The oldest Channel of an integration that still is there. */
export async function oldestChannel(db: Db, integration: string): Promise<ChannelId | undefined> {
  const row = await db
    .selectFrom('channels')
    .select('id')
    .where('integration', '=', integration)
    .orderBy('id')
    .executeTakeFirst()
  return row?.id
}

/** Some active Channel of a Manifest, for a request that needs one. */
export async function activeChannelOf(
  db: Db,
  manifest: string,
): Promise<SocialHubChannelId | undefined> {
  const row = await db
    .selectFrom('channels')
    .select('socialhub_channel_id')
    .where('manifest', '=', manifest)
    .where('state', '=', 'active')
    .orderBy('id')
    .executeTakeFirst()
  return row?.socialhub_channel_id
}

/** Whether another Channel of the integration is connected with the same account. */
export async function hasRival(
  db: Db,
  integration: string,
  networkId: NetworkId,
  socialhubChannelId: SocialHubChannelId,
): Promise<boolean> {
  const rival = await db
    .selectFrom('channels')
    .select('id')
    .where('integration', '=', integration)
    .where('network_id', '=', networkId)
    .where('socialhub_channel_id', '!=', socialhubChannelId)
    .executeTakeFirst()
  return rival !== undefined
}

/** The Channel of a Manifest that an Account connected with this account at the Network. */
export async function channelAt(
  db: Db,
  place: {
    readonly manifest: string
    readonly networkId: NetworkId
    readonly accountId: AccountId
  },
): Promise<
  { readonly id: ChannelId; readonly socialhubChannelId: SocialHubChannelId } | undefined
> {
  return await db
    .selectFrom('channels')
    .select(['id', 'socialhub_channel_id as socialhubChannelId'])
    .where('manifest', '=', place.manifest)
    .where('network_id', '=', place.networkId)
    .where('account_id', '=', place.accountId)
    .executeTakeFirst()
}

/** What a Channel of this Account is connected with, by SocialHub's id. */
export async function networkIdOf(
  db: Db,
  integration: string,
  accountId: AccountId,
  socialhubChannelId: SocialHubChannelId,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('channels')
    .select(['network_id', 'ended_network_id'])
    .where('integration', '=', integration)
    .where('account_id', '=', accountId)
    .where('socialhub_channel_id', '=', socialhubChannelId)
    .executeTakeFirst()
  return row?.network_id ?? row?.ended_network_id ?? undefined
}
