import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Check } from './check.ts'

const run = promisify(execFile)

const MOST_LINES = 300

/** Put together here, for this file must not hold them either. */
const REGISTRY_HOSTS = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['registry', 'npmmirror', 'com'],
].map((parts) => parts.join('.'))

/** Every file that git has or would take. */
export const files: Check = {
  name: 'files',
  about: `no package registry's host in a file, and no source file beyond ${MOST_LINES} lines without a reason`,
  async run(root) {
    const paths = await listFiles(root)
    const problems = await Promise.all(paths.map((path) => problemsOf(root, path)))
    return { lookedAt: paths.length, unit: 'files', problems: problems.flat() }
  },
}

async function listFiles(root: string): Promise<string[]> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const { stdout } = await run('git', args, { cwd: root, maxBuffer: 16 * 1024 * 1024 })
  return stdout.split('\0').filter((path) => path !== '')
}

async function problemsOf(root: string, path: string): Promise<string[]> {
  // A file that was deleted and not yet committed is still listed.
  const text = await readFile(join(root, path), 'utf8').catch(() => '')
  const problems: string[] = []
  const host = REGISTRY_HOSTS.find((candidate) => text.includes(candidate))
  if (host) {
    problems.push(`${path}: names ${host}: where packages come from is a setting of the machine`)
  }
  const lines = text.split('\n').length - 1
  // A test file costs 0.4 s to start, so that few long ones are better than many short ones.
  const source = /\.(ts|mjs|js|css|sql)$/.test(path) && !path.includes('/test/')
  if (source && lines > MOST_LINES && !saysWhyLong(text)) {
    problems.push(
      `${path}: ${lines} lines: split it, or begin it with a comment "Long because …" that says why`,
    )
  }
  return problems
}

/** In the first twenty lines, where a reader meets it. */
function saysWhyLong(text: string): boolean {
  return text
    .split('\n')
    .slice(0, 20)
    .some((line) => /^\s*(\/\/|\/?\*|--).*\bLong because \S/.test(line))
}
