import { randomBytes, randomUUID } from 'node:crypto'
import type { PlainData } from '@hubward/plugin'
import { sql } from 'kysely'
import Value from 'typebox/value'
import type { Sealer } from '../tokens/sealer.ts'
import type { Db, Trx } from './database.ts'
import { SessionState } from './session-state.ts'

/** An onboarding session as it was read; a write under an older version is refused. */
export interface Session {
  readonly id: string
  readonly version: number
  readonly integration: string
  readonly state: SessionState
  /** The database's clock when this was read. */
  readonly now: Date
}

/**
 * Begins a session, and clears away those that are over.
 *
 * @returns the secret for the browser's cookie; only its hash is stored.
 */
export async function startSession(
  db: Db,
  sealer: Sealer,
  integration: string,
  state: SessionState,
  lifetimeMs: number,
): Promise<string> {
  await eraseSessions(db)
  const id = randomUUID()
  const secret = randomBytes(32).toString('base64url')
  await db
    .insertInto('onboarding_sessions')
    .values({
      id,
      secret_hash: sealer.hash('onboarding session', secret),
      integration,
      sealed_state: sealer.seal('onboarding_sessions.sealed_state', id, state),
      expires_at: sql`now() + ${lifetimeMs} * interval '1 ms'`,
    })
    .execute()
  return secret
}

/** Clears away the sessions that are over. */
export async function eraseSessions(db: Db): Promise<void> {
  await db.deleteFrom('onboarding_sessions').where('expires_at', '<', sql<Date>`now()`).execute()
}

/** The session of a cookie, unless it is over or another integration's. */
export async function findSession(
  db: Db,
  sealer: Sealer,
  integration: string,
  secret: string,
): Promise<Session | undefined> {
  const row = await selectSession(db)
    .where('secret_hash', '=', sealer.hash('onboarding session', secret))
    .where('integration', '=', integration)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row && read(sealer, row)
}

/** The session again, as it is now. */
export async function reloadSession(
  db: Db,
  sealer: Sealer,
  id: string,
): Promise<Session | undefined> {
  const row = await selectSession(db).where('id', '=', id).executeTakeFirst()
  return row && read(sealer, row)
}

/** Writes unless somebody else was faster; then it answers undefined and changes nothing. */
export async function saveSession(
  db: Db,
  sealer: Sealer,
  session: Session,
  state: SessionState,
): Promise<Session | undefined> {
  const row = await db
    .updateTable('onboarding_sessions')
    .set({
      sealed_state: sealer.seal('onboarding_sessions.sealed_state', session.id, state),
      version: sql`version + 1`,
    })
    .where('id', '=', session.id)
    .where('version', '=', session.version)
    .returning(['version', sql<Date>`clock_timestamp()`.as('now')])
    .executeTakeFirst()
  return row && { ...session, state, version: row.version, now: row.now }
}

/** Changes the session as it is now, under its row's lock. Nothing happens when it is gone. */
export async function changeSession(
  trx: Trx,
  sealer: Sealer,
  id: string,
  change: (state: SessionState) => SessionState,
): Promise<void> {
  const row = await selectSession(trx).where('id', '=', id).forUpdate().executeTakeFirst()
  const session = row && read(sealer, row)
  if (session) await saveSession(trx, sealer, session, change(session.state))
}

function selectSession(db: Db) {
  return db
    .selectFrom('onboarding_sessions')
    .select(['id', 'version', 'integration', 'sealed_state', sql<Date>`now()`.as('now')])
}

interface Row {
  id: string
  version: number
  integration: string
  sealed_state: Buffer
  now: Date
}

/** A state that an older host wrote in another shape counts as lost: the Customer begins again. */
function read(sealer: Sealer, { sealed_state, ...row }: Row): Session | undefined {
  const state = sealer.open('onboarding_sessions.sealed_state', row.id, sealed_state)
  return Value.Check(SessionState, state) ? { ...row, state } : undefined
}

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
  networkId: string,
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
    accountId: string
    networkId: string
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
  await trx
    .updateTable('channel_creations')
    .set({ state, outcome, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}
