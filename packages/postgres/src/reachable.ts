import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Account, asAccount, REACHABLE, succeeds } from './account.ts'
import { PostgresError } from './error.ts'
import { type InstalledPrograms, pathOf } from './programs.ts'

const run = promisify(execFile)

/** Programs that the account can run: those given, or a copy of them. Takes 0.3 s to copy once. */
export async function reachablePrograms(
  account: Account | undefined,
  installed: InstalledPrograms,
): Promise<string> {
  const programs = installed.directory
  const runs = (directory: string) =>
    succeeds(run(pathOf(directory, 'postgres'), ['--version'], asAccount(account)))
  if (!account || (await runs(programs))) return programs

  const copy = join(REACHABLE, `postgresql-${installed.version}`)
  if (await runs(copy)) return copy
  await mkdir(REACHABLE, { recursive: true, mode: 0o755 })
  const staging = await mkdtemp(`${copy}.`)
  await cp(programs, staging, { recursive: true, verbatimSymlinks: true })
  // A strict umask at installation takes the account's rights away from the files themselves.
  await run('chmod', ['-R', 'u+rwX,a+rX', staging])
  await rename(staging, copy).catch(() => rm(staging, { recursive: true, force: true }))
  if (await runs(copy)) return copy
  throw new PostgresError(
    'unreachable-directory',
    `The user "${account.name}" can run PostgreSQL neither from ${programs} nor from ${copy}.`,
  )
}
