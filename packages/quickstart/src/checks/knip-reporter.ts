import { relative } from 'node:path'
import type { Reporter } from 'knip'
import type { KnipReport } from './unused.ts'

const ADVICE: Record<string, string> = {
  files: 'nothing imports this file',
  exports: 'nothing imports this export',
  types: 'nothing imports this type',
  dependencies: 'no file of the package imports this dependency',
  devDependencies: 'nothing uses this development dependency',
  unlisted: 'imported without standing in package.json',
  unresolved: 'this import leads nowhere',
  binaries: 'this command belongs to no dependency',
}

/** Knip's own JSON leaves out how many files it looked at, which is what proves that it did. */
const report: Reporter = ({ issues, counters, cwd }) => {
  const problems = Object.values(issues)
    .flatMap((byFile) => Object.values(byFile))
    .flatMap((bySymbol) => Object.values(bySymbol))
    .map(({ type, filePath, symbol, line }) => {
      const place = `${relative(cwd, filePath)}${line ? `:${line}` : ''}`
      return type === 'files'
        ? `${place}: ${ADVICE.files}`
        : `${place}: ${symbol}: ${ADVICE[type] ?? type}`
    })
  const result: KnipReport = { processed: counters.processed, problems }
  console.log(JSON.stringify(result))
}

export default report
