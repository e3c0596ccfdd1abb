import { randomUUID } from 'node:crypto'
import type { PlainData } from '@hubward/plugin'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import type { AccountId, NetworkId } from './ids.ts'

// `channel_creations`: what POST /channels was asked, and what became of it.

/** Our class of advisory locks for `withCreationLock`. */
const CREATION_LOCK = 0x68756203

/**
 * Runs `work` while nobody else, in any host, creates a Channel for the same Manifest and
 * `networkId`; answers undefined at once when somebody does. The lock lives and dies with the
 * connection that `work` gets, so a host that is killed holds up nobody.
 */
export function withCreationLock<Result>(
  db: Db,
  manifest: string,
  networkId: NetworkId,
  work: (connection: Db) => Promise<Result>,
): Promise<{ readonly result: Result } | undefined> {
  const key = sql`${CREATION_LOCK}::int, hashtext(${`${manifest} ${networkId}`})`
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ taken: boolean }>`
      select pg_try_advisory_lock(${key}) as taken`.execute(connection)
    if (!rows[0]?.taken) return undefined
    try {
      return { result: await work(connection) }
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(connection)
    }
  })
}

/**
 * Records what POST /channels is about to be asked, before it is asked. An earlier attempt of the same
 * Account whose end nobody knows is closed: this one repeats it.
 */
export async function recordCreation(
  trx: Trx,
  sealer: Sealer,
  creation: {
    manifest: string
    /** As the token claims. */
    accountId: AccountId
    networkId: NetworkId
    sessionId: string
    intent: PlainData
  },
): Promise<string> {
  const { manifest, accountId, networkId, sessionId, intent } = creation
  await trx
    .updateTable('channel_creations')
    .set({ state: 'repeated', updated_at: sql`now()` })
    .where('manifest', '=', manifest)
    .where('account_id', 'in', [accountId, ''])
    .where('network_id', '=', networkId)
    .where('state', 'in', ['recorded', 'unknown'])
    .execute()
  const id = randomUUID()
  await trx
    .insertInto('channel_creations')
    .values({
      id,
      manifest,
      account_id: accountId,
      network_id: networkId,
      session_id: sessionId,
      sealed_intent: sealer.seal('channel_creations.sealed_intent', id, intent),
      outcome: null,
    })
    .execute()
  return id
}

/** What became of it: `stored` with the Channel; `refused`, `unknown` with a failure's code. */
export async function settleCreation(
  trx: Trx,
  id: string,
  state: 'stored' | 'refused' | 'unknown',
  outcome: string,
): Promise<void> {
  const settled = await trx
    .updateTable('channel_creations')
    .set({ state, outcome, updated_at: sql`now()` })
    .where('id', '=', id)
    .returning(['account_id', 'manifest'])
    .executeTakeFirst()
  // Whose token SocialHub does not take may be anybody: strangers write nothing into the log.
  if (!settled || state === 'stored' || outcome === 'expired-token') return
  const { integration } = await trx
    .selectFrom('manifests')
    .select('integration')
    .where('id', '=', settled.manifest)
    .executeTakeFirstOrThrow()
  // In no Account's chain: the Account is only what the creation token claims.
  await writeAudit(trx, {
    action: 'channel.creation-refused',
    integration,
    after: { claimedAccount: settled.account_id, outcome },
  })
}
