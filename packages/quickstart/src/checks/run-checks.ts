import { type Check, type Outcome, runCheck } from './check.ts'

/** Two at a time, as most of them keep one processor busy. Prints each as it ends. */
export async function runChecks(
  checks: readonly Check[],
  root: string,
  print: (line: string) => void = console.log,
): Promise<{ passed: number; failed: number }> {
  const waiting = [...checks]
  const outcomes: Outcome[] = []
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const outcome = await runCheck(check, root)
      outcomes.push(outcome)
      print(`${outcome.passed ? '✓' : '✗'} ${outcome.summary}`)
      for (const problem of outcome.problems) print(problem.replaceAll(/^/gm, '    '))
    }
  }
  await Promise.all([work(), work()])
  const passed = outcomes.filter((outcome) => outcome.passed).length
  return { passed, failed: outcomes.length - passed }
}
