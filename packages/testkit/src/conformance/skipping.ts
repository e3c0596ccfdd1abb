import { expect, type Rule, skip } from './rule.ts'
import type { Stage } from './stage.ts'

/**
 * The last rule counts what was skipped. A trial that says which rules its Network has nothing for is
 * taken at its word: no other is skipped, and each of these is.
 *
 * @param broken rules that are broken, and those that wait until these are mended.
 */
export function skippingRule(
  { trial }: Stage,
  count: number,
  skipped: ReadonlyMap<string, string>,
  broken: ReadonlyMap<string, string>,
): Rule {
  return {
    name: 'every rule is tried, but for those that the trial names',
    why: 'a suite that skips what it is for passes any plugin',
    guide: 'The rules',
    async run() {
      const { skips } = trial
      const unnamed = [...skipped]
        .filter(([name]) => !broken.has(name) && !skips?.some((words) => name.startsWith(words)))
        .map(([name, reason]) => `“${name}” was skipped: ${reason}`)
      if (broken.size > 0) skip(['first mend what is broken', ...unnamed].join('; '))
      if (skips === undefined) {
        if (skipped.size === 0) return
        skip(`${skipped.size} of ${count} rules were skipped; name those that may be in “skips”`)
      }
      const untrue = skips.filter(
        (words) => ![...skipped.keys()].some((name) => name.startsWith(words)),
      )
      const found = [...unnamed, ...untrue.map((words) => `“${words}” was not skipped`)]
      expect(found.length === 0, 'as “skips” of the trial says', found.join('; '))
    },
  }
}
