import { execFile } from 'node:child_process'
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PostgresError } from './error.ts'
import type { InstalledPrograms } from './programs.ts'

const run = promisify(execFile)

/** The unprivileged user that PostgreSQL runs as when we are root: it refuses to run as root. */
export interface Account {
  name: string
  uid: number
  gid: number
}

/** Where programs and data go when the account can't reach the places that were asked for. */
export const REACHABLE = '/var/lib/hubward'

/**
 * Whoever owns the data already, otherwise a user that every machine has. Undefined for an
 * ordinary user, who runs PostgreSQL as themselves.
 */
export async function chooseAccount(directory: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(join(directory, 'data')).catch(() => undefined)
  if (owner && owner.uid !== 0) return { name: `#${owner.uid}`, uid: owner.uid, gid: owner.gid }
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([
        run('id', ['-u', name]).then(({ stdout }) => Number(stdout)),
        run('id', ['-g', name]).then(({ stdout }) => Number(stdout)),
      ])
      return { name, uid, gid }
    } catch {
      // This machine has no such user.
    }
  }
  throw new PostgresError(
    'unreachable-directory',
    'PostgreSQL refuses to run as root, and this machine has neither a user "postgres" nor "nobody".',
  )
}

/** Options for a child process that runs as the account and sees no PostgreSQL settings of ours. */
export function asAccount(account: Account | undefined) {
  const env: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (!name.startsWith('PG')) env[name] = value
  }
  // The language of messages and the time zone are the server's own, not those of the terminal.
  Object.assign(env, { LC_ALL: 'C', TZ: 'UTC' })
  return account ? { env, cwd: '/', uid: account.uid, gid: account.gid } : { env }
}

/**
 * Whether the account can go into a directory. Tried rather than computed: access lists, mounts
 * and root's home of mode 0700 all have a say.
 */
export async function canEnter(account: Account | undefined, directory: string): Promise<boolean> {
  if (!account) return true
  return succeeds(run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], asAccount(account)))
}

/** Programs that the account can run: those given, or a copy of them. Takes 0.3 s to copy once. */
export async function reachablePrograms(
  account: Account | undefined,
  installed: InstalledPrograms,
): Promise<string> {
  const programs = installed.directory
  const runs = (directory: string) =>
    succeeds(run(join(directory, 'bin', 'postgres'), ['--version'], asAccount(account)))
  if (!account || (await runs(programs))) return programs

  const copy = join(REACHABLE, `postgresql-${installed.version}`)
  if (await runs(copy)) return copy
  const staging = `${copy}.${process.pid}`
  await mkdir(REACHABLE, { recursive: true, mode: 0o755 })
  await cp(programs, staging, { recursive: true, verbatimSymlinks: true })
  // A strict umask at installation takes the account's rights away from the files themselves.
  await run('chmod', ['-R', 'a+rX', staging])
  await rename(staging, copy).catch(() => rm(staging, { recursive: true, force: true }))
  if (await runs(copy)) return copy
  throw new PostgresError(
    'unreachable-directory',
    `The user "${account.name}" can run PostgreSQL neither from ${programs} nor from ${copy}.`,
  )
}

async function succeeds(command: Promise<unknown>): Promise<boolean> {
  return command.then(
    () => true,
    () => false,
  )
}
