import { writeFile } from 'node:fs/promises'
import { Command, InvalidArgumentError } from 'commander'
import { makePlan } from './plan/plan.ts'
import { print } from './print.ts'
import { run } from './run.ts'

interface Options {
  minutes: number
  hosts: number
  channels: number
  seed: number
  workers?: true
  json?: true
}

const { minutes, hosts, channels, seed, workers, json } = new Command('pnpm chaos')
  .description(
    'Kills hosts while everything else goes wrong, and compares what the Network, SocialHub and the database know in the end.',
  )
  .option('--minutes <minutes>', 'how long things go wrong', positive, 1)
  .option('--hosts <count>', 'how many host processes', whole, 2)
  .option('--channels <count>', 'Channels of each of the three plugins at the beginning', whole, 3)
  .option(
    '--seed <number>',
    'decides what happens when; a failed run names its own',
    whole,
    random(),
  )
  .option('--workers', 'run plugins in workers, as in production: more to do for the machine')
  .option('--json', 'print the report as JSON, and the progress to standard error')
  .addHelpText(
    'after',
    `
What happens and what is compared: packages/chaos/README.md.
Exits with 1 when the histories differ, naming each message or action, what is known of it, and the seed.

Example:
  $ pnpm chaos --minutes 10 --hosts 3 --seed 7`,
  )
  .showHelpAfterError('Run it with --help to see what it takes.')
  .parse()
  .opts<Options>()

const durationMs = Math.round(minutes * 60_000)
const plan = makePlan({
  seed,
  durationMs,
  hosts,
  accountsPerIntegration: channels,
  strictGrants: true,
  workers: workers === true,
})
const say = json ? console.error : console.log
say(`Seed ${seed}: ${minutes} min, ${hosts} hosts, ${plan.steps.length} steps.`)
const report = await run(plan, {
  quietMs: 180_000,
  // In less time not every point can have its turn.
  allPoints: durationMs >= 180_000,
  progress: say,
})
const written = JSON.stringify(report, null, 2)
await writeFile(report.reportFile, `${written}\n`)
if (json) console.log(written)
else print(report)
process.exit(report.ok ? 0 : 1)

function random(): number {
  return Math.floor(Math.random() * 1_000_000)
}

function positive(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError('It is a number above 0.')
}

function whole(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  throw new InvalidArgumentError('It is a whole number.')
}
