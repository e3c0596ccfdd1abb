import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PostgresError, startTestServer } from '@hubward/postgres'
import { readTap, type TestResult } from './tap-output.ts'
import { commandFile, HOME } from './tool.ts'

/**
 * Where Node keeps what it has compiled, and TypeScript without its types. A test file loads some
 * hundreds of modules, and so does each host, command and worker that it starts: read from here they
 * cost a third less. Node looks at each source's content, so an old copy is never taken.
 */
const COMPILED = join(HOME, 'node_modules/.cache/hubward/compiled')

/** The environment of test files, and of most processes that they start. */
export function testEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { NODE_COMPILE_CACHE: COMPILED, ...env }
}

/**
 * Runs test files with tap, in the present folder.
 *
 * @param args go to tap: names of test files, and options. Without a name all files run.
 * @param print each file's result as it ends.
 */
export async function runTests(
  args: readonly string[],
  print: (line: string) => void = console.log,
): Promise<TestResult> {
  const child = spawn(
    process.execPath,
    [await commandFile('tap', 'tap'), '--reporter=tap', ...args],
    { stdio: ['ignore', 'pipe', 'inherit'], env: testEnvironment() },
  )
  const end = ended(child)
  const result = await readTap(createInterface({ input: child.stdout }), print)
  // tap can also end badly without a failed assertion: no test file, say, or no plan kept.
  if ((await end) !== 0 && result.fail === 0) result.fail = 1
  return result
}

/**
 * Starts the PostgreSQL server that all test files share, for as long as the work takes.
 *
 * @returns the exit code: what the work answers, or 1 where no server can be had.
 */
export async function withTestServer(work: () => Promise<number>): Promise<number> {
  const server = await startTestServer().catch((error: unknown) => {
    if (error instanceof PostgresError) return error
    throw error
  })
  if (server instanceof PostgresError) {
    console.error(server.message.replace('DATABASE_URL', 'DATABASE_URL_TEST'))
    return 1
  }
  try {
    return await work()
  } finally {
    await server.stop()
  }
}

/** Prints the names of skipped tests, and last the line that counts. Answers the exit code. */
export function conclude(
  { pass, fail, skipped }: TestResult,
  checked: { readonly passed: number; readonly failed: number } = { passed: 0, failed: 0 },
): number {
  for (const name of skipped) console.log(`skipped: ${name}`)
  const failed = checked.failed + fail
  console.log(`${checked.passed + pass} passed, ${failed} failed`)
  return failed === 0 && pass > 0 ? 0 : 1
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
