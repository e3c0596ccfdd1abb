import { sql } from 'kysely'
import type { Trx } from './database.ts'
import type { ChannelId } from './ids.ts'

// Of a Channel's row: when SocialHub is asked whether it still takes the token.

/** A Channel with which nothing happens is asked about so often, or up to twice as seldom. */
const EVERY_MS = 5 * 60_000
/** All hosts together ask no more often than this, where there are so many Channels. */
const CALL_EVERY_MS = 100
/** PostgreSQL's own estimate, kept by autovacuum: counting would cost more than it is worth. */
const BASE = sql`greatest(${sql.lit(EVERY_MS)}, ${sql.lit(CALL_EVERY_MS)}
  * (select reltuples from pg_class where oid = 'channels'::regclass)) * interval '1 ms'`

/** SocialHub took the token, or could not be asked: it is asked again after a while, at a moment that no other Channel shares. */
export async function planTokenCheck(trx: Trx, channelId: ChannelId): Promise<void> {
  await sql`update channels set token_check_at = now() + ${BASE} * (1 + random())
    where id = ${channelId}`.execute(trx)
}

/**
 * The same for Channels that were never planned, or whose moment has long passed since no host was there:
 * they are spread, so that they don't ask all at once.
 */
export async function spreadTokenCheck(trx: Trx, channelId: ChannelId): Promise<void> {
  await sql`update channels set token_check_at = now() + ${BASE} * random()
    where id = ${channelId}`.execute(trx)
}
