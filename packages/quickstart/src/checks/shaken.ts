import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { conclude, runTests, withTestServer } from './run-tests.ts'
import { testFiles } from './test-files.ts'
import { HOME } from './tool.ts'

const usage = `Usage: pnpm test:shaken [--anew] [--loops <number>] [--jobs <number>] [file …]

Runs the test files while busy loops and other test files take every processor's time, so that a test
shows whether it depends on the machine's speed. Files that watch times, kill hosts or let two of them
work side by side pass three times, all others once. What has passed at this commit is not run again:
a run that was stopped goes on where it was.

  --anew             forgets what has passed
  --loops <number>   how many busy loops; as many as there are processors if it is not
                     given, 0 on a machine that is busy anyway
  --jobs <number>    how many files run side by side; 4 if it is not given`

/** These pass three times. */
const SENSITIVE = [
  'packages/chaos/test/*.test.ts',
  'packages/host/test/{back-pressure,brakes,crash-*,disorder,ending,isolation,lease*}.test.ts',
  'packages/host/test/{people-first,poison,presence,push,refresh,rolling,rotation}.test.ts',
  'packages/host/test/{two-hosts,webhook,wrong-clock}.test.ts',
  'packages/quickstart/test/{*-crash,story*}.test.ts',
]
const TIMES = 3
const KEPT = join(HOME, 'node_modules', '.cache', 'hubward-shaken.json')

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      anew: { type: 'boolean' },
      loops: { type: 'string', default: String(Math.max(2, availableParallelism())) },
      jobs: { type: 'string', default: '4' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  if (!/^\d{1,3}$/.test(values.loops)) {
    console.error(`--loops takes a number from 0 to 999, not "${values.loops}".`)
    return 2
  }
  if (!/^[1-9]\d?$/.test(values.jobs)) {
    console.error(`--jobs takes a number from 1 to 99, not "${values.jobs}".`)
    return 2
  }
  process.chdir(HOME)
  if (values.anew) rmSync(KEPT, { force: true })
  const runs = runsOf(positionals)
  if (runs.length === 0) {
    console.error('There is no such test file.')
    return 2
  }
  return await withTestServer(() => shake(runs, Number(values.loops), Number(values.jobs)))
}

interface Run {
  readonly file: string
  readonly times: number
}

/** @throws where a pattern of {@link SENSITIVE} names nothing any more. */
function runsOf(files: readonly string[]): readonly Run[] {
  const sensitive = new Set(
    SENSITIVE.flatMap((pattern) => {
      const found = globSync(pattern)
      if (found.length === 0) throw new Error(`No test file is called ${pattern}.`)
      return found
    }),
  )
  return testFiles(files.length > 0 ? files : undefined).map((file) => ({
    file,
    times: sensitive.has(file) ? TIMES : 1,
  }))
}

async function shake(runs: readonly Run[], loopCount: number, jobs: number): Promise<number> {
  const passed = passedBefore()
  const loops = Array.from({ length: loopCount }, () => new Worker('for (;;);', { eval: true }))
  const result = { pass: 0, fail: 0, skipped: new Set<string>() }
  const waiting = runs.values()
  const job = async () => {
    for (const { file, times } of waiting) {
      for (let time = (passed[file] ?? 0) + 1; time <= times; time++) {
        const { pass, fail, skipped } = await runTests([file], (line) =>
          console.log(times === 1 ? line : `${line} (${time} of ${times})`),
        )
        result.pass += pass
        result.fail += fail
        for (const name of skipped) result.skipped.add(name)
        if (fail > 0) break
        passed[file] = time
        keep(passed)
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: jobs }, job))
  } finally {
    await Promise.all(loops.map((loop) => loop.terminate()))
  }
  const left = runs.filter(({ file, times }) => (passed[file] ?? 0) < times)
  for (const { file } of left) console.log(`not yet: ${file}`)
  const code = conclude({ ...result, skipped: [...result.skipped] })
  return left.length === 0 ? 0 : code || 1
}

/** How often each file has passed at this commit. */
function passedBefore(): Record<string, number> {
  try {
    const { commit, passed } = JSON.parse(readFileSync(KEPT, 'utf8'))
    if (commit === headCommit()) return passed
    console.log('The commit is another than at the last run: everything is run.')
  } catch {
    // Nothing is kept yet.
  }
  return {}
}

function keep(passed: Record<string, number>): void {
  mkdirSync(dirname(KEPT), { recursive: true })
  writeFileSync(KEPT, JSON.stringify({ commit: headCommit(), passed }))
}

function headCommit(): string {
  return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()
}
