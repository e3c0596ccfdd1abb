import { checks } from './all.ts'
import { runChecks } from './run-checks.ts'
import { conclude, runTests, withTestServer } from './run-tests.ts'
import { HOME } from './tool.ts'

// What "npm test" runs once everything is installed: the checks, then the tests. Arguments go to
// tap, and name test files: then only those run.

process.exitCode = await main(process.argv.slice(2))

function main(args: string[]): Promise<number> {
  process.chdir(HOME)
  return withTestServer(async () => {
    const checked = args.length > 0 ? { passed: 0, failed: 0 } : await runChecks(checks, HOME)
    return conclude(await runTests(args), checked)
  })
}
