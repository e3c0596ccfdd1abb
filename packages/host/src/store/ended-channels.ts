import { sql } from 'kysely'
import { CHANNEL_TRANSITIONS } from '../channel.ts'
import type { Sealer } from '../tokens/sealer.ts'
import type { Trx } from './database.ts'
import { noticeOfState } from './notices.ts'
import { settleRefresh } from './renewals.ts'
import { ring } from './turns.ts'

/** What SocialHub, or the account's owner at the Network, gave to an Account. */
export interface Connected {
  readonly integration: string
  readonly socialhubChannelId: string
  readonly accountId: string
  readonly networkId: string
}

const CAUSE =
  'Another SocialHub Account has connected the same account of the Network. Nothing of this Channel passed to it.'

/**
 * Ends the Channels of other Accounts that were connected with the same account of the Network. They
 * give their `network_id` and their credentials up and keep everything else: it is their Account's, and
 * waits for 90 days as it does for any Channel that stands still. Whoever is at work for one loses its
 * turn, so that no late write follows.
 */
export async function endOthers(
  trx: Trx,
  sealer: Sealer,
  { integration, socialhubChannelId, accountId, networkId }: Connected,
): Promise<void> {
  // Two Accounts that connect in one moment, through different Manifests, end each other in turn.
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`${integration} ${networkId}`}, 1))`.execute(
    trx,
  )
  const others = await trx
    .selectFrom('channels')
    .select(['id', 'socialhub_channel_id'])
    .where('account_id', '<>', accountId)
    .where((where) =>
      where.or([
        where('socialhub_channel_id', '=', socialhubChannelId),
        where.and([where('integration', '=', integration), where('network_id', '=', networkId)]),
      ]),
    )
    .orderBy('id')
    .execute()
  for (const { id, socialhub_channel_id: known } of others) {
    await end(trx, sealer, id, known === socialhubChannelId ? `${known}-${id}` : undefined)
  }
}

/**
 * @param renamed what the Channel is called here from now on, where SocialHub has given its id away:
 *   there is nobody then to tell of what waits.
 */
async function end(
  trx: Trx,
  sealer: Sealer,
  id: string,
  renamed: string | undefined,
): Promise<void> {
  const { to } = CHANNEL_TRANSITIONS['connected by another Account']
  await ring(trx, id, 'command')
  await sql`update turns set fence = fence + 1, holder = null, due_at = now()
    where channel_id = ${id}`.execute(trx)
  const ended = await trx
    .updateTable('channels')
    .set({
      state: to,
      state_cause: CAUSE,
      state_since: sql`now()`,
      network_id: null,
      ended_network_id: sql`coalesce(network_id, ended_network_id)`,
      sealed_credentials: sealer.seal('channels.sealed_credentials', id, null),
      credentials_expire_at: null,
      check_access: false,
      refresh_wanted: false,
      trouble: null,
      trouble_since: null,
      trouble_at: null,
      told_at: null,
      ...(renamed !== undefined && {
        socialhub_channel_id: renamed,
        sealed_token: sealer.seal('channels.sealed_token', id, ''),
        told_at: sql<Date>`now()`,
      }),
    })
    .where('id', '=', id)
    .returning(['id', 'integration', 'token_generation', 'state_since'])
    .executeTakeFirstOrThrow()
  await settleRefresh(trx, id, 'replaced')
  await noticeOfState(trx, ended, to, CAUSE)
}
