import { writeFile } from 'node:fs/promises'
import { Command, InvalidArgumentError } from 'commander'
import { needsEmailServers } from '../../quickstart/test/fixtures/email/installed.ts'
import { makeMailPlan } from './mailboxes/plan.ts'
import { runMail } from './mailboxes/run.ts'
import { makePlan } from './plan/plan.ts'
import { print } from './print.ts'
import { type Report, run } from './run.ts'

/** Till then everything must be done, once nothing goes wrong any more. */
const QUIET_MS = 180_000

interface Options {
  minutes: number
  hosts: number
  channels: number
  seed: number
  mailboxes?: number
  workers?: true
  cluster?: true
  spareHosts?: true
  json?: true
}

const { minutes, hosts, channels, mailboxes, seed, workers, cluster, spareHosts, json } =
  new Command('pnpm chaos')
    .description(
      'Kills hosts while everything else goes wrong, and compares what the Network, SocialHub and the database know in the end.',
    )
    .option('--minutes <minutes>', 'how long things go wrong', positive, 1)
    .option('--hosts <count>', 'how many host processes', whole, 2)
    .option(
      '--channels <count>',
      'Channels of each of the three plugins at the beginning',
      whole,
      3,
    )
    .option(
      '--seed <number>',
      'decides what happens when; a failed run names its own',
      whole,
      random(),
    )
    .option(
      '--mailboxes <count>',
      'so many mailboxes in Dovecot and exim, with the plugin for e-mail, in place of the three plugins',
      whole,
    )
    .option(
      '--cluster',
      'PostgreSQL as a cluster, with Patroni, etcd and HAProxy: only its members and the hosts fail',
    )
    .option('--spare-hosts', 'no host is killed: a standstill is the cluster’s alone')
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
const say = json ? console.error : console.log
const report = await (mailboxes === undefined ? runStubs() : runMailboxes(mailboxes))
const written = JSON.stringify(report, null, 2)
await writeFile(report.reportFile, `${written}\n`)
if (json) console.log(written)
else print(report)
process.exit(report.ok ? 0 : 1)

function runStubs(): Promise<Report> {
  const plan = makePlan({
    seed,
    durationMs,
    hosts,
    accountsPerIntegration: channels,
    strictGrants: true,
    workers: workers === true,
    cluster: cluster === true,
    spareHosts: spareHosts === true,
  })
  say(`Seed ${seed}: ${minutes} min, ${hosts} hosts, ${plan.steps.length} steps.`)
  // In less time not every point can have its turn; nor where other things fail.
  const allPoints = durationMs >= 180_000 && !plan.cluster && spareHosts !== true
  return run(plan, { quietMs: QUIET_MS, allPoints, progress: say })
}

function runMailboxes(count: number): Promise<Report> {
  if (cluster || spareHosts)
    throw new Error('With mailboxes there is no cluster, and hosts are killed.')
  const { skip } = needsEmailServers()
  if (skip) throw new Error(skip)
  const plan = makeMailPlan({
    seed,
    durationMs,
    hosts,
    mailboxes: count,
    workers: workers === true,
  })
  say(`Seed ${seed}: ${minutes} min, ${hosts} hosts, ${plan.steps.length} steps.`)
  return runMail(plan, { quietMs: QUIET_MS, progress: say })
}

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
