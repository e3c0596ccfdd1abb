import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Evidence } from '@hubward/testkit'
import { conclude, runTests, withTestServer } from '../checks/run-tests.ts'
import { ROOT } from '../repository-folders.ts'
import { callsOfTests } from './calls.ts'
import { mergeEvidence } from './merge.ts'
import { EVIDENCE_FILE, readEvidence } from './read-evidence.ts'

/**
 * `pnpm evidence`: runs the tests that say what they prove, and writes what they did prove to
 * docs/networks/evidence.json and into the table of docs/networks/evidence.md. `pnpm evidence telegram`
 * runs those whose name contains the word.
 */

process.exitCode = await main(process.argv.slice(2))

async function main(words: string[]): Promise<number> {
  process.chdir(ROOT)
  const calls = await callsOfTests()
  const wanted = [...calls.keys()].filter(
    (file) => words.length === 0 || words.some((word) => file.includes(word)),
  )
  if (wanted.length === 0) {
    console.error(`No test that says what it proves is called ${words.join(' or ')}.`)
    return 2
  }
  const folder = await mkdtemp(join(tmpdir(), 'hubward-evidence-'))
  try {
    process.env.HUBWARD_EVIDENCE = folder
    const code = await withTestServer(async () => conclude(await runTests(['--jobs=1', ...wanted])))
    const today = new Date().toISOString().slice(0, 10)
    const entries = mergeEvidence(await readEvidence(), await readProved(folder), calls, today)
    await writeFile(EVIDENCE_FILE, `${JSON.stringify(entries, null, 2)}\n`)
    // The tables of the page.
    const pages = join(ROOT, 'packages/quickstart/test/docs/pages.ts')
    await promisify(execFile)(process.execPath, [pages])
    return code
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function readProved(folder: string): Promise<Evidence[]> {
  const texts = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'))
  const lines = (await Promise.all(texts)).flatMap((text) => text.trim().split('\n'))
  return lines.map((line) => JSON.parse(line))
}
