import type { CheckResult } from '../store/publications.ts'

export type { CheckResult } from '../store/publications.ts'

export const pass = (name: string, found: string): CheckResult => ({ name, outcome: 'pass', found })

export const fail = (name: string, found: string, mend: string): CheckResult => ({
  name,
  outcome: 'fail',
  found,
  mend,
})

/** It may be well or not: what would be needed to know is missing. */
export const cantTell = (name: string, found: string, mend: string): CheckResult => ({
  name,
  outcome: 'unknown',
  found,
  mend,
})
