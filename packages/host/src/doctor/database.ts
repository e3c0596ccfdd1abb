import type { Config } from '../config.ts'
import { type CheckResult, cantTell, fail, pass } from '../manifests/check-result.ts'
import { SealError } from '../sealing/sealer.ts'
import type { Db } from '../store/database.ts'
import {
  type DatabaseHealth,
  databaseHealth,
  lastPresence,
  pendingMigrations,
  tryToWrite,
} from '../store/database-health.ts'
import { foreignAddress } from '../store/installation.ts'
import { compareKeys } from '../tokens/keys.ts'
import { clockOfPostgres } from './clock.ts'
import { examineSessions } from './sessions.ts'

const OLDEST = 150_000
/** A host that is there says so every five seconds. */
const AWAY_MS = 30_000

/** PostgreSQL: whether it is reached, new enough, ours, and can be written to. */
export async function examineDatabase(db: Db, config: Config): Promise<CheckResult[]> {
  let health: DatabaseHealth
  try {
    health = await databaseHealth(db, Date.now)
  } catch (error) {
    return [fail('database', `PostgreSQL can’t be asked: ${why(error)}.`, cureOf(error))]
  }
  const { version, versionNumber, role, database, maxConnections, usedConnections } = health
  const free = maxConnections - usedConnections
  const results = [
    versionNumber >= OLDEST
      ? pass(
          'database',
          `PostgreSQL ${version} answers; the database ${database} has ${megabytes(health.sizeBytes)}.`,
        )
      : fail('database', `PostgreSQL ${version} is too old.`, 'Update it to 15 or later.'),
    clockOfPostgres(health.aheadMs),
    free > config.connections
      ? pass('connections', `PostgreSQL has ${free} of ${maxConnections} connections left.`)
      : fail(
          'connections',
          `PostgreSQL has ${free} of ${maxConnections} connections left, and a host wants ${config.connections}.`,
          'Raise max_connections of PostgreSQL, or lower connections.',
        ),
    await examineSessions(db),
    ...(await writing(db, health, role)),
  ]
  const pending = await pendingMigrations(db)
  if (pending.length > 0) {
    const found = `The database lacks ${pending.length} changes of this release.`
    return [
      ...results,
      cantTell('tables', found, 'A host makes them at its start; "hubward migrate" does so now.'),
    ]
  }
  return [
    ...results,
    pass('tables', 'The database is up to date.'),
    await keysOf(db, config),
    await ownerOf(db, config),
    await hostsOf(db),
  ]
}

async function writing(
  db: Db,
  { mayCreate }: DatabaseHealth,
  role: string,
): Promise<CheckResult[]> {
  const name = 'rights'
  if (!mayCreate) {
    return [
      fail(
        name,
        `The role ${role} may make no tables.`,
        `Make it the owner of the database: ALTER DATABASE … OWNER TO ${role}`,
      ),
    ]
  }
  try {
    await tryToWrite(db)
    return [pass(name, `The role ${role} may make tables and write.`)]
  } catch (error) {
    return [fail(name, `PostgreSQL takes nothing new: ${why(error)}.`, cureOf(error))]
  }
}

async function keysOf(db: Db, { keys }: Config): Promise<CheckResult> {
  try {
    await compareKeys(db, keys)
    return pass('keys', 'The keys open what is sealed in this database.')
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    return fail('keys', error.message, 'Configure the key that the sentence names, with its id.')
  }
}

async function ownerOf(db: Db, { publicUrl }: Config): Promise<CheckResult> {
  const foreign = await foreignAddress(db, publicUrl)
  if (foreign === undefined) return pass('installation', 'The database belongs to publicUrl.')
  return fail(
    'installation',
    foreign,
    'If it was moved or restored on purpose, run "hubward adopt"; otherwise correct databaseUrl or publicUrl.',
  )
}

async function hostsOf(db: Db): Promise<CheckResult> {
  const seen = await lastPresence(db)
  if (seen && Date.now() - seen.getTime() < AWAY_MS) return pass('hosts', 'A host is running.')
  const since = seen ? `No host was there since ${seen.toISOString()}.` : 'No host was there yet.'
  return cantTell('hosts', since, 'Start one: hubward start.')
}

function why(error: unknown): string {
  return (error instanceof Error && error.message) || codeOf(error) || 'no answer'
}

function cureOf(error: unknown): string {
  const code = codeOf(error)
  if (code === '53100') return 'Make room on the disk of PostgreSQL.'
  if (code === '25006')
    return 'This is a replica: set databaseUrl to the server that may be written to.'
  if (code === '28P01' || code === '28000') return 'Check user and password in databaseUrl.'
  if (code === '3D000') return 'Make the database: createdb --owner=<role> <name>.'
  if (code === '42501') return 'Make the role of databaseUrl the owner of its database.'
  return 'Check databaseUrl, whether the server runs, and the firewall between.'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`
}
