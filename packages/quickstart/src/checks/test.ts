import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PostgresError, startTestServer } from '@hubward/postgres'
import { checks } from './all.ts'
import { runChecks } from './run-checks.ts'
import { type Counts, readCounts, readSkipped } from './tap-output.ts'
import { commandFile, HOME } from './tool.ts'

// What "npm test" runs once everything is installed: the checks, then the tests. Arguments go to
// tap, and name test files: then only those run.

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  process.chdir(HOME)
  const server = await startTestServer().catch((error: unknown) => {
    if (error instanceof PostgresError) return error
    throw error
  })
  if (server instanceof PostgresError) {
    console.error(server.message.replace('DATABASE_URL', 'DATABASE_URL_TEST'))
    return 1
  }
  try {
    const checked = args.length > 0 ? { passed: 0, failed: 0 } : await runChecks(checks, HOME)
    const tested = await runTests(args)
    for (const name of tested.skipped) console.log(`skipped: ${name}`)
    const passed = checked.passed + tested.counts.pass
    const failed = checked.failed + tested.counts.fail
    console.log(`${passed} passed, ${failed} failed`)
    return failed === 0 && tested.counts.pass > 0 ? 0 : 1
  } finally {
    await server.stop()
  }
}

async function runTests(args: string[]): Promise<{ counts: Counts; skipped: string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'hubward-test-'))
  const output = join(directory, 'results.tap')
  try {
    const reporter = ['--reporter=terse', '--color=false', `--output-file=${output}`]
    const child = spawn(process.execPath, [await commandFile('tap', 'tap'), ...reporter, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const code = await ended(child)
    const text = await readFile(output, 'utf8').catch(() => '')
    const counts = readCounts(text)
    // tap can also end badly without a failed assertion: no test file, say, or no plan kept.
    if (code !== 0 && counts.fail === 0) counts.fail = 1
    return { counts, skipped: readSkipped(text) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Ends the child too when we are told to end, or when whoever started us is gone. */
async function ended(child: ChildProcess): Promise<number> {
  const end = () => child.kill('SIGTERM')
  process.on('SIGTERM', end).on('SIGINT', end).on('disconnect', end)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => resolve(code ?? 1))
    })
  } finally {
    process.off('SIGTERM', end).off('SIGINT', end).off('disconnect', end)
  }
}
