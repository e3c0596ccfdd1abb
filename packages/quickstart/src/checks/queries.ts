import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Check } from './check.ts'

const run = promisify(execFile)

const STORE = 'packages/host/src/store/'
/** The sources that reach the host's database. */
const SOURCES = ['packages/host/src', 'packages/dev/src']

/** What builds a statement, or brings what does. */
const QUERY =
  /\bsql(<[^`]*>)?`|\.(selectFrom|selectNoFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|from 'kysely'/

/** Statements are written in the store, where schema and statements are read together. */
export const queries: Check = {
  name: 'queries',
  about: `the host's SQL stands in ${STORE} alone`,
  async run(root) {
    const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', ...SOURCES]
    const { stdout } = await run('git', args, { cwd: root, maxBuffer: 16 * 1024 * 1024 })
    const paths = stdout.split('\0').filter((path) => path.endsWith('.ts'))
    const found = await Promise.all(paths.map((path) => queriesIn(root, path)))
    const all = found.flat()
    return {
      // What finds none in the store would find none elsewhere.
      lookedAt: all.filter(({ path }) => path.startsWith(STORE)).length,
      unit: 'lines that build queries',
      problems: all
        .filter(({ path }) => !path.startsWith(STORE))
        .map(({ path, line }) => `${path}:${line}: builds a query: move it into ${STORE}`),
    }
  },
}

async function queriesIn(root: string, path: string) {
  // A file that was deleted and not yet committed is still listed.
  const text = await readFile(join(root, path), 'utf8').catch(() => '')
  return text
    .split('\n')
    .flatMap((line, index) => (QUERY.test(line) ? [{ path, line: index + 1 }] : []))
}
