import { globSync } from 'node:fs'
import { checks } from './all.ts'
import { runChecks } from './run-checks.ts'
import { conclude, runTests } from './run-tests.ts'
import { HOME } from './tool.ts'

// What "pnpm test:quick" runs: the checks, the tests that need neither a database nor a browser, and
// the contract's rules for one plugin. About a minute; "npm test" has the rest.

const FILES = [
  'packages/host/test/unit/*.test.ts',
  'packages/plugin/test/*.test.ts',
  'packages/socialhub/test/*.test.ts',
  'plugins/mastodon/test/contract.test.ts',
  'plugins/mastodon/test/text.test.ts',
]

process.exitCode = await main()

async function main(): Promise<number> {
  process.chdir(HOME)
  const empty = FILES.filter((pattern) => globSync(pattern).length === 0)
  if (empty.length > 0) {
    console.error(`No test file is called ${empty.join(' or ')}: see ${import.meta.filename}`)
    return 1
  }
  const [checked, tested] = [
    await runChecks(checks, HOME),
    await runTests(FILES.flatMap((pattern) => globSync(pattern))),
  ]
  return conclude(tested, checked)
}
