import { parseArgs } from 'node:util'
import { checks } from './all.ts'
import { runChecks } from './run-checks.ts'
import { HOME } from './tool.ts'

const usage = `Usage: pnpm check [name …]

Looks at the whole workspace, or at what the named checks look at:

${checks.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}

Each check says how much it looked at, and fails when that was nothing.`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const unknown = positionals.filter((name) => !checks.some((check) => check.name === name))
  if (unknown.length > 0) {
    console.error(`There is no check "${unknown.join('", "')}".\n\n${usage}`)
    return 2
  }
  const chosen = positionals.length
    ? checks.filter(({ name }) => positionals.includes(name))
    : checks
  const { failed } = await runChecks(chosen, HOME)
  return failed === 0 ? 0 : 1
}
