import { pino } from 'pino'
import { parseConfig } from '../src/config.ts'
import { createHost } from '../src/host.ts'
import type { Parts } from '../src/parts.ts'
import { createPluginLine } from '../src/plugins/line.ts'
import { openDatabase } from '../src/store/database.ts'
import { createSealer } from '../src/tokens/sealer.ts'
import { createServer } from '../src/web/server.ts'
import { startBaseline } from './baseline.ts'

/** One of the three that are compared, in a process of its own: tells its URL over IPC. */
const kind = process.argv[2]
const config = parseConfig(JSON.parse(process.env.BENCH_CONFIG ?? '{}'))
const secret = process.env.BENCH_SECRET ?? ''

async function start(): Promise<string> {
  if (kind === 'baseline') {
    const { databaseUrl, connections } = config
    return (await startBaseline({ databaseUrl, connections, secret })).url
  }
  if (kind === 'host with turns') return await (await createHost({ config })).start()
  // The web side alone, so that the same work is compared: accepting.
  const { db } = openDatabase(config.databaseUrl, config.connections)
  const log = pino({ level: 'silent' })
  const withoutLine = {
    config,
    db,
    sealer: createSealer(config.keys),
    log,
    integrations: new Map(),
  }
  const parts: Parts = {
    ...withoutLine,
    line: createPluginLine(withoutLine),
    at: () => Promise.resolve(),
  }
  const server = await createServer(parts)
  return await server.listen({ host: '127.0.0.1', port: 0 })
}

process.send?.({ url: await start() })
process.once('disconnect', () => process.exit(0))
