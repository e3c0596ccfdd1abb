import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { type PostgresServer, startPostgres } from './start.ts'
import { connect } from './users.ts'

export interface TestDatabaseOptions {
  /** Whose tables these are, such as "host": `^[a-z][a-z0-9_]{0,20}$`. */
  name: string
  /** Changes whenever `prepare` would do something else: the name of the last migration, say. */
  version: string
  /** Fills an empty database, once per version and machine. Must close its connections. */
  prepare: (url: string) => Promise<void>
}

export interface TestDatabase {
  url: string
  /** Removes the database, whoever is connected to it, and lets go of the server. */
  drop(): Promise<void>
}

/** Classes of advisory locks: who prepares or copies a template, and who uses a clone. */
const TEMPLATE_LOCK = 0x68756201
const CLONE_LOCK = 0x68756202

/** Beside other tests a server may take its time. */
const CONNECT_WITHIN_MS = 60_000

/** Templates of one name that are kept, so that two branches in turn don't prepare each time. */
const TEMPLATES_KEPT = 3

/**
 * A database of one's own for a test file, cloned in some 30 ms from a template that is prepared
 * once. The server is DATABASE_URL_TEST where that is set (its user must be allowed to create
 * databases), otherwise an embedded one that all test files share.
 */
export async function createTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  if (!/^[a-z][a-z0-9_]{0,20}$/.test(options.name)) {
    throw new TypeError(
      `A test database's name is 1 to 21 small letters, digits and underscores, not "${options.name}".`,
    )
  }
  const server = await startTestServer()
  const admin = await connect(server.url, CONNECT_WITHIN_MS)
  const clone = `test_${options.name}_${randomBytes(6).toString('hex')}`
  try {
    // Held until we leave, however that happens: a clone that nobody holds is dropped by others.
    await admin.query('select pg_advisory_lock($1, hashtext($2))', [CLONE_LOCK, clone])
    await dropUnusedClones(admin)
    await cloneTemplate(admin, server.url, options, clone)
  } catch (error) {
    await admin.end()
    await server.leave()
    throw error
  }

  // A test file that forgets to drop its database ends all the same.
  admin.unref()

  let dropped: Promise<void> | undefined
  return {
    url: urlOf(server.url, clone),
    drop: () => {
      dropped ??= drop(admin, server, clone)
      return dropped
    },
  }
}

/**
 * The server that all test databases of this directory are on. A test runner that holds it from
 * beginning to end spares each test file starting and stopping it. It forces nothing to the disk: what
 * tests kill are processes.
 */
export async function startTestServer(): Promise<PostgresServer> {
  const url = process.env.DATABASE_URL_TEST
  if (url) return { url, stop: nothing, leave: nothing }
  return startPostgres({ directory: join(process.cwd(), TEST_DIRECTORY), durable: false })
}

const nothing = async () => undefined

/** Relative to where the tests run. */
const TEST_DIRECTORY = 'node_modules/.cache/hubward/postgres-test'

async function drop(admin: pg.Client, server: PostgresServer, clone: string): Promise<void> {
  admin.ref()
  await admin.query(`drop database if exists ${pg.escapeIdentifier(clone)} with (force)`)
  await admin.end()
  // The next test file is likely to come within the second, and then finds it running.
  await server.leave()
}

async function dropUnusedClones(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    String.raw`select datname from pg_database where datname like 'test\_%'`,
  )
  for (const { datname } of rows) {
    const lock = await admin.query<{ unused: boolean }>(
      'select pg_try_advisory_lock($1, hashtext($2)) as unused',
      [CLONE_LOCK, datname],
    )
    if (!lock.rows[0]?.unused) continue
    // Our own lock can be taken twice; the clone does not exist yet, so it is never in this list.
    await admin.query(`drop database if exists ${pg.escapeIdentifier(datname)} with (force)`)
    await admin.query('select pg_advisory_unlock($1, hashtext($2))', [CLONE_LOCK, datname])
  }
}

async function cloneTemplate(
  admin: pg.Client,
  adminUrl: string,
  { name, version, prepare }: TestDatabaseOptions,
  clone: string,
): Promise<void> {
  const prefix = `template_${name}_`
  const hash = createHash('sha256').update(version).digest('hex').slice(0, 16)
  const template = `${prefix}${hash}`
  const copy = `create database ${pg.escapeIdentifier(clone)} template ${pg.escapeIdentifier(template)}`

  await admin.query('select pg_advisory_lock_shared($1, hashtext($2))', [TEMPLATE_LOCK, name])
  if (await isPrepared(admin, template)) {
    await admin.query(copy)
    await admin.query('select pg_advisory_unlock_shared($1, hashtext($2))', [TEMPLATE_LOCK, name])
    return
  }
  await admin.query('select pg_advisory_unlock_shared($1, hashtext($2))', [TEMPLATE_LOCK, name])

  await admin.query('select pg_advisory_lock($1, hashtext($2))', [TEMPLATE_LOCK, name])
  if (!(await isPrepared(admin, template))) {
    await dropTemplate(admin, template)
    await admin.query(`create database ${pg.escapeIdentifier(template)}`)
    await prepare(urlOf(adminUrl, template))
    await admin.query(`alter database ${pg.escapeIdentifier(template)} is_template true`)
    await dropOldTemplates(admin, prefix)
  }
  await admin.query(copy)
  await admin.query('select pg_advisory_unlock($1, hashtext($2))', [TEMPLATE_LOCK, name])
}

/** The mark is set after preparing: a template without it is the remains of a failed attempt. */
async function isPrepared(admin: pg.Client, template: string): Promise<boolean> {
  const { rowCount } = await admin.query(
    'select from pg_database where datname = $1 and datistemplate',
    [template],
  )
  return rowCount === 1
}

async function dropOldTemplates(admin: pg.Client, prefix: string): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1) order by oid desc offset $2',
    [prefix, TEMPLATES_KEPT],
  )
  for (const { datname } of rows) await dropTemplate(admin, datname)
}

async function dropTemplate(admin: pg.Client, template: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [template])
  if (!rowCount) return
  // A template can't be dropped before it is an ordinary database again.
  await admin.query(`alter database ${pg.escapeIdentifier(template)} is_template false`)
  await admin.query(`drop database ${pg.escapeIdentifier(template)} with (force)`)
}

function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
}
