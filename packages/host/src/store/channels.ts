import { LANGUAGES, type Language, type PlainData, type PluginChannel } from '@hubward/plugin'
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { CHANNEL_TRANSITIONS, type ChannelState, isChannelState } from '../channel.ts'
import type { Sealer } from '../tokens/sealer.ts'
import { CHANNEL_COLUMNS, type ChannelRow } from './channel-columns.ts'
import type { Database } from './database.ts'
import { endOthers } from './ended-channels.ts'
import { freshGrant, type Grant, grantOf, type OpenRefreshColumns } from './grants.ts'
import type { ChannelId, SocialHubChannelId } from './ids.ts'
import { noticeOfState } from './notices.ts'
import { settleRefresh } from './renewals.ts'
import { ring } from './turns.ts'
import { claimEvents } from './unclaimed-events.ts'

/** A Channel as SocialHub's 201 and the plugin's `authenticate` describe it. */
export interface NewChannel {
  readonly integration: string
  /** Our id of its Manifest. */
  readonly manifest: string
  readonly socialhubChannelId: string
  readonly accountId: string
  readonly networkId: string
  readonly name: string
  readonly uniqueName: string
  readonly imageUrl: string | null
  readonly server: string | null
  readonly language: Language
  readonly accessToken: string
  readonly credentials: PlainData
  readonly credentialsExpireAt: Date | null
  readonly channelSettings: PlainData
  /** From when messages are wanted at the first fetch. */
  readonly fetchSince: Date
}

/** How a Channel was that has come back. */
export interface FormerState {
  readonly state: ChannelState
  readonly since: Date
}

/**
 * Stores what SocialHub has just created, or gives a Channel that is known (by SocialHub's id, or by
 * Manifest and `networkId`) its new token and credentials in place: position and delivered ids stay.
 * Known is only what belongs to the same Account: another's Channel ends, and nothing of it passes
 * over. Events that reached us before the 201 are taken over.
 */
export async function storeCreatedChannel(
  trx: Transaction<Database>,
  sealer: Sealer,
  channel: NewChannel,
): Promise<{ channelId: string; former: FormerState | undefined }> {
  await endOthers(trx, sealer, channel)
  const found = await findOwn(trx, channel)
  const id = found?.id ?? (await nextId(trx))
  const values = {
    socialhub_channel_id: channel.socialhubChannelId,
    account_id: channel.accountId,
    name: channel.name,
    unique_name: channel.uniqueName,
    image_url: channel.imageUrl,
    server: channel.server,
    language: channel.language,
    sealed_token: sealer.seal('channels.sealed_token', id, channel.accessToken),
    sealed_credentials: sealer.seal('channels.sealed_credentials', id, channel.credentials),
    credentials_expire_at: channel.credentialsExpireAt,
    sealed_settings: sealer.seal('channels.sealed_settings', id, channel.channelSettings),
  }
  if (found) {
    await ring(trx, id, 'command')
    const changed = await trx
      .updateTable('channels')
      .set({
        ...values,
        state: CHANNEL_TRANSITIONS.reconnected.to,
        state_cause: null,
        state_since: sql`now()`,
        ...(found.network_id === null && {
          network_id: channel.networkId,
          ended_network_id: null,
        }),
        token_generation: sql`token_generation + 1`,
        check_access: false,
        grant_failures: 0,
        told_at: null,
        credentials_erased_at: null,
        ...freshGrant,
        fetch_failures: 0,
        fetch_due_at: sql`now()`,
        deliver_failures: 0,
        deliver_after: sql`'epoch'`,
      })
      .where('id', '=', id)
      .returning(['id', 'integration', 'token_generation', 'state_since'])
      .executeTakeFirstOrThrow()
    await settleRefresh(trx, id, 'replaced')
    if (found.state !== 'active') {
      await noticeOfState(trx, changed, 'active', 'The Customer reconnected it.')
    }
  } else {
    await sql`
      insert into channels ${sql.raw(
        '(id, integration, manifest, network_id, fetch_since, socialhub_channel_id, account_id, name, unique_name, image_url, server, language, sealed_token, sealed_credentials, credentials_expire_at, sealed_settings)',
      )} overriding system value
      values (${id}, ${channel.integration}, ${channel.manifest}, ${channel.networkId},
        ${channel.fetchSince}, ${values.socialhub_channel_id}, ${values.account_id}, ${values.name},
        ${values.unique_name}, ${values.image_url}, ${values.server}, ${values.language},
        ${values.sealed_token}, ${values.sealed_credentials}, ${values.credentials_expire_at},
        ${values.sealed_settings})`.execute(trx)
    await trx.insertInto('turns').values({ channel_id: id, holder: null }).execute()
    await ring(trx, id, 'command')
  }
  await claimEvents(trx, sealer, channel.manifest, channel.socialhubChannelId)
  const former =
    found && isChannelState(found.state)
      ? { state: found.state, since: found.state_since }
      : undefined
  return { channelId: id, former }
}

