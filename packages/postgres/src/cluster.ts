import { createHash, randomBytes, randomUUID } from 'node:crypto'
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { type Account, canEnter, REACHABLE } from './account.ts'
import { PostgresError } from './error.ts'
import { runProgram } from './programs.ts'

/** A directory of ours with PostgreSQL's data in it. */
export interface Cluster {
  directory: string
  /** PostgreSQL's own data directory. */
  data: string
  password: string
}

export const SUPERUSER = 'hubward'

/** Finds the cluster in `directory`, or creates it (about a second). Safe in several processes. */
export async function openCluster(
  path: string,
  programs: string,
  account: Account | undefined,
  log: (sentence: string) => void,
): Promise<Cluster> {
  await mkdir(path, { recursive: true })
  const directory = await realpath(path)
  const password = await openPassword(directory)
  const data = await placeOfData(directory, account)
  if (!(await exists(join(data, 'PG_VERSION')))) {
    log(`Creating a database in ${directory} …`)
    await createData(data, password, programs, account)
  }
  return { directory, data, password }
}

/** Readable for its owner only: whoever has it has the database. */
async function openPassword(directory: string): Promise<string> {
  const path = join(directory, 'password')
  const staging = `${path}.${randomUUID()}`
  if (!(await exists(path))) {
    await writeFile(staging, randomBytes(24).toString('hex'), { mode: 0o600 })
    // A link fails where another process was first, so that both end up with the same password.
    await linkOnce(staging, path)
  }
  return readFile(path, 'utf8')
}

async function linkOnce(staging: string, path: string): Promise<void> {
  await link(staging, path).catch(ignore('EEXIST'))
  await rm(staging)
}

/**
 * `data` in our directory; where the account can't reach that, a place that it can, to which
 * `data` becomes a link.
 */
async function placeOfData(directory: string, account: Account | undefined): Promise<string> {
  const data = join(directory, 'data')
  const link = await readlink(data).catch(() => undefined)
  if (link) return link
  if ((await exists(data)) || (await canEnter(account, directory))) return data

  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16)
  const elsewhere = join(REACHABLE, `data-${name}`)
  await mkdir(REACHABLE, { recursive: true, mode: 0o755 })
  if (!(await canEnter(account, REACHABLE))) {
    throw new PostgresError(
      'unreachable-directory',
      `PostgreSQL runs as the user "${account?.name}", who can reach neither ${directory} nor ${REACHABLE}.`,
    )
  }
  await symlink(elsewhere, data).catch(ignore('EEXIST'))
  return elsewhere
}

/**
 * Made beside its place and then renamed into it: half a cluster is never found there, and of two
 * processes that start at once one wins.
 */
async function createData(
  data: string,
  password: string,
  programs: string,
  account: Account | undefined,
): Promise<void> {
  const staging = await mkdtemp(`${data}.new-`)
  try {
    const passwordFile = join(staging, 'password')
    const fresh = join(staging, 'data')
    await writeFile(passwordFile, password, { mode: 0o600 })
    await mkdir(fresh, { mode: 0o700 })
    if (account) {
      for (const path of [staging, passwordFile, fresh]) {
        await chown(path, account.uid, account.gid)
      }
    }
    // C.UTF-8 sorts by bytes, the same on every machine, and knows upper and lower case.
    const args = ['-D', fresh, '-U', SUPERUSER, `--pwfile=${passwordFile}`]
    args.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions')
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8')
    await runProgram(programs, 'initdb', args, account)
    await chmod(fresh, 0o700)
    await rename(fresh, data).catch(ignore('ENOTEMPTY', 'EEXIST'))
  } catch (error) {
    throw new PostgresError('cannot-create', `PostgreSQL's data in ${data}: ${explain(error)}`)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const stderr = 'stderr' in error ? String(error.stderr).trim() : ''
  return stderr || error.message
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

function ignore(...codes: string[]) {
  return (error: unknown) => {
    if (error instanceof Error && 'code' in error && codes.includes(String(error.code))) return
    throw error
  }
}
