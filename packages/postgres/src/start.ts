import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type Account, chooseAccount } from './account.ts'
import { type Cluster, openCluster, SUPERUSER } from './cluster.ts'
import { PostgresError } from './error.ts'
import { startKeeper } from './keeper.ts'
import {
  isRunning,
  lastWords,
  launch,
  readPostmaster,
  type ServerSettings,
  shutDown,
} from './postmaster.ts'
import { installedPrograms } from './programs.ts'
import { reachablePrograms } from './reachable.ts'
import { join, leave, type User } from './users.ts'

export interface StartPostgresOptions {
  /** Where data, password and log are kept; created where it is missing. */
  directory: string
  /**
   * False: a commit is not forced to the disk. Processes may still be killed; after a loss of power the
   * directory may be lost. True unless given; a server that runs already stays as it is.
   */
  durable?: boolean
  /** Settings of PostgreSQL in place of ours, for a server that does not run yet. */
  settings?: ServerSettings
  /** Called with one sentence for a person at each step that takes a while. */
  log?: (sentence: string) => void
}

export interface PostgresServer {
  /** `postgres://…@127.0.0.1:…/hubward`, for as long as the server runs. Holds the password. */
  url: string
  /** Leaves the server; its last user waits until it has stopped. May be called twice. */
  stop(): Promise<void>
  /** Leaves the server, which stops by itself one or two seconds after its last user has left. */
  leave(): Promise<void>
}

const DATABASE = 'hubward'
/** What a machine that loses its power may cost everything: for databases that a test throws away. */
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off' }
const PATIENCE_MS = 60_000
const TRIES = 3

/**
 * Starts PostgreSQL on 127.0.0.1, or joins the server that already runs on this directory. For a
 * laptop and for tests: several hosts in production need a server of their own.
 *
 * @throws PostgresError with a sentence for a person
 */
export async function startPostgres(options: StartPostgresOptions): Promise<PostgresServer> {
  const log = options.log ?? (() => undefined)
  const installed = await installedPrograms()
  const account = await chooseAccount(options.directory)
  const programs = await reachablePrograms(account, installed)
  const cluster = await openCluster(options.directory, programs, account, log)
  const { user, port, launched } = await joinOrLaunch(cluster, {
    programs,
    account,
    log,
    settings: { ...(options.durable === false && NOT_DURABLE), ...options.settings },
  })
  const { data } = cluster
  if (launched) startKeeper({ url: urlOf(cluster, port, 'postgres'), data, programs, account })
  await createDatabase(user.client)
  // From here on it only stands for our presence, and keeps no process alive.
  user.client.unref()

  const stop = async () => {
    user.client.ref()
    // A lost connection means that the server is gone already.
    const last = await leave(user).catch(() => false)
    if (last) {
      await shutDown(data, programs, account).catch(async (error) => {
        // One that crashed while we said good-bye has stopped as well.
        if (await isRunning(data)) throw error
      })
    }
    await user.client.end().catch(() => undefined)
  }
  let left: Promise<void> | undefined
  return {
    url: urlOf(cluster, port, DATABASE),
    stop: () => {
      left ??= stop()
      return left
    },
    leave: () => {
      user.client.ref()
      left ??= user.client.end()
      return left
    },
  }
}

interface Launching {
  programs: string
  account: Account | undefined
  log: (sentence: string) => void
  settings: ServerSettings
}

interface Joined {
  user: User
  port: number
  launched: boolean
}

async function joinOrLaunch(
  cluster: Cluster,
  { programs, account, log, settings }: Launching,
): Promise<Joined> {
  const deadline = Date.now() + PATIENCE_MS
  let failures = 0
  let launched = false
  while (failures < TRIES && Date.now() < deadline) {
    const joined = await joinRunning(cluster)
    if (joined) return { ...joined, launched }
    try {
      await launch(cluster, programs, account, settings)
      launched = true
      log('PostgreSQL has started.')
    } catch {
      // Another process is starting or stopping this server: look again in a moment.
      if (!(await isRunning(cluster.data))) failures += 1
      // A server that crashed leaves processes behind, which hold its memory for a moment.
      if (failures < TRIES) await wait(50 * 6 ** failures)
    }
  }
  const words = await lastWords(cluster.data)
  throw new PostgresError(
    'cannot-start',
    `${words}\nThe embedded PostgreSQL in ${cluster.directory} did not start.`,
  )
}

async function joinRunning(cluster: Cluster): Promise<{ user: User; port: number } | undefined> {
  const postmaster = await readPostmaster(cluster.data)
  if (!postmaster) return undefined
  try {
    const user = await join(urlOf(cluster, postmaster.port, 'postgres'))
    if (user.data === cluster.data) return { user, port: postmaster.port }
    // The directory is a copy of one whose server still runs.
    await user.client.end()
  } catch {
    // Nobody answers there, or a stranger, or a server that is just stopping.
  }
  return undefined
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
  if (rowCount) return
  try {
    await client.query(`create database ${pg.escapeIdentifier(DATABASE)}`)
  } catch (error) {
    const sqlState = error instanceof pg.DatabaseError ? error.code : undefined
    const createdMeanwhile = sqlState === '42P04' || sqlState === '23505'
    if (!createdMeanwhile) throw error
  }
}

function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}`
}
