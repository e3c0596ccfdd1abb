/** One thing that must hold for the whole workspace. */
export interface Check {
  /** As in `pnpm check <name>`. */
  name: string
  /** What it looks for, in one line of the help. */
  about: string
  /** `root` is the workspace to look at. Resolves whatever it finds; throws when it can't look. */
  run(root: string): Promise<Finding>
}

export interface Finding {
  /** How much was looked at; 0 fails the check, whatever it found. */
  lookedAt: number
  /** What was counted, such as "files". */
  unit: string
  /** What is wrong, each for a person to read: where, what, what to do. */
  problems: string[]
}

export interface Outcome {
  name: string
  passed: boolean
  /** One line: what was looked at, and how it went. */
  summary: string
  problems: string[]
}

/** Turns a finding into passed or failed. A check that saw nothing proves nothing. */
export async function runCheck(check: Check, root: string): Promise<Outcome> {
  const since = performance.now()
  const finding = await check.run(root).catch(
    (error: unknown): Finding => ({
      lookedAt: 0,
      unit: 'items',
      problems: [error instanceof Error ? error.message : String(error)],
    }),
  )
  const { lookedAt, unit } = finding
  const problems = [...finding.problems]
  if (lookedAt === 0 && problems.length === 0) {
    problems.push(`It looked at no ${unit}: its configuration points at nothing.`)
  }
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  const result = problems.length === 0 ? 'ok' : `${problems.length} to mend`
  return {
    name: check.name,
    passed: problems.length === 0,
    summary: `${check.name}: ${result}, ${lookedAt} ${unit} in ${seconds} s`,
    problems,
  }
}
