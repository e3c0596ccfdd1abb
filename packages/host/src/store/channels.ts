import { LANGUAGES, type PluginChannel } from '@hubward/plugin'
import { type Selectable, sql } from 'kysely'
import { type ChannelState, isChannelState } from '../channel.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { keysAtHand } from './account-keys.ts'
import type { Database, Db } from './database.ts'
import { type Grant, grantOf, type OpenRefreshColumns } from './grants.ts'
import type { AccountId, ChannelId, NetworkId, SocialHubChannelId } from './ids.ts'

/**
 * What a turn reads of a Channel. Named one by one: a statement with `*` can't be prepared, since a
 * newer host's migration may give it a column more.
 */
const CHANNEL_COLUMNS = [
  'channels.id',
  'channels.integration',
  'channels.manifest',
  'channels.socialhub_channel_id',
  'channels.account_id',
  'channels.network_id',
  'channels.ended_network_id',
  'channels.name',
  'channels.unique_name',
  'channels.server',
  'channels.language',
  'channels.state',
  'channels.state_cause',
  'channels.state_since',
  'channels.token_generation',
  'channels.sealed_token',
  'channels.sealed_credentials',
  'channels.credentials_erased_at',
  'channels.credentials_expire_at',
  'channels.sealed_settings',
  'channels.position',
  'channels.fetch_since',
  'channels.fetch_due_at',
  'channels.fetch_interval_ms',
  'channels.fetch_failures',
  'channels.deliver_after',
  'channels.deliver_failures',
  'channels.check_access',
  'channels.token_check_at',
  'channels.grant_failures',
  'channels.told_at',
  'channels.push_count',
  'channels.fetched_at',
  'channels.reconcile_due_at',
  'channels.created_at',
  'channels.credentials_generation',
  'channels.credentials_since',
  'channels.refresh_wanted',
  'channels.refresh_after',
  'channels.refresh_failures',
  'channels.expiration_told',
  'channels.expiration_after',
  'channels.expiration_failures',
  'channels.subscribe_due_at',
  'channels.subscribe_failures',
  'channels.network_after',
  'channels.socialhub_after',
  'channels.trouble',
  'channels.trouble_since',
] as const satisfies readonly `channels.${keyof Database['channels']}`[]

type ChannelRow = {
  [Column in keyof Database['channels'] as `channels.${Column}` extends (typeof CHANNEL_COLUMNS)[number]
    ? Column
    : never]: Database['channels'][Column]
}

/**
 * How a Channel is named wherever somebody may have to find it: by our id and SocialHub's, which
 * commands take, and with the Customer whose it is. The log has these in every line about a Channel.
 */
export interface ChannelNames {
  readonly integration: string
  /** Ours. */
  readonly channel: string
  readonly socialhubChannelId: SocialHubChannelId
  /** What the operator calls the Account, or else SocialHub's id of it. */
  readonly customer: string
}

/** A Channel with everything a turn needs, secrets opened. */
export interface LoadedChannel {
  /** Ours. */
  readonly id: ChannelId
  readonly integration: string
  readonly names: ChannelNames & Readonly<Record<string, string>>
  /** What its plugin is told of it. */
  readonly channel: PluginChannel
  readonly channelSettings: unknown
  readonly credentials: unknown
  readonly socialhubChannelId: SocialHubChannelId
  readonly accountId: AccountId
  readonly manifest: string
  readonly manifestKind: 'reusable' | 'custom'
  readonly state: ChannelState
  readonly stateCause: string | null
  readonly accessToken: string
  readonly tokenGeneration: number
  /** The database's clock when this was read. */
  readonly now: Date
  /** `turns.rung` when this was read. */
  readonly rung: string
  readonly position: unknown
  /** From when messages are wanted: `onboarding/backfill.ts`. */
  readonly fetchSince: Date
  readonly fetchDueAt: Date
  readonly fetchIntervalMs: number | null
  readonly fetchFailures: number
  readonly fetchedAt: Date | null
  /** When it is next compared with what the Network lists again; null: not before a first fetch. */
  readonly reconcileDueAt: Date | null
  readonly deliverAfter: Date
  readonly deliverFailures: number
  /** How many entries its push log had taken when this was read. */
  readonly pushCount: string
  /** SocialHub said that the Channel was disabled; to be confirmed by `GET /`. */
  readonly checkAccess: boolean
  /** When SocialHub is asked whether it still takes the token; null: not planned yet. */
  readonly tokenCheckAt: Date | null
  /** How often in a row the Network refused the grant. */
  readonly grantFailures: number
  /** When SocialHub was asked to tell the Customer that the grant ended. */
  readonly toldAt: Date | null
  readonly grant: Grant
  /** Our id of the Channel that takes over from this Custom Channel. */
  readonly movesTo: string | null
  /** Since when SocialHub has known no webhook of it, on that way. */
  readonly withoutWebhookSince: Date | null
}

