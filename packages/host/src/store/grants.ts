import type { PluginErrorCode } from '@hubward/plugin'
import { type Selectable, sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer } from './account-keys.ts'
import { writeAudit } from './audit.ts'
import type { Database, Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'

/** What is known of a Channel's grant beside the credentials themselves. */
export interface Grant {
  /** Grows with whatever is stored as credentials: a refresh, a reconnect. */
  readonly generation: number
  /** Since when these credentials are in use. */
  readonly since: Date
  readonly expireAt: Date | null
  /** They were refused: nothing is asked of the Network before they are refreshed. */
  readonly refreshWanted: boolean
  readonly refreshAfter: Date
  readonly refreshFailures: number
  /** An exchange whose outcome is not stored. */
  readonly openRefresh: OpenRefresh | null
  /** Whether SocialHub has heard when they run out. */
  readonly expirationTold: boolean
  readonly expirationAfter: Date
  readonly expirationFailures: number
  /** When the Network is next asked to push; null: never again. */
  readonly subscribeDueAt: Date | null
  readonly subscribeFailures: number
  /** Before these, the Network or SocialHub asked not to be called for this Channel. */
  readonly networkAfter: Date
  readonly socialhubAfter: Date
  /** The refusal that no success has followed yet, and since when. */
  readonly trouble: 'authentication' | 'operator' | null
  readonly troubleSince: Date | null
}

export interface OpenRefresh {
  readonly id: string
  /** `open`: nobody wrote down how the call ended. `uncertain`: it ended without an answer. */
  readonly state: 'open' | 'uncertain'
  readonly startedAt: Date
  /** By when the call has certainly ended. */
  readonly deadline: Date
}

export interface OpenRefreshColumns {
  readonly open_id: string | null
  readonly open_state: string | null
  readonly open_started_at: Date | null
  readonly open_deadline: Date | null
}

type GrantColumns = Pick<
  Selectable<Database['channels']>,
  | 'credentials_generation'
  | 'credentials_since'
  | 'credentials_expire_at'
  | 'refresh_wanted'
  | 'refresh_after'
  | 'refresh_failures'
  | 'expiration_told'
  | 'expiration_after'
  | 'expiration_failures'
  | 'subscribe_due_at'
  | 'subscribe_failures'
  | 'network_after'
  | 'socialhub_after'
  | 'trouble'
  | 'trouble_since'
>

export function grantOf(row: GrantColumns & OpenRefreshColumns): Grant {
  return {
    generation: row.credentials_generation,
    since: row.credentials_since,
    expireAt: row.credentials_expire_at,
    refreshWanted: row.refresh_wanted,
    refreshAfter: row.refresh_after,
    refreshFailures: row.refresh_failures,
    openRefresh: openRefreshOf(row),
    expirationTold: row.expiration_told,
    expirationAfter: row.expiration_after,
    expirationFailures: row.expiration_failures,
    subscribeDueAt: row.subscribe_due_at,
    subscribeFailures: row.subscribe_failures,
    networkAfter: row.network_after,
    socialhubAfter: row.socialhub_after,
    trouble: row.trouble,
    troubleSince: row.trouble_since,
  }
}

function openRefreshOf(row: OpenRefreshColumns): OpenRefresh | null {
  const { open_id, open_state, open_started_at, open_deadline } = row
  if (open_id === null || open_started_at === null || open_deadline === null) return null
  return {
    id: open_id,
    state: open_state === 'uncertain' ? 'uncertain' : 'open',
    startedAt: open_started_at,
    deadline: open_deadline,
  }
}

/** What a reconnect sets beside the new credentials: nothing of the old grant counts any more. */
export const freshGrant = {
  credentials_generation: sql<number>`credentials_generation + 1`,
  credentials_since: sql<Date>`now()`,
  refresh_wanted: false,
  refresh_after: sql<Date>`'epoch'`,
  refresh_failures: 0,
  // The reconnect itself said to SocialHub when they run out.
  expiration_told: true,
  subscribe_due_at: sql<Date>`now()`,
  subscribe_failures: 0,
  network_after: sql<Date>`'epoch'`,
  socialhub_after: sql<Date>`'epoch'`,
  trouble: null,
  trouble_since: null,
  trouble_at: null,
}

/** What of a failed call is kept with the Channel. */
export interface GrantFailure {
  readonly code: PluginErrorCode
  readonly retryAfterMs: number | undefined
  /** Whether it is evidence that the grant has ended. */
  readonly counts: boolean
  /** Whether the credentials are to be refreshed before anything else is asked. */
  readonly wantsRefresh: boolean
}

/**
 * Keeps what a failed call says about the grant.
 *
 * @returns false when it concerns credentials of yesterday, or a Channel that has stopped meanwhile.
 */
export async function storeGrantFailure(
  trx: Trx,
  channel: { readonly id: string; readonly grant: Grant },
  failure: GrantFailure,
): Promise<boolean> {
  const { code, retryAfterMs, counts, wantsRefresh } = failure
  const trouble = counts && (code === 'authentication' || code === 'operator') ? code : undefined
  if (trouble === undefined && retryAfterMs === undefined && !wantsRefresh) return true
  const { numUpdatedRows } = await trx
    .updateTable('channels')
    .set({
      ...(retryAfterMs !== undefined && {
        network_after: sql`greatest(network_after, now() + ${retryAfterMs} * interval '1 ms')`,
      }),
      ...(trouble && {
        trouble,
        trouble_at: sql`now()`,
        trouble_since: sql`case when trouble = ${trouble} then trouble_since else now() end`,
      }),
      ...(trouble === 'authentication' && { grant_failures: sql`grant_failures + 1` }),
      ...(wantsRefresh && { refresh_wanted: true }),
    })
    .where('id', '=', channel.id)
    .where('credentials_generation', '=', channel.grant.generation)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * Whether SocialHub has heard when the present credentials run out, and when it may be told again.
 *
 * @param failures how often in a row it could not be told; 0: it was told.
 */
export async function storeExpirationTold(
  trx: Trx,
  channel: { readonly id: string; readonly grant: Grant },
  failures: number,
  notBeforeMs: number,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      expiration_told: failures === 0,
      expiration_after: sql`now() + ${notBeforeMs} * interval '1 ms'`,
      expiration_failures: failures,
    })
    .where('id', '=', channel.id)
    .where('credentials_generation', '=', channel.grant.generation)
    .execute()
}

