import Type from 'typebox'

/** One thing that promotion asks for, as it was found from outside. */
export const CheckResult = Type.Object({
  /** What was looked at; stays the same from release to release. */
  name: Type.String(),
  outcome: Type.Union([Type.Literal('pass'), Type.Literal('fail'), Type.Literal('unknown')]),
  /** What was found, in a sentence. */
  found: Type.String(),
  /** What to do about it; nothing where it passed. */
  mend: Type.Optional(Type.String()),
})
export type CheckResult = Type.Static<typeof CheckResult>

export const CheckResults = Type.Array(CheckResult)
export type CheckResults = Type.Static<typeof CheckResults>

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
