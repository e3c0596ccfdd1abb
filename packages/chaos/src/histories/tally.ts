import type { Fault, Found } from './histories.ts'

/** Gathers what a comparison finds. */
export class Tally implements Found {
  readonly faults: Fault[] = []
  readonly counts: Record<string, number> = {}

  count(what: string, times = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + times
  }

  fault(what: string, life: readonly string[]): void {
    this.faults.push({ what, life })
  }
}
