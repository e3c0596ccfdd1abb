import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { reconcileNow as reconcile } from '../operating/channel-work.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { type ReconciliationReport, reportOf } from '../store/reconciliations.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { readTime } from './read-time.ts'

interface GivenSince extends Given {
  readonly since?: string
  readonly wait: string
}

const LOOK_EVERY_MS = 250
const DEFAULT_WAIT_S = 600

/** `hubward channel reconcile` */
export function reconcileCommand(channel: Command): void {
  reporting(channel.command('reconcile'))
    .summary('compare a Channel with what the Network lists, and mend it')
    .description(
      'Lists a Channel’s recent messages from the Network again, stores those that are missing here, follows edits and deletions, and says how many there were. A running host does it, beside its other work; hosts do it by themselves every few hours, too.',
    )
    .argument('<channelId>', 'SocialHub’s id of the Channel')
    .option(
      '--since <time>',
      'how far back: 2026-11-22T10:00Z, or 90m, 12h, 3d ago; as far as by schedule if absent',
    )
    .option('--wait <seconds>', 'how long to wait for the outcome', String(DEFAULT_WAIT_S))
    .action((channelId: SocialHubChannelId, given: GivenSince) =>
      withContext(given, (context) => reconcileNow(context, channelId, given)),
    )
}

async function reconcileNow(
  context: CommandContext,
  channelId: SocialHubChannelId,
  given: GivenSince,
): Promise<void> {
  const { db } = context
  const since = given.since === undefined ? undefined : readTime(given.since, new Date())
  const waitMs = Number(given.wait) * 1_000
  if (!(waitMs >= 0)) throw new CommandError('--wait must be a number of seconds.')
  const { integrations } = await context.load()
  const id = await reconcile({ db, integrations }, channelId, since)
  const report = await outcome(context, id, waitMs)
  context.say(sentenceOf(report), { channelId, ...report })
  if (report.endedAt !== null && report.failure !== null) throw new CommandError(report.failure)
}

/** Compares a Channel with what its Network lists, now. @returns what came of it, in a sentence too. */
export async function compareWithNetwork(
  context: CommandContext,
  channelId: SocialHubChannelId,
  since: Date | undefined,
): Promise<ReconciliationReport & { readonly said: string }> {
  const { integrations } = await context.load()
  const id = await reconcile({ db: context.db, integrations }, channelId, since)
  const report = await outcome(context, id, DEFAULT_WAIT_S * 1_000)
  return { ...report, said: report.failure ?? sentenceOf(report) }
}

/** Looks until it has ended, or nobody wants to wait any longer. */
async function outcome(
  { db }: CommandContext,
  id: string,
  waitMs: number,
): Promise<ReconciliationReport> {
  const began = performance.now()
  const terminal = process.stderr.isTTY
  for (;;) {
    const report = await reportOf(db, id)
    if (!report) throw new CommandError('The Channel was removed meanwhile.')
    const over = report.endedAt !== null || performance.now() - began > waitMs
    if (terminal) process.stderr.write(`\r${report.pages} pages listed${over ? '\n' : ''}`)
    if (over) return report
    await pause(LOOK_EVERY_MS)
  }
}

function sentenceOf(report: ReconciliationReport): string {
  const { since, pages, missing, edited, deleted, doubted, endedAt, failure } = report
  if (endedAt === null) {
    return `It is not finished: ${pages} pages are listed. It goes on while a host runs; "hubward channel show" tells the outcome.`
  }
  if (failure !== null) return 'The Network could not be listed.'
  const found = missing + edited + deleted
  const doubt =
    doubted === 0
      ? ''
      : `\n${doubted} messages are no longer listed, too many at once to be believed: their Tickets stay as they are.`
  const healed = `${missing} missing messages stored, ${edited} edits and ${deleted} deletions followed.`
  return `Compared since ${since.toISOString()}, ${pages} pages: ${found === 0 ? 'nothing was missing.' : healed}${doubt}`
}
