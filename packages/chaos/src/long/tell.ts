import { readFileSync } from 'node:fs'
import { table } from '../print.ts'
import { type Counts, total } from './counts.ts'
import { logOf, type Progress, type Settings } from './folder.ts'

const LAST_LINES = 5

/** How far a long run has come, for a person. */
export function tellProgress(
  folder: string,
  { seed, goals, cluster, hosts, channels }: Settings,
  progress: Progress,
  isAlive: boolean,
): void {
  const { counts, rounds, faults, failovers, former, updated, life } = progress
  const state = isAlive ? progress.phase : progress.outcome === 'open' ? 'not under way' : 'ended'
  console.log(`Long run in ${folder}: ${state}, outcome ${progress.outcome}. Seed ${seed}, ${hosts} hosts,
${channels} Channels of each plugin, PostgreSQL ${cluster ? 'as a cluster' : 'alone'}; runner ${life}; ${updated} hosts updated from ${former}.
`)
  table('Reached', {
    [`messages of ${goals.messages}`]: total(counts.messages),
    [`replies of ${goals.replies}`]: total(counts.replies),
    [`kills of ${goals.kills}`]: total(counts.kills),
    'rounds compared': rounds.length,
  })
  for (const [title, count] of Object.entries(counts)) {
    if (typeof count !== 'number') table(title, flat(count))
  }
  for (const { what, messages, leaderlessSeconds } of failovers) {
    const without =
      leaderlessSeconds === undefined ? '' : `, ${leaderlessSeconds} s without a leader`
    console.log(`After ${messages} messages: ${what}${without}`)
  }
  const last = rounds.at(-1)
  if (last) table(`\nFound at ${last.time}, after ${last.messages} messages`, last.compared)
  for (const { what, life: lines } of faults.slice(0, 20)) {
    console.log(`✗ ${what}`)
    for (const line of lines.slice(0, 20)) console.log(`    ${line}`)
  }
  if (faults.length > 0) console.log(`${faults.length} faults.`)
  const log = readFileSync(logOf(folder), 'utf8').trimEnd().split('\n')
  console.log(`\nLast of ${logOf(folder)}:\n${log.slice(-LAST_LINES).join('\n')}`)
}

function flat(counts: Counts): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, total(count)]))
}
