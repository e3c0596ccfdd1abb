import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Python's own parser of mail is tested with mails that once broke it. They are read where Python is
 * installed with its tests (Debian: libpython3.11-testsuite), and are no part of this repository.
 */
const FOLDER = findFolder()

const NONE = 'Python’s own tests are not installed here (Debian: libpython3.11-testsuite).'

/** For tap's options: skipped by name, unless HUBWARD_TESTS_NEED_EMAIL is set. */
export function needsMailsOfPython(env: NodeJS.ProcessEnv = process.env): { skip: string | false } {
  return { skip: FOLDER !== undefined || env.HUBWARD_TESTS_NEED_EMAIL ? false : NONE }
}

export function mailsOfPython(): readonly { readonly name: string; readonly raw: Buffer }[] {
  if (FOLDER === undefined) throw new Error(NONE)
  const names = readdirSync(FOLDER).filter((name) => /^msg_\d+\.txt$/.test(name))
  return names.map((name) => ({ name, raw: readFileSync(join(FOLDER, name)) }))
}

function findFolder(): string | undefined {
  const ask =
    'import os, test.test_email as t; print(os.path.join(os.path.dirname(t.__file__), "data"))'
  try {
    return execFileSync('python3', ['-c', ask], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
