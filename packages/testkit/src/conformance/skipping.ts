import { expect, type Rule, skip } from './rule.ts'
import type { Stage } from './stage.ts'

/**
 * The last rule counts what was skipped. A trial that says which rules its Network has nothing for is
 * taken at its word: no other is skipped, and each of these is.
 */
export function skippingRule(
  { trial }: Stage,
  count: number,
  skipped: ReadonlyMap<string, string>,
): Rule {
  return {
    name: 'every rule is tried, but for those that the trial names',
    why: 'a suite that skips what it is for passes any plugin',
    guide: 'The rules',
    async run() {
      const { skips } = trial
      const all = [...skipped].map(([name, reason]) => `“${name}” (${reason})`)
      if (skips === undefined) {
        if (all.length === 0) return
        skip(`${all.length} of ${count} rules were skipped; name those that may be in “skips”`)
      }
      const unnamed = [...skipped].filter(
        ([name]) => !skips.some((words) => name.startsWith(words)),
      )
      const untrue = skips.filter(
        (words) => ![...skipped.keys()].some((name) => name.startsWith(words)),
      )
      const found = [
        ...unnamed.map(([name, reason]) => `“${name}” was skipped: ${reason}`),
        ...untrue.map((words) => `“${words}” was not skipped`),
      ]
      expect(found.length === 0, 'as “skips” of the trial says', found.join('; '))
    },
  }
}
