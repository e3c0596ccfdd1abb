import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { needsEmailServers } from '../../quickstart/test/fixtures/email/installed.ts'
import { commandLong } from './long/command.ts'
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
  long?: true
  folder: string
  messages?: number
  replies?: number
  kills?: number
  round: number
  resume?: true
  status?: true
  stop?: true
}

/** What a long run comes to. */
const GOALS = { messages: 100_000, replies: 10_000, kills: 300 }
const LONG = { hosts: 3, channels: 20 }

const command = new Command('pnpm chaos')
  .description(
    'Kills hosts while everything else goes wrong, and compares what the Network, SocialHub and the database know in the end.',
  )
  .option('--minutes <minutes>', 'how long things go wrong', positive, 1)
  .option('--hosts <count>', 'how many host processes; 2, and 3 of a long run', whole)
  .option(
    '--channels <count>',
    'Channels of each of the three plugins at the beginning; 3, and 20 of a long run',
    whole,
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
  .option('--long', 'a long run in a process of its own: goes on until the goals are reached')
  .addOption(ofLong('--messages <count>', 'goal of a long run: messages; 100,000').argParser(whole))
  .addOption(ofLong('--replies <count>', 'goal of a long run: replies; 10,000').argParser(whole))
  .addOption(ofLong('--kills <count>', 'goal of a long run: kills of hosts; 300').argParser(whole))
  .option(
    '--round <messages>',
    'a long run compares everything after so many messages',
    whole,
    10_000,
  )
  .option(
    '--folder <folder>',
    'where a long run keeps everything',
    join(tmpdir(), 'hubward-chaos-long'),
  )
  .addOption(
    ofLong('--resume', 'goes on with a long run that was stopped or killed').conflicts([
      'status',
      'stop',
    ]),
  )
  .addOption(ofLong('--status', 'says how far a long run has come').conflicts('stop'))
  .addOption(ofLong('--stop', 'stops a long run, which can go on later'))
  .addHelpText(
    'after',
    `
What happens and what is compared: packages/chaos/README.md.
Exits with 1 when the histories differ, naming each message or action, what is known of it, and the seed.

Examples:
  $ pnpm chaos --minutes 10 --hosts 3 --seed 7
  $ pnpm chaos --long --cluster`,
  )
  .showHelpAfterError('Run it with --help to see what it takes.')
  .parse()
const options = command.opts<Options>()
const { minutes, mailboxes, seed, workers, cluster, spareHosts, json } = options
if (options.long) process.exit(await runLong())
const { hosts = 2, channels = 3 } = options

const durationMs = Math.round(minutes * 60_000)
const say = json ? console.error : console.log
const report = await (mailboxes === undefined ? runStubs() : runMailboxes(mailboxes))
const written = JSON.stringify(report, null, 2)
await writeFile(report.reportFile, `${written}\n`)
if (json) console.log(written)
else print(report)
process.exit(report.ok ? 0 : 1)

function runLong(): Promise<number> {
  if (mailboxes !== undefined || spareHosts) {
    command.error('A long run has no mailboxes, and kills hosts.')
  }
  const { messages, replies, kills, round, folder } = options
  const named = {
    ...(messages !== undefined && { messages }),
    ...(replies !== undefined && { replies }),
    ...(kills !== undefined && { kills }),
  }
  const settings = {
    ...LONG,
    ...(options.hosts !== undefined && { hosts: options.hosts }),
    ...(options.channels !== undefined && { channels: options.channels }),
    seed,
    goals: { ...GOALS, ...named },
    roundMessages: round,
    cluster: cluster === true,
    workers: workers === true,
  }
  const what = options.status
    ? 'status'
    : options.stop
      ? 'stop'
      : options.resume
        ? 'resume'
        : 'start'
  return commandLong({ folder, settings, named, what })
}

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
  if (cluster || spareHosts) {
    command.error('With mailboxes there is no cluster, and hosts are killed.')
  }
  const { skip } = needsEmailServers()
  if (skip) command.error(skip)
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

/** An option that only a long run has: whoever names it means one. */
function ofLong(name: string, description: string): Option {
  return new Option(name, description).implies({ long: true })
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