/** How a Channel's Account, and what it is connected with, name it. */
export type ChannelIdentity = Pick<NewChannel, 'manifest' | 'accountId' | 'networkId'> & {
  readonly socialhubChannelId?: string
}

/** The Channel that this Account has had for the same account of the Network, ended or not. */
export function findOwn(
  db: Kysely<Database>,
  { manifest, accountId, networkId, socialhubChannelId }: ChannelIdentity,
) {
  return db
    .selectFrom('channels')
    .select(['id', 'state', 'state_since', 'network_id'])
    .where('account_id', '=', accountId)
    .where((where) =>
      where.or([
        ...(socialhubChannelId === undefined
          ? []
          : [where('socialhub_channel_id', '=', socialhubChannelId)]),
        where.and([
          where('manifest', '=', manifest),
          where.or([
            where('network_id', '=', networkId),
            where('ended_network_id', '=', networkId),
          ]),
        ]),
      ]),
    )
    .orderBy(sql`socialhub_channel_id = ${socialhubChannelId ?? ''}`, 'desc')
    .orderBy('id')
    .executeTakeFirst()
}

/** The id is needed before the row: sealed values are bound to it. */
async function nextId(trx: Transaction<Database>): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select nextval(pg_get_serial_sequence('channels', 'id')) as id`.execute(trx)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL gave no id.')
  return row.id
}

/** A Channel with everything a turn needs, secrets opened. */
export interface LoadedChannel {
  /** Ours. */
  readonly id: ChannelId
  readonly integration: string
  /** What its plugin is told of it. */
  readonly channel: PluginChannel
  readonly channelSettings: unknown
  readonly credentials: unknown
  readonly socialhubChannelId: SocialHubChannelId
  readonly accountId: string
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
  db: Kysely<Database>,
  sealer: Sealer,
  channelId: string,
): Promise<LoadedChannel | undefined> {
  const row = await channelQuery(db).where('channels.id', '=', channelId).executeTakeFirst()
  return row && opened(sealer, row)
}

/** Channels with all that `opened` needs. */
export function channelQuery(db: Kysely<Database>) {
  return db
    .selectFrom('channels')
    .innerJoin('turns', 'turns.channel_id', 'channels.id')
    .innerJoin('manifests', 'manifests.id', 'channels.manifest')
    .leftJoin('grant_refreshes as open', (join) =>
      join
        .onRef('open.channel_id', '=', 'channels.id')
        .on('open.state', 'in', ['open', 'uncertain']),
    )
    .leftJoin('channel_moves', 'channel_moves.channel_id', 'channels.id')
    .select(CHANNEL_COLUMNS)
    .select([
      'channel_moves.to_channel as moves_to',
      'channel_moves.webhook_removed_at as without_webhook_since',
    ])
    .select(['turns.rung', 'manifests.kind', sql<Date>`now()`.as('now')])
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
      moves_to: string | null
      without_webhook_since: Date | null
    },
): LoadedChannel {
  const language = LANGUAGES.find((known) => known === row.language) ?? LANGUAGES[0]
  return {
    id: row.id,
    integration: row.integration,
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
    grantFailures: row.grant_failures,
    toldAt: row.told_at,
    movesTo: row.moves_to,
    withoutWebhookSince: row.without_webhook_since,
    grant: grantOf(row),
  }
}

/** The Channel that lives with this account of the Network: one that has ended gave it up. */
export function findChannel(
  db: Kysely<Database>,
  integration: string,
  networkId: string,
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
