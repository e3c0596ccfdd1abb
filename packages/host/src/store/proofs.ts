import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from './database.ts'
import type { ChannelId, SocialHubChannelId } from './ids.ts'

/** A Channel that is proved, as people know it. */
export interface ProvedChannel {
  readonly id: ChannelId
  readonly socialhubChannelId: SocialHubChannelId
  readonly name: string
  readonly integration: string
}

/** What takes longer by itself is no work to do beside everything else. */
const STATEMENT_MS = 60_000

const NAMES = sql`id, socialhub_channel_id as "socialhubChannelId", name, integration`

/** @param only of one Channel, by SocialHub's id, or of one integration. */
export async function channelsToProve(
  db: Db,
  only: { readonly channel?: string; readonly integration?: string },
): Promise<readonly ProvedChannel[]> {
  const { rows } = await sql<ProvedChannel>`
    select ${NAMES} from channels
    where (${only.channel ?? null}::text is null or socialhub_channel_id = ${only.channel ?? null})
      and (${only.integration ?? null}::text is null or integration = ${only.integration ?? null})
    order by id`.execute(db)
  return rows
}

/** One whose turn it is, with what came of the last proof. */
export interface ChannelDue extends ProvedChannel {
  readonly unaccountedBefore: number | null
  readonly provedBefore: Date | null
}

/**
 * Those that nobody has tried to prove for the longest time, and not within the hour. Whoever else asks as long
 * as this transaction runs gets none: one host at a time is enough.
 */
export async function longestUnproved(trx: Trx, limit: number): Promise<readonly ChannelDue[]> {
  const { rows: locks } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('hubward proofs', 0)) as taken,
      set_config('statement_timeout', ${String(STATEMENT_MS)}, true)`.execute(trx)
  if (locks[0]?.taken !== true) return []
  const { rows } = await sql<ChannelDue>`
    select ${NAMES}, p.unaccounted::float8 as "unaccountedBefore", p.proved_at as "provedBefore"
    from channels left join proofs p on p.channel_id = id
    where p.tried_at is null or p.tried_at < now() - interval '50 minutes'
    order by p.tried_at nulls first, id limit ${limit}`.execute(trx)
  return rows
}

/** @param found how much does not fit. */
export async function storeProofs(
  db: Db,
  found: readonly { readonly channelId: string; readonly unaccounted: number }[],
): Promise<void> {
  await sql`
    insert into proofs (channel_id, proved_at, unaccounted)
    select c.id, now(), unaccounted from unnest(${found.map(({ channelId }) => channelId)}::bigint[],
      ${found.map(({ unaccounted }) => unaccounted)}::bigint[]) as f (channel_id, unaccounted)
    join channels c on c.id = f.channel_id order by c.id for key share of c
    on conflict (channel_id) do update set tried_at = now(), proved_at = now(),
      unaccounted = excluded.unaccounted`.execute(db)
}

/** It could not be counted in time. What was found before stands, and grows old. */
export async function storeUnproved(db: Db, channelId: ChannelId): Promise<void> {
  await sql`
    insert into proofs (channel_id) select id from channels where id = ${channelId} for key share
    on conflict (channel_id) do update set tried_at = now()`.execute(db)
}

/** What came of the last proof of a Channel. */
export interface LastProof {
  readonly provedAt: Date
  /** How much did not fit; null: it fitted or was never counted, and the last time was not counted in time. */
  readonly unaccounted: number | null
}

/** @param channelId SocialHub's id. @returns undefined where nobody has proved it yet. */
export async function lastProof(
  db: Db,
  channelId: SocialHubChannelId,
): Promise<LastProof | undefined> {
  const { rows } = await sql<LastProof>`
    select coalesce(p.proved_at, p.tried_at) as "provedAt", case
      when coalesce(p.unaccounted, 0) = 0 and p.tried_at is distinct from p.proved_at then null
      else p.unaccounted::float8 end as unaccounted
    from proofs p join channels c on c.id = p.channel_id
    where c.socialhub_channel_id = ${channelId}`.execute(db)
  return rows[0]
}

/** Channels that were removed although something did not fit. */
export async function removedUnaccounted(
  db: Db,
): Promise<{ channels: number; unaccounted: number }> {
  const { rows } = await sql<{ channels: number; unaccounted: number }>`
    select count(*)::int as channels, coalesce(sum(unaccounted), 0)::float8 as unaccounted
    from removed_channels where unaccounted > 0`.execute(db)
  return rows[0] ?? { channels: 0, unaccounted: 0 }
}

/** For whoever watches: by integration, how much did not fit when each Channel was last proved. */
export const UNACCOUNTED: RawBuilder<{
  readonly integration: string
  readonly unaccounted: number
  /** Since the Channel was proved that waits longest for it. */
  readonly ageS: number
}> = sql`
  select integration, coalesce(sum(unaccounted), 0)::float8 as unaccounted,
    extract(epoch from now() - min(coalesce(proved_at, created_at)))::float8 as "ageS"
  from channels left join proofs on channel_id = id group by integration order by integration`
