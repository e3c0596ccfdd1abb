import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PostgresError } from './error.ts'

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

export async function succeeds(command: Promise<unknown>): Promise<boolean> {
  return command.then(
    () => true,
    () => false,
  )
}
