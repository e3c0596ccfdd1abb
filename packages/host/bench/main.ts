import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostgres } from '@hubward/postgres'
import { Argument, Command, InvalidArgumentError } from 'commander'
import { cockpit } from './cockpit.ts'
import { email } from './email.ts'
import { flood } from './flood.ts'
import { inbound } from './inbound.ts'
import { livePages } from './live-pages.ts'
import { plugins } from './plugins.ts'
import { replyLatency } from './reply-latency.ts'
import { asData, type Bench, type BenchOptions, machine, type Part, table } from './report.ts'
import { scaleOut } from './scale-out.ts'
import { schedule } from './schedule.ts'
import { start } from './start.ts'
import { tracing } from './tracing.ts'
import { webhook } from './webhook.ts'

const PARTS: Readonly<Record<string, Bench>> = {
  start,
  plugins,
  webhook,
  'live-pages': livePages,
  cockpit,
  flood,
  inbound,
  email,
  tracing,
  reply: replyLatency,
  schedule,
  'scale-out': scaleOut,
}

const command = new Command('pnpm bench')
  .description(
    'Measures what a host can do, beside the simplest thing that could do the same, in the same run.',
  )
  .addArgument(
    new Argument('[parts...]', 'which parts; all of them if none is named').choices(
      Object.keys(PARTS),
    ),
  )
  .option('--rounds <number>', 'how often each figure is taken', whole, 3)
  .option('--channels <number>', 'schedule, scale-out: with so many Channels', whole)
  .option('--minutes <number>', 'schedule: how long each round watches, in place of 8 s', whole)
  .option(
    '--postgres <name=value...>',
    'settings of PostgreSQL in place of the embedded ones, which are for a laptop',
    settings,
    {},
  )
  .option('--trace', 'reply: also tells where the slowest replies of each round spent their time')
  .option('--json <file>', 'also writes everything, with machine and versions, into a file')
  .addHelpText('after', '\nTables go to standard output as Markdown, progress to standard error.')
  .parse()

interface Given extends Pick<BenchOptions, 'rounds' | 'channels' | 'minutes' | 'trace'> {
  readonly json?: string
  readonly postgres: Readonly<Record<string, string>>
}

const { json, postgres: postgresSettings, ...options } = command.opts<Given>()
const names = command.args.length > 0 ? command.args : Object.keys(PARTS)
const progress = (line: string) => console.error(line)
// Held from beginning to end, so that no part waits for PostgreSQL to start; with commits that reach the
// disk, which the server of the tests does not promise.
const given = process.env.DATABASE_URL_TEST
const directory = join(process.cwd(), 'node_modules/.cache/hubward/postgres-bench')
const postgres = given ? undefined : await startPostgres({ directory, settings: postgresSettings })
if (postgres) process.env.DATABASE_URL_TEST = postgres.url
try {
  const chosen = Object.entries(postgresSettings).map((pair) => pair.join('='))
  const where = { ...machine(), ...(chosen.length > 0 && { PostgreSQL: chosen.join(' ') }) }
  console.log(
    Object.entries(where)
      .map((pair) => pair.join(': '))
      .join('; '),
  )
  const found: Part[] = []
  for (const name of names) {
    const bench = PARTS[name]
    if (!bench) continue
    const began = performance.now()
    const part = await bench({ ...options, progress: (line) => progress(`${name}: ${line}`) })
    found.push(part)
    progress(`${name}: done in ${Math.round((performance.now() - began) / 1_000)} s`)
    console.log(`\n## ${part.name}\n\n${part.about}\n\n${table(part)}`)
  }
  if (json !== undefined) {
    await writeFile(
      json,
      `${JSON.stringify({ machine: where, parts: found.map(asData) }, null, 2)}\n`,
    )
    progress(`written to ${json}`)
  }
} finally {
  await postgres?.stop()
}

function whole(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('It must be a whole number above 0.')
}

/** Of one option, added to those of the options before it. */
function settings(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([a-z_.]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('It must be like shared_buffers=2GB.')
  }
  return { ...before, [name]: value }
}
