import { enableCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { parseConfig } from '../src/config.ts'

// As `hubward` does. Each kind loads what it needs and no more: memory is compared, too.
enableCompileCache()
setFlagsFromString('--optimize-for-size')

/** One of those that are compared, in a process of its own: tells its URL over IPC. */
const kind = process.argv[2]
const config = parseConfig(JSON.parse(process.env.BENCH_CONFIG ?? '{}'))

async function start(): Promise<string> {
  if (kind === 'baseline') {
    const { startBaseline } = await import('./baseline.ts')
    const { databaseUrl, connections } = config
    const secret = process.env.BENCH_SECRET ?? ''
    return (await startBaseline({ databaseUrl, connections, secret })).url
  }
  if (kind === 'host with turns') {
    const { createHost } = await import('../src/host.ts')
    return await (await createHost({ config })).start()
  }
  const { startWebSide } = await import('./web-side.ts')
  return await startWebSide(config)
}

const url = await start()
setFlagsFromString('--no-optimize-for-size')
process.send?.({ url })
process.once('disconnect', () => process.exit(0))
