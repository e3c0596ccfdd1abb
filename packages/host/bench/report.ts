import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'

/** One thing that was measured: its values in each round, and the row that it is compared with. */
export interface Row {
  readonly what: string
  readonly unit: string
  readonly values: readonly number[]
  /** `what` of the simplest thing that could do the job, measured in the same rounds. */
  readonly against?: string
}

/** What one part of the bench found. */
export interface Part {
  readonly name: string
  /** What it answers, and under which conditions: one or two sentences. */
  readonly about: string
  readonly rows: readonly Row[]
}

export interface BenchOptions {
  readonly rounds: number
  /** How many Channels, in place of the sizes that a part has by itself. */
  readonly channels?: number
  /** For how long each round watches, in place of seconds. */
  readonly minutes?: number
  /** Whether the slowest of a round are told of, step by step. */
  readonly trace?: boolean
  /** One line to whoever waits. */
  readonly progress: (line: string) => void
}

export type Bench = (options: BenchOptions) => Promise<Part>

/** Where the figures were made. */
export function machine(): Record<string, string> {
  const [cpu] = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim(),
    cpu: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    system: `${process.platform} ${process.arch}`,
  }
}

/** The same as a Markdown table. */
export function table({ rows }: Part): string {
  const lines = rows.map((row) => {
    const { min, median, max } = spread(row.values)
    const other = rows.find(({ what }) => what === row.against)
    const ratio = other ? median / spread(other.values).median : undefined
    const cells = [row.what, row.unit, number(min), number(median), number(max)]
    return `| ${[...cells, ratio === undefined ? '' : `${number(ratio)} ×`].join(' | ')} |`
  })
  return [
    '| what | unit | min | median | max | beside the simplest |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')
}

/** For the JSON: with the figures of each row worked out. */
export function asData({ name, about, rows }: Part): object {
  return { name, about, rows: rows.map((row) => ({ ...row, ...spread(row.values) })) }
}

export function spread(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b)
  return {
    min: sorted[0] ?? Number.NaN,
    // Of an even number it lies between the two in the middle.
    median:
      (at(sorted, Math.floor(sorted.length / 2)) + at(sorted, Math.ceil(sorted.length / 2) - 1)) /
      2,
    max: sorted.at(-1) ?? Number.NaN,
  }
}

function at(values: readonly number[], place: number): number {
  return values[place] ?? Number.NaN
}

/** @param sorted in rising order. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function number(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}
