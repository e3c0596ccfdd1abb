import { availableParallelism } from 'node:os'
import { checks } from './all.ts'
import { runChecks } from './run-checks.ts'
import { conclude, runTests, withTestServer } from './run-tests.ts'
import { wholeRun } from './test-files.ts'
import { HOME } from './tool.ts'

// What "npm test" runs once everything is installed: the checks, then the tests. Arguments go to
// tap, and name test files: then only those run.

// Test files also wait, so two more than there are processors. No more than six: they
// share the hundred connections of one PostgreSQL, of which a few files take a quarter each.
const JOBS = Math.min(6, Math.max(3, availableParallelism() + 2))

process.exitCode = await main(process.argv.slice(2))

function main(args: string[]): Promise<number> {
  process.chdir(HOME)
  return withTestServer(async () => {
    if (args.length > 0) return conclude(await runTests(args))
    const { run, leftOut } = wholeRun(process.env.HUBWARD_TESTS_LONG === '1')
    const checked = await runChecks(checks, HOME)
    const tested = await runTests([`--jobs=${JOBS}`, ...run])
    for (const file of leftOut) console.log(`left to .ci/run, since it takes long: ${file}`)
    return conclude(tested, checked)
  })
}
