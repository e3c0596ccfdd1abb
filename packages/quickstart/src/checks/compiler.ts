import type { Check } from './check.ts'
import { runTool } from './tool.ts'

/** What the compiler knows of files that have not changed since: a tenth of the work is left. */
const KNOWN = 'node_modules/.cache/types.tsbuildinfo'

/** TypeScript 7 over all packages, from tsconfig.json at the root. */
export const compiler: Check = {
  name: 'compiler',
  about: 'every file has the types it claims (TypeScript 7)',
  async run(root) {
    const args = ['--noEmit', '--pretty', 'false', '--listFiles', '-p', 'tsconfig.json']
    args.push('--incremental', '--tsBuildInfoFile', KNOWN)
    const { code, stdout, stderr } = await runTool('typescript7', 'tsc', args, root)
    const lines = stdout.split('\n').filter((line) => line !== '')
    const files = lines.filter((line) => isOwnFile(line, root))
    const problems = lines.filter((line) => /error TS\d+/.test(line))
    if (code !== 0 && problems.length === 0) problems.push(`${stdout}${stderr}`.trim())
    return { lookedAt: files.length, unit: 'files', problems }
  },
}

function isOwnFile(line: string, root: string): boolean {
  return line.startsWith(root) && !line.includes('/node_modules/') && !line.includes('error TS')
}
