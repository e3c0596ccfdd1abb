import type { Check } from './check.ts'
import { runTool } from './tool.ts'

/** The part of Biome's JSON that is read here. */
interface BiomeReport {
  summary: { changed: number; unchanged: number }
  diagnostics: {
    message: string
    category: string
    location: { path: string; start: { line: number } }
  }[]
}

/** Biome: format and lint in one pass, from biome.json at the root. */
export const lint: Check = {
  name: 'lint',
  about: 'format and lint rules (Biome; "pnpm fix" mends most of it)',
  async run(root) {
    const args = ['ci', '--reporter=json', '--max-diagnostics=200', '--error-on-warnings']
    const { stdout, stderr } = await runTool('@biomejs/biome', 'biome', args, root)
    // Biome puts a colour code before and after its JSON, colours or not.
    const json = stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1)
    if (json === '') throw new Error(`Biome did not report: ${stderr}`)
    const { summary, diagnostics }: BiomeReport = JSON.parse(json)
    const problems = diagnostics.map(({ message, category, location }) => {
      const line = location.start.line > 0 ? `:${location.start.line}` : ''
      return `${location.path}${line}: ${message} (${category})`
    })
    return { lookedAt: summary.changed + summary.unchanged, unit: 'files', problems }
  },
}
