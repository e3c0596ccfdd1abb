import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { PostgresError, startTestServer } from '@hubward/postgres'
import { checks } from './all.ts'
import { runChecks } from './run-checks.ts'
import { readTap, type TestResult } from './tap-output.ts'
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
    const passed = checked.passed + tested.pass
    const failed = checked.failed + tested.fail
    console.log(`${passed} passed, ${failed} failed`)
    return failed === 0 && tested.pass > 0 ? 0 : 1
  } finally {
    await server.stop()
  }
}

async function runTests(args: string[]): Promise<TestResult> {
  const child = spawn(
    process.execPath,
    [await commandFile('tap', 'tap'), '--reporter=tap', ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const end = ended(child)
  const result = await readTap(createInterface({ input: child.stdout }), console.log)
  // tap can also end badly without a failed assertion: no test file, say, or no plan kept.
  if ((await end) !== 0 && result.fail === 0) result.fail = 1
  return result
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
