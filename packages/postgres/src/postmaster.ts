import { execFile } from 'node:child_process'
import { randomInt, randomUUID } from 'node:crypto'
import { chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import type { Cluster } from './cluster.ts'
import { runProgram } from './programs.ts'

const run = promisify(execFile)

/**
 * For a laptop: little memory, few processes, and yet every commit on the disk. Written before
 * each start, so that a newer version's settings reach a database that an older one made.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  password_encryption: 'scram-sha-256',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  shared_buffers: '64MB',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  // Nobody replicates this server, and a database cloned from a template then writes less.
  wal_level: 'minimal',
  max_wal_senders: 0,
  io_method: 'sync',
  jit: 'off',
  // A container's /dev/shm of 64 MB is too small for parallel queries.
  max_parallel_workers_per_gather: 0,
}

/**
 * Below those that systems hand out by themselves: such a one could be somebody else's connection at the
 * next start, and whoever noted the URL would wait for a server that listens elsewhere.
 */
const PORTS = { first: 15_000, last: 29_999 }
const ATTEMPTS = 100

/** Settings of PostgreSQL, as they stand in postgresql.conf. */
export type ServerSettings = Readonly<Record<string, string | number>>

export interface Postmaster {
  pid: number
  port: number
}

/** What the server, or one that crashed, wrote into postmaster.pid. */
export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return pid > 0 && port > 0 ? { pid, port } : undefined
}

/** Starts the server and returns when it answers. Fails where another process was first. */
export async function launch(
  cluster: Cluster,
  programs: string,
  account: Account | undefined,
  settings: ServerSettings,
): Promise<void> {
  await removeStaleLock(cluster.data)
  const port = await freePort(await readPort(cluster))
  const log = join(cluster.data, 'server.log')
  await rename(log, join(cluster.data, 'server.previous.log')).catch(() => undefined)
  await writeSettings(cluster.data, { ...SETTINGS, ...settings, port })
  await runProgram(programs, 'pg_ctl', ['start', '-D', cluster.data, '-l', log, '-s'], account)
  await writeFile(join(cluster.directory, 'port'), String(port))
}

/** Open transactions are rolled back, the data written out. */
export async function shutDown(
  data: string,
  programs: string,
  account: Account | undefined,
): Promise<void> {
  await runProgram(programs, 'pg_ctl', ['stop', '-D', data, '-m', 'fast', '-s'], account)
}

/** Whether the server that wrote postmaster.pid still runs, be it starting or stopping. */
export async function isRunning(data: string): Promise<boolean> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  return pid > 0 && (await isPostgres(pid))
}

export async function lastWords(data: string): Promise<string> {
  const log = await readFile(join(data, 'server.log'), 'utf8').catch(() => '')
  return log.trim().split('\n').slice(-5).join('\n')
}

/**
 * PostgreSQL itself recovers from a crash, except where another program has got the number of the
 * dead server's process, as happens in containers.
 */
async function removeStaleLock(data: string): Promise<void> {
  if (await isRunning(data)) return
  await rm(join(data, 'postmaster.pid'), { force: true })
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // The process of another user exists, and may be ours when we are not root any more.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  if (process.platform === 'win32') return true
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() =>
    run('ps', ['-o', 'command=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    ),
  )
  return command.includes('postgres')
}

async function writeSettings(data: string, settings: ServerSettings): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => {
    return `${name} = '${String(value).replaceAll("'", "''")}'`
  })
  const path = join(data, 'postgresql.conf')
  const staging = `${path}.${randomUUID()}`
  await writeFile(staging, `# Written by @hubward/postgres at every start.\n${lines.join('\n')}\n`)
  const { uid, gid } = await stat(data)
  if (process.getuid?.() === 0) await chown(staging, uid, gid)
  await rename(staging, path)
}

/** The port of the last start, so that a DATABASE_URL that somebody noted keeps working. */
async function readPort(cluster: Cluster): Promise<number> {
  const text = await readFile(join(cluster.directory, 'port'), 'utf8').catch(() => '')
  return Number(text) || 0
}

/** A port on which nobody listens: the one of the last start, or any. */
async function freePort(preferred: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = (attempt === 0 && preferred) || randomInt(PORTS.first, PORTS.last + 1)
    if (await isFree(port)) return port
  }
  throw new Error(`Of ${ATTEMPTS} ports from ${PORTS.first} to ${PORTS.last} none was free.`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
