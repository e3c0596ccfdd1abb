import type { PlainData } from '@hubward/plugin'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer } from './account-keys.ts'
import type { LoadedChannel } from './channels.ts'
import type { Trx } from './database.ts'
import type { Grant } from './grants.ts'
import type { ChannelId } from './ids.ts'

/**
 * How an exchange of old credentials for new ones stands.
 *
 *   open ──▶ stored        the new credentials are in place
 *   open ──▶ unused        it failed, and the Network certainly did not take the old ones
 *   open ──▶ uncertain     the call ended without an answer: the old ones may be used up
 *   open, uncertain ──▶ lost        the old ones were refused afterwards: the grant ended
 *   open, uncertain ──▶ replaced    somebody reconnected the Channel meanwhile
 *
 * One that is found `open` by somebody else belongs to a host that died.
 */
export type RefreshState = 'open' | 'stored' | 'unused' | 'uncertain' | 'lost' | 'replaced'

/** Writes down what is about to be exchanged; another attempt at an unsettled one goes on with it. */
export async function recordRefresh(
  trx: Trx,
  channel: LoadedChannel,
  deadlineInMs: number,
): Promise<void> {
  await sql`
    insert into grant_refreshes (channel_id, generation, deadline)
    values (${channel.id}, ${channel.grant.generation}, now() + ${deadlineInMs} * interval '1 ms')
    on conflict (channel_id) where state in ('open', 'uncertain')
    do update set state = 'open', deadline = excluded.deadline`.execute(trx)
}

export async function settleRefresh(
  trx: Trx,
  channelId: ChannelId,
  state: Exclude<RefreshState, 'open'>,
  cause: string | null = null,
): Promise<void> {
  await trx
    .updateTable('grant_refreshes')
    .set({ state, cause, settled_at: sql`now()` })
    .where('channel_id', '=', channelId)
    .where('state', 'in', ['open', 'uncertain'])
    .execute()
}

export interface RenewedGrant {
  readonly credentials: PlainData
  readonly expireAt: Date | null
  readonly grantHash: Buffer | null
}

/**
 * Puts new credentials in the place of those that they were exchanged for.
 *
 * @param credentials.expireAt null when they don't expire, or nobody knows when.
 * @param credentials.grantHash null where the plugin didn't name the grant anew: it is the former one.
 * @returns false when others had taken that place meanwhile: nothing has changed then.
 */
export async function storeRefreshed(
  trx: Trx,
  sealer: Sealer,
  channel: LoadedChannel,
  { credentials, expireAt, grantHash }: RenewedGrant,
): Promise<boolean> {
  const data = await channelSealer(trx, sealer, channel.id)
  const { numUpdatedRows } = await trx
    .updateTable('channels')
    .set({
      sealed_credentials: data.seal('channels.sealed_credentials', channel.id, credentials),
      credentials_expire_at: expireAt,
      ...(grantHash && { grant_hash: grantHash }),
      credentials_generation: sql`credentials_generation + 1`,
      credentials_since: sql`now()`,
      refresh_wanted: false,
      refresh_after: sql`'epoch'`,
      refresh_failures: 0,
      expiration_told: expireAt === null,
      // Its own cure; a refusal of the grant is over when a call succeeds.
      ...(channel.grant.trouble === 'operator' && {
        trouble: null,
        trouble_since: null,
        trouble_at: null,
      }),
    })
    .where('id', '=', channel.id)
    .where('credentials_generation', '=', channel.grant.generation)
    .executeTakeFirst()
  const stored = numUpdatedRows > 0n
  await settleRefresh(trx, channel.id, stored ? 'stored' : 'replaced')
  return stored
}

/** When a refresh that failed may be tried again; nothing changes once other credentials are in place. */
export async function storeRefreshFailure(
  trx: Trx,
  channel: LoadedChannel,
  failures: number,
  retryInMs: number,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      refresh_failures: failures,
      refresh_after: sql`now() + ${retryInMs} * interval '1 ms'`,
    })
    .where('id', '=', channel.id)
    .where('credentials_generation', '=', channel.grant.generation)
    .execute()
}

/**
 * The Network pushes.
 *
 * @param renewInMs until it is asked again; null: it pushes for good.
 */
export async function storeSubscribed(
  trx: Trx,
  channel: { readonly id: string; readonly grant: Grant },
  renewInMs: number | null,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      subscribe_due_at: renewInMs === null ? null : sql`now() + ${renewInMs} * interval '1 ms'`,
      subscribe_failures: 0,
    })
    .where('id', '=', channel.id)
    .where('credentials_generation', '=', channel.grant.generation)
    .execute()
}

export async function storeSubscribeFailure(
  trx: Trx,
  channelId: ChannelId,
  failures: number,
  retryInMs: number,
): Promise<void> {
  await trx
    .updateTable('channels')
    .set({
      subscribe_failures: failures,
      subscribe_due_at: sql`now() + ${retryInMs} * interval '1 ms'`,
    })
    .where('id', '=', channelId)
    .execute()
}
