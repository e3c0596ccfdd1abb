import { CommandError } from './errors.ts'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** A moment as people write it: a date, or how long ago. */
export function readTime(text: string, now: Date): Date {
  const [, amount, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? []
  const unitMs = UNITS.get(unit)
  if (amount !== undefined && unitMs !== undefined) {
    return new Date(now.getTime() - Number(amount) * unitMs)
  }
  const date = new Date(text)
  if (!Number.isNaN(date.getTime())) return date
  throw new CommandError('--since must be a time such as 2026-11-22T10:00Z, or 90m, 12h, 3d.')
}
