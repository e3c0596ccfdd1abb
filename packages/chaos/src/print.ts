import type { Standstill } from './cluster/outages.ts'
import type { Report } from './run.ts'

/** How many faults are printed with all that is known of them; the others are named. */
const TOLD_WHOLE = 10

/** The report for a person. */
export function print(report: Report): void {
  const { seed, seconds, kills, hosts, compared, faults } = report
  console.log(`\nSeed ${seed}, ${seconds} s.\n`)
  table('Kills', { 'in all': kills, 'at random': hosts.atRandom, ...hosts.atPoints })
  table('Otherwise', {
    'hosts started': hosts.lives,
    '… with a clock an hour off': hosts.wrongClockLives,
    'hosts stopped beyond their lease and continued': hosts.frozen,
    '… that stood still by themselves, on a busy machine': hosts.stalls,
    'PostgreSQL started again': report.postgresRestarts,
    'Channels reconnected by their Customer': report.reconnects,
    'brakes released by the operator': report.brakesReleased,
    'notices told to the agency': report.notices.told,
    '… broken off, since their host was killed': report.notices.brokenOff,
  })
  if (report.standstills) tellStandstills(report.standstills)
  table('Done', report.done)
  table('Found', compared)
  if (report.pointsNotReached.length > 0) {
    console.log(`No host ended at: ${report.pointsNotReached.join(', ')}\n`)
  }
  if (faults.length === 0) {
    console.log(`The histories agree. Report: ${report.reportFile}`)
    return
  }
  for (const [place, { what, life }] of faults.entries()) {
    console.log(`✗ ${what}`)
    if (place < TOLD_WHOLE) for (const line of life.slice(0, 40)) console.log(`    ${line}`)
  }
  console.log(
    `\n${faults.length} faults. Again, with the same options: pnpm chaos … --seed ${seed}. Log: ${report.logFile}, report: ${report.reportFile}`,
  )
}

function tellStandstills(standstills: readonly Standstill[]): void {
  const seconds = (ms: number) => (ms / 1_000).toFixed(1).padStart(8)
  console.log('For so many seconds')
  console.log('no leader  not whole    no host  no Ticket  no event')
  for (const one of standstills) {
    const { what, ledAgainMs, wholeAgainMs, hostlessMs, ticketsMs, eventsMs } = one
    const name = what === 'nothing' ? 'between them, at the longest' : what
    const figures = [ledAgainMs, wholeAgainMs, hostlessMs, ticketsMs, eventsMs].map(seconds)
    console.log(` ${figures.join('   ')}  ${name}`)
  }
  console.log()
}

export function table(title: string, counts: Readonly<Record<string, number>>): void {
  console.log(title)
  for (const [name, count] of Object.entries(counts)) {
    console.log(`  ${String(count).padStart(7)}  ${name}`)
  }
  console.log()
}
