import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import type { Db, Trx } from './database.ts'
import { readSession, type SessionState, storedSession } from './session-state.ts'

/** An onboarding session as it was read; a write under an older version is refused. */
export interface Session {
  readonly id: string
  readonly version: number
  readonly integration: string
  readonly state: SessionState
  /** The database's clock when this was read. */
  readonly now: Date
}

export interface NewSession {
  readonly integration: string
  readonly state: SessionState
  readonly lifetimeMs: number
  /** Whether its cookie has a name that browsers guard: then it is found by no other. */
  readonly guarded: boolean
}

export interface StartedSession {
  /** For the browser's cookie; only its hash is stored. */
  readonly secret: string
  /** Whether hosts from before guarded names may still run beside this one. */
  readonly besideOlderHosts: boolean
}

/** Begins a session, and clears away those that are over. */
export async function insertSession(
  db: Db,
  sealer: Sealer,
  { integration, state, lifetimeMs, guarded }: NewSession,
): Promise<StartedSession> {
  await eraseSessions(db)
  const id = randomUUID()
  const secret = randomBytes(32).toString('base64url')
  await db
    .insertInto('onboarding_sessions')
    .values({
      id,
      secret_hash: sealer.hash('onboarding session', secret),
      integration,
      sealed_state: sealer.seal('onboarding_sessions.sealed_state', id, storedSession(state)),
      expires_at: sql`now() + ${lifetimeMs} * interval '1 ms'`,
      guarded,
    })
    .execute()
  return { secret, besideOlderHosts: guarded && (await isUpgradeRecent(db)) }
}

/** The migration that brought guarded names tells when hosts began to be replaced. */
export async function isUpgradeRecent(db: Db): Promise<boolean> {
  const { rows } = await sql<{ recent: boolean }>`
    select exists (select from kysely_migration where name = '0014-accounts-apart'
      and timestamp::timestamptz > now() - interval '1 day') as recent`.execute(db)
  return rows[0]?.recent === true
}

/** Clears away the sessions that are over. */
export async function eraseSessions(db: Db): Promise<void> {
  await db.deleteFrom('onboarding_sessions').where('expires_at', '<', sql<Date>`now()`).execute()
}

/** What a browser's cookies say. */
export interface SessionSecrets {
  readonly own: string | undefined
  /** Under the name that older hosts gave: of a session of theirs, or of nobody's. */
  readonly older?: string | undefined
}

/** The session of a browser, unless it is over or another integration's; the latest of two. */
export async function findSession(
  db: Db,
  sealer: Sealer,
  integration: string,
  { own, older }: SessionSecrets,
): Promise<Session | undefined> {
  const hash = (secret: string) => sealer.hash('onboarding session', secret)
  if (own === undefined && older === undefined) return undefined
  const row = await selectSession(db)
    .where((where) =>
      where.or([
        ...(own === undefined ? [] : [where('secret_hash', '=', hash(own))]),
        ...(older === undefined
          ? []
          : [where.and([where('secret_hash', '=', hash(older)), where('guarded', '=', false)])]),
      ]),
    )
    .where('integration', '=', integration)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('created_at', 'desc')
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
      sealed_state: sealer.seal(
        'onboarding_sessions.sealed_state',
        session.id,
        storedSession(state),
      ),
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
  const stored = sealer.open('onboarding_sessions.sealed_state', row.id, sealed_state)
  const state = readSession(stored)
  return state && { ...row, state }
}
