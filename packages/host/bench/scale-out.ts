import { openQuietStage } from './quiet-stage.ts'
import type { Bench } from './report.ts'

const CHANNELS = 10_000
const HOSTS = [1, 2, 3, 4]
const SETTLE_SECONDS = 4
const WATCH_SECONDS = 8

/** Turns per second of one host and of up to four on the same PostgreSQL and the same machine. */
export const scaleOut: Bench = async ({ rounds, progress, channels = CHANNELS }) => {
  const rows = new Map<string, number[]>()
  const note = (what: string, value: number) => rows.set(what, [...(rows.get(what) ?? []), value])
  const stage = await openQuietStage(channels)
  try {
    for (const hosts of HOSTS) {
      const name = hosts === 1 ? '1 host' : `${hosts} hosts`
      await stage.startHost()
      await stage.watch(SETTLE_SECONDS)
      for (let round = 0; round < rounds; round++) {
        const seen = await stage.watch(WATCH_SECONDS)
        progress(`${name}, round ${round + 1}: ${Math.round(seen.turns / seen.seconds)}/s`)
        note(`${name}: turns per second|1/s`, seen.turns / seen.seconds)
        note(
          `${name}: CPU per turn, PostgreSQL’s too|ms`,
          (seen.hostCpuMs + seen.postgresCpuMs) / seen.turns,
        )
      }
    }
  } finally {
    await stage.close()
  }
  return {
    name: 'Scale-out',
    about: `${channels.toLocaleString('en')} Channels as in “Schedule”, by one to four host processes on one PostgreSQL, all on the same machine.`,
    rows: [...rows].map(([key, values]) => {
      const [what = '', unit = ''] = key.split('|')
      const against = what.replace(/^\d+ hosts/, '1 host')
      return { what, unit, values, ...(against !== what && { against }) }
    }),
  }
}
