import { sql } from 'kysely'
import { openDatabase } from '../src/store/database.ts'
import { openQuietStage, type QuietStage } from './quiet-stage.ts'
import type { Bench } from './report.ts'

const SIZES = [1_000, 10_000, 100_000]
const SETTLE_SECONDS = 4
const WATCH_SECONDS = 8
const SCRIPT_TURNS = 2_000

/**
 * Channels that have nothing new, all due every second, so that the host is busy with nothing but
 * them: what a turn costs, and how that grows with their number.
 */
export const schedule: Bench = async ({ rounds, progress, channels, minutes }) => {
  const rows = new Map<string, number[]>()
  const watchSeconds = minutes === undefined ? WATCH_SECONDS : minutes * 60
  for (const size of channels === undefined ? SIZES : [channels]) {
    const note = (what: string, value: number) => {
      const key = `${what}|${size.toLocaleString('en')} Channels`
      rows.set(key, [...(rows.get(key) ?? []), value])
    }
    progress(`storing ${size.toLocaleString('en')} Channels …`)
    const stage = await openQuietStage(size)
    try {
      const idleBytes = await emptyDatabaseBytes(stage)
      note('a loop: turns per second|1/s', await plainLoop(stage))
      await stage.startHost()
      await stage.watch(SETTLE_SECONDS)
      for (let round = 0; round < rounds; round++) {
        const seen = await stage.watch(watchSeconds)
        progress(`${size} Channels, round ${round + 1}: ${Math.round(seen.turns / seen.seconds)}/s`)
        note('host: turns per second|1/s', seen.turns / seen.seconds)
        note('host: CPU per turn|ms', seen.hostCpuMs / seen.turns)
        note('PostgreSQL: CPU per turn|ms', seen.postgresCpuMs / seen.turns)
        note('written to the WAL per turn|bytes', seen.walBytes / seen.turns)
        note('whole pages in the WAL per turn|pages', seen.walPages / seen.turns)
        note('host: resident|MB', seen.residentBytes / 2 ** 20)
        note('database per Channel|bytes', (seen.databaseBytes - idleBytes) / size)
        for (const [what, value] of await tableFigures(stage)) note(what, value)
      }
    } finally {
      await stage.close()
    }
  }
  return {
    name: 'Schedule',
    about:
      'Channels of a Network that costs nothing to ask and has nothing new, all due every second, one host with the default settings. The loop claims one Channel after the other, reads it, and stores when it is next due: no lease, no mailbox, no plugin.',
    rows: [...rows].map(([key, values]) => {
      const [what = '', unit = '', size = ''] = key.split('|')
      const compared = what === 'host: turns per second'
      return {
        what: `${size}: ${what}`,
        unit,
        values,
        ...(compared && { against: `${size}: a loop: turns per second` }),
      }
    }),
  }
}

/** Of the two tables whose rows change with every turn: what vacuum has to keep up with. */
async function tableFigures({ db }: QuietStage): Promise<readonly (readonly [string, number])[]> {
  const { rows } = await sql<Record<'table' | 'heap' | 'indexes' | 'dead' | 'vacuums', string>>`
    select relname as "table", pg_relation_size(relid) as heap, pg_indexes_size(relid) as indexes,
      n_dead_tup as dead, autovacuum_count as vacuums
    from pg_stat_user_tables where relname in ('channels', 'turns') order by relname`.execute(db)
  return rows.flatMap(({ table, heap, indexes, dead, vacuums }) => [
    [`${table}: rows|MB`, Number(heap) / 2 ** 20],
    [`${table}: indexes|MB`, Number(indexes) / 2 ** 20],
    [`${table}: dead rows|rows`, Number(dead)],
    [`${table}: autovacuums so far|times`, Number(vacuums)],
  ])
}

async function emptyDatabaseBytes({ db }: QuietStage): Promise<number> {
  const { rows } = await sql<{ whole: string; filled: string }>`
    select pg_database_size(current_database()) as whole,
      pg_total_relation_size('channels') + pg_total_relation_size('turns') as filled`.execute(db)
  return Number(rows[0]?.whole) - Number(rows[0]?.filled)
}

/** @returns turns per second. */
async function plainLoop({ databaseUrl }: QuietStage): Promise<number> {
  const { db } = openDatabase(databaseUrl, 1)
  const began = performance.now()
  for (let turn = 0; turn < SCRIPT_TURNS; turn++) {
    const { rows } = await sql<{ id: string }>`
      select c.* from turns t join channels c on c.id = t.channel_id
      order by t.due_at limit 1`.execute(db)
    await sql`
      update turns set due_at = now() + interval '1 minute' where channel_id = ${rows[0]?.id}`.execute(
      db,
    )
  }
  const perSecond = SCRIPT_TURNS / ((performance.now() - began) / 1_000)
  await sql`update turns set due_at = now()`.execute(db)
  await db.destroy()
  return perSecond
}
