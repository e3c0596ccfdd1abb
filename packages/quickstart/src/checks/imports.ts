import type { Check } from './check.ts'
import { runTool } from './tool.ts'

/** The part of dependency-cruiser's JSON that is read here. */
interface CruiseResult {
  summary: {
    totalCruised: number
    totalDependenciesCruised: number
    violations: { from: string; to: string; rule: { name: string }; cycle?: { name: string }[] }[]
    ruleSetUsed?: { forbidden?: { name: string; comment?: string }[] }
  }
}

/** Who may import whom, from .dependency-cruiser.mjs at the root. */
export const imports: Check = {
  name: 'imports',
  about: 'packages import only what they may, and nothing in circles (dependency-cruiser)',
  async run(root) {
    const args = ['packages', 'plugins', '--config', '.dependency-cruiser.mjs']
    args.push('--output-type', 'json')
    const { stdout, stderr } = await runTool('dependency-cruiser', 'depcruise', args, root)
    if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser did not report: ${stderr}`)
    const { summary }: CruiseResult = JSON.parse(stdout)
    const reasons = new Map(
      summary.ruleSetUsed?.forbidden?.map(({ name, comment }) => [name, comment ?? name]),
    )
    const problems = summary.violations.map(({ from, to, rule, cycle }) => {
      const way = cycle ? cycle.map(({ name }) => name).join(' → ') : to
      return `${from} → ${way}: ${reasons.get(rule.name) ?? rule.name}`
    })
    // A cruiser that can't read TypeScript sees the files and no import in them.
    const lookedAt = summary.totalCruised === 0 ? 0 : summary.totalDependenciesCruised
    return { lookedAt, unit: 'imports', problems }
  },
}
