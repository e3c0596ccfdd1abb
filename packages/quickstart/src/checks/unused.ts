import { join } from 'node:path'
import type { Check } from './check.ts'
import { runTool } from './tool.ts'

/** What `knip-reporter.ts` prints. */
export interface KnipReport {
  processed: number
  problems: string[]
}

/** Knip: files, exports and dependencies that nothing uses, from knip.json at the root. */
export const unused: Check = {
  name: 'unused',
  about: 'no file, export or dependency that nothing uses (knip)',
  async run(root) {
    const reporter = join(import.meta.dirname, 'knip-reporter.ts')
    const args = ['--no-progress', '--no-exit-code', '--reporter', reporter]
    const { stdout, stderr } = await runTool('knip', 'knip', args, root)
    const report = stdout.split('\n').find((line) => line.startsWith('{'))
    if (!report) throw new Error(`knip did not report: ${stdout}${stderr}`)
    const { processed, problems }: KnipReport = JSON.parse(report)
    return { lookedAt: processed, unit: 'files', problems }
  },
}
