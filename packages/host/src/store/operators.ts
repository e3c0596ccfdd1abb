import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { actingAs } from './acting.ts'
import { writeAudit } from './audit.ts'
import type { Db } from './database.ts'

// The people who look after the hosts on the cockpit's pages: their links and their sessions.

/** What somebody may do, the least first. */
export const ROLES = ['viewer', 'operator', 'administrator'] as const
export type Role = (typeof ROLES)[number]

/** After so long without a click somebody has to sign in again. */
const REST_MS = 60 * 60_000

/** Somebody who is signed in. */
export interface Operator {
  /** The session's id. */
  readonly id: string
  /** Who it is for the OpenID provider; `link:<name>` for whoever came by a link. */
  readonly subject: string
  readonly name: string
  readonly role: Role
}

export interface OperatorSession extends Operator {
  readonly by: 'provider' | 'link'
  readonly createdAt: Date
  readonly seenAt: Date
  readonly expiresAt: Date
}

/**
 * Makes a link by which somebody signs in once.
 *
 * @returns the token for `/enter/:token`; only its hash is stored.
 */
export async function createOperatorLink(
  db: Db,
  sealer: Sealer,
  person: { readonly name: string; readonly role: Role },
  expiresInMs: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('operator_links')
      .values({
        ...person,
        token_hash: sealer.hash('operator link', token),
        expires_at: sql`now() + ${expiresInMs} * interval '1 ms'`,
      })
      .execute()
    // Not for whom: names stand where they are erased in time, which is in an entry's `who` alone.
    await writeAudit(trx, { action: 'operator.link-made', after: { role: person.role } })
  })
  return token
}

/** Whom a link is for; undefined where it has expired, was used, or never was. */
export async function findOperatorLink(
  db: Db,
  sealer: Sealer,
  token: string,
): Promise<{ readonly name: string; readonly role: Role } | undefined> {
  const row = await db
    .selectFrom('operator_links')
    .select(['name', 'role'])
    .where('token_hash', '=', sealer.hash('operator link', token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row && { name: row.name, role: roleOf(row.role) }
}

/** Uses a link up: whoever comes second finds none. */
export async function takeOperatorLink(
  db: Db,
  sealer: Sealer,
  token: string,
): Promise<{ readonly name: string; readonly role: Role } | undefined> {
  const row = await db
    .deleteFrom('operator_links')
    .where('token_hash', '=', sealer.hash('operator link', token))
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(['name', 'role'])
    .executeTakeFirst()
  return row && { name: row.name, role: roleOf(row.role) }
}

/**
 * Begins a session.
 *
 * @returns the secret for the browser's cookie; only its hash is stored.
 */
export async function beginSession(
  db: Db,
  sealer: Sealer,
  person: Omit<OperatorSession, 'id' | 'createdAt' | 'seenAt' | 'expiresAt'>,
  lastsMs: number,
): Promise<string> {
  const { by, role, name, subject } = person
  const id = randomUUID()
  const secret = randomBytes(32).toString('base64url')
  const acting = actingAs(db, { kind: 'operator', name, subject })
  await acting.transaction().execute(async (trx) => {
    await trx
      .insertInto('operator_sessions')
      .values({
        id,
        secret_hash: sealer.hash('operator session', secret),
        sealed_person: sealer.seal('operator_sessions.sealed_person', id, { name, subject }),
        role,
        signed_in_by: by,
        expires_at: sql`now() + ${lastsMs} * interval '1 ms'`,
      })
      .execute()
    await writeAudit(trx, { action: 'operator.signed-in', after: { session: id, role, by } })
  })
  return secret
}

/**
 * Whose session it is.
 *
 * @param isClick whether somebody did something, which is noted once a minute: what an open page asks for
 *   by itself keeps no session alive.
 */
export async function operatorOf(
  db: Db,
  sealer: Sealer,
  secret: string,
  isClick: boolean,
): Promise<OperatorSession | undefined> {
  const hash = sealer.hash('operator session', secret)
  const { rows } = await sql<Row & { stale: boolean }>`
    select *, seen_at < now() - interval '1 minute' as stale from operator_sessions
    where secret_hash = ${hash} and expires_at > now()
      and seen_at > now() - ${REST_MS} * interval '1 ms'`.execute(db)
  const [row] = rows
  if (!row) return undefined
  if (isClick && row.stale) {
    await sql`update operator_sessions set seen_at = now() where id = ${row.id}`.execute(db)
  }
  return sessionOf(sealer, row)
}

/** All that have not ended, the latest first. */
export async function listSessions(db: Db, sealer: Sealer): Promise<readonly OperatorSession[]> {
  const { rows } = await sql<Row>`
    select * from operator_sessions where expires_at > now()
      and seen_at > now() - ${REST_MS} * interval '1 ms' order by created_at desc, id`.execute(db)
  return rows.map((row) => sessionOf(sealer, row))
}

/** @returns whether there was one. */
export async function endSession(db: Db, id: string): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ role: string }>`
      delete from operator_sessions where id::text = ${id} returning role`.execute(trx)
    const [ended] = rows
    if (!ended) return false
    const before = { session: id, role: ended.role }
    await writeAudit(trx, { action: 'operator.session-ended', before })
    return true
  })
}

/**
 * Ends every session, and takes back the links that nobody has used yet.
 *
 * @returns how many sessions there were.
 */
export async function endAllSessions(db: Db): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    const links = await trx.deleteFrom('operator_links').returning('role').execute()
    const { rows } = await sql<{ id: string; role: string }>`
      delete from operator_sessions returning id, role`.execute(trx)
    if (links.length + rows.length === 0) return 0
    const before = { sessions: rows.length, links: links.length }
    await writeAudit(trx, { action: 'operator.session-ended', before })
    return rows.length
  })
}

/** What has ended by itself. */
export async function eraseOperators(db: Db): Promise<void> {
  await sql`delete from operator_links where expires_at < now()`.execute(db)
  await sql`
    delete from operator_sessions where expires_at < now()
      or seen_at < now() - ${REST_MS} * interval '1 ms'`.execute(db)
}

interface Row {
  id: string
  sealed_person: Buffer
  role: string
  signed_in_by: 'provider' | 'link'
  created_at: Date
  seen_at: Date
  expires_at: Date
}

function sessionOf(sealer: Sealer, row: Row): OperatorSession {
  const person = sealer.open('operator_sessions.sealed_person', row.id, row.sealed_person)
  const { name, subject } = Object(person)
  return {
    id: row.id,
    name: String(name),
    subject: String(subject),
    role: roleOf(row.role),
    by: row.signed_in_by,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
  }
}

/** The least where a newer host wrote one that is not known here. */
function roleOf(text: string): Role {
  return ROLES.find((role) => role === text) ?? 'viewer'
}