/** For a call that stores nothing else with the Channel. */
export async function storeHeard(
  trx: Trx,
  channel: { readonly id: string; readonly grant: Grant },
): Promise<void> {
  await trx
    .updateTable('channels')
    .set(heard)
    .where('id', '=', channel.id)
    .where('credentials_generation', '=', channel.grant.generation)
    .execute()
}

/**
 * What a successful call sets: the Network accepts the grant. An `operator` refusal of the refresh
 * is not cured by credentials that still live.
 */
export const heard = {
  heard_at: sql<Date>`now()`,
  grant_failures: 0,
  trouble: sql<null>`case when refresh_failures > 0 and trouble = 'operator' then trouble end`,
  trouble_since: sql<null>`case when refresh_failures > 0 and trouble = 'operator' then trouble_since end`,
  trouble_at: sql<null>`case when refresh_failures > 0 and trouble = 'operator' then trouble_at end`,
}

/** A Channel that does nothing, and whose credentials are still here. */
export interface IdleChannel {
  readonly id: ChannelId
  readonly state: string
  readonly cause: string | null
  readonly tokenGeneration: number
}

/** Channels that have stood still for so long. */
export async function idleChannels(
  db: Db,
  days: number,
  limit: number,
): Promise<readonly IdleChannel[]> {
  return await db
    .selectFrom('channels')
    .select(['id', 'state', 'state_cause as cause', 'token_generation as tokenGeneration'])
    .where('state', '<>', 'active')
    .where('credentials_erased_at', 'is', null)
    .where('state_since', '<', sql<Date>`now() - ${days} * interval '1 day'`)
    .limit(limit)
    .execute()
}

/**
 * Erases the credentials, and says so in the cause of the Channel's state.
 *
 * @returns false when it has another state or token by now, or somebody else was faster: nothing has changed then.
 */
export async function eraseCredentials(
  trx: Trx,
  sealer: Sealer,
  { id, state, tokenGeneration }: IdleChannel,
  cause: string,
): Promise<boolean> {
  const data = await channelSealer(trx, sealer, id)
  const { numUpdatedRows } = await trx
    .updateTable('channels')
    .set({
      credentials_erased_at: sql`now()`,
      grant_hash: null,
      sealed_credentials: data.seal('channels.sealed_credentials', id, null),
      state_cause: cause,
    })
    .where('id', '=', id)
    .where('token_generation', '=', tokenGeneration)
    .where('state', '=', state)
    .where('credentials_erased_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await writeAudit(trx, { action: 'channel.credentials-erased', channelId: id, cause })
  return true
}

/** Whether a Channel's credentials were erased, so that nothing at the Network can be ended with them. */
export async function areCredentialsErased(db: Db, channelId: ChannelId): Promise<boolean> {
  const { credentials_erased_at } = await db
    .selectFrom('channels')
    .select('credentials_erased_at')
    .where('id', '=', channelId)
    .executeTakeFirstOrThrow()
  return credentials_erased_at !== null
}

/** The Network may have erred for a group of Channels: whether their grants ended is asked anew. */
export async function forgiveRefusals(
  trx: Trx,
  group: { readonly integration: string; readonly server: string },
  code: 'authentication' | 'operator',
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({ grant_failures: 0, trouble_since: sql`now()` })
    .where('integration', '=', group.integration)
    .$if(group.server !== '', (query) => query.where('server', '=', group.server))
    .where('trouble', '=', code)
    .where('state', '=', 'active')
    .execute()
}

/** What these Channels were refused for is settled. */
export async function endTrouble(trx: Trx, channelIds: readonly ChannelId[]): Promise<void> {
  await sql`
    update channels set trouble = null, trouble_since = null, trouble_at = null
    where id = any(${channelIds}::bigint[])`.execute(trx)
}
