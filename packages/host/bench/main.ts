import { start } from './start.ts'
import { webhook } from './webhook.ts'

const benchmarks: Record<string, () => Promise<void>> = { start, webhook }
const [name = ''] = process.argv.slice(2)
const benchmark = benchmarks[name]
if (benchmark) await benchmark()
else {
  console.error(`Usage: pnpm bench <name>\nBenchmarks: ${Object.keys(benchmarks).join(', ')}`)
  process.exitCode = 2
}