export async function loadCallChannel(
  db: Db,
  sealer: Sealer,
  channelId: ChannelId,
): Promise<LoadedChannel | undefined> {
  const row = await channelQuery(db).where('channels.id', '=', channelId).executeTakeFirst()
  if (!row) return undefined
  await channelKeysAtHand(db, sealer, [row])
  return opened(sealer, row)
}

/** To be called before `opened`: one statement for all whose keys are not at hand. */
export async function channelKeysAtHand(
  db: Db,
  sealer: Sealer,
  rows: readonly Pick<
    Selectable<ChannelRow>,
    'sealed_token' | 'sealed_credentials' | 'sealed_settings'
  >[],
): Promise<void> {
  const values = rows.flatMap((row) => [
    row.sealed_token,
    row.sealed_credentials,
    row.sealed_settings,
  ])
  await keysAtHand(db, sealer, values)
}

/** Channels with all that `opened` needs. */
export function channelQuery(db: Db) {
  return db
    .selectFrom('channels')
    .innerJoin('turns', 'turns.channel_id', 'channels.id')
    .innerJoin('manifests', 'manifests.id', 'channels.manifest')
    .leftJoin('grant_refreshes as open', (join) =>
      join
        .onRef('open.channel_id', '=', 'channels.id')
        // Written out: a prepared statement finds the index on these states only where it knows them.
        .on(sql<boolean>`open.state in ('open', 'uncertain')`),
    )
    .leftJoin('channel_moves', 'channel_moves.channel_id', 'channels.id')
    .select(CHANNEL_COLUMNS)
    .select([
      'channel_moves.to_channel as moves_to',
      'channel_moves.webhook_removed_at as without_webhook_since',
    ])
    .select(['turns.rung', 'manifests.kind', sql<Date>`now()`.as('now')])
    .select((of) =>
      of
        .selectFrom('account_labels')
        .select('label')
        .whereRef('account_labels.account_id', '=', 'channels.account_id')
        .as('customer'),
    )
    .select([
      'open.id as open_id',
      'open.state as open_state',
      'open.started_at as open_started_at',
      'open.deadline as open_deadline',
    ])
}

/** Secrets opened, names as the rest of the host has them. */
export function opened(
  sealer: Sealer,
  row: Selectable<ChannelRow> &
    OpenRefreshColumns & {
      rung: string
      kind: 'reusable' | 'custom'
      now: Date
      customer: string | null
      moves_to: string | null
      without_webhook_since: Date | null
    },
): LoadedChannel {
  const language = LANGUAGES.find((known) => known === row.language) ?? LANGUAGES[0]
  return {
    id: row.id,
    integration: row.integration,
    names: {
      integration: row.integration,
      channel: row.id,
      socialhubChannelId: row.socialhub_channel_id,
      customer: row.customer ?? row.account_id,
    },
    channel: {
      networkId: row.network_id ?? row.ended_network_id ?? '',
      name: row.name,
      uniqueName: row.unique_name,
      server: row.server,
      language,
      createdTime: row.created_at.toISOString(),
    },
    channelSettings: sealer.open('channels.sealed_settings', row.id, row.sealed_settings),
    credentials: sealer.open('channels.sealed_credentials', row.id, row.sealed_credentials),
    socialhubChannelId: row.socialhub_channel_id,
    accountId: row.account_id,
    manifest: row.manifest,
    manifestKind: row.kind,
    state: isChannelState(row.state) ? row.state : 'paused',
    stateCause: row.state_cause,
    accessToken: String(sealer.open('channels.sealed_token', row.id, row.sealed_token)),
    tokenGeneration: row.token_generation,
    now: row.now,
    rung: row.rung,
    position: row.position,
    fetchSince: row.fetch_since,
    fetchDueAt: row.fetch_due_at,
    fetchIntervalMs: row.fetch_interval_ms,
    fetchFailures: row.fetch_failures,
    fetchedAt: row.fetched_at,
    reconcileDueAt: row.reconcile_due_at,
    deliverAfter: row.deliver_after,
    deliverFailures: row.deliver_failures,
    pushCount: row.push_count,
    checkAccess: row.check_access,
    tokenCheckAt: row.token_check_at,
    grantFailures: row.grant_failures,
    toldAt: row.told_at,
    movesTo: row.moves_to,
    withoutWebhookSince: row.without_webhook_since,
    grant: grantOf(row),
  }
}

/** The Channel that lives with this account of the Network: one that has ended gave it up. */
export function findChannel(
  db: Db,
  integration: string,
  networkId: NetworkId,
): Promise<{ id: string } | undefined> {
  return (
    db
      .selectFrom('channels')
      .select('id')
      .where('integration', '=', integration)
      .where('network_id', '=', networkId)
      // A Custom Channel may stand beside one of the Reusable Manifest: the one that works comes first.
      .orderBy(sql`state = 'active'`, 'desc')
      .orderBy('id', 'desc')
      .executeTakeFirst()
  )
}
