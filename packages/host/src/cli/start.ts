import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { containStrayFailures, endAtOnce, usualCacheFolder } from '@hubward/border'
import type { Config } from '../config.ts'
import { createHost } from '../host.ts'

/** What is asked to stop is gone after this. */
const STOP_WITHIN_MS = 10_000

function withCache(config: Config): Config {
  const { cacheFolder = usualCacheFolder(), ...plugins } = config.plugins
  return { ...config, plugins: { ...plugins, cacheFolder } }
}

/** Runs a host until it is told to stop; a second signal ends it at once. */
export async function start(config: Config): Promise<void> {
  const host = await createHost({ config: withCache(config), unknownCode: 'later' })
  containStrayFailures(host.context.log)
  await host.start()
  // From here on speed counts more than memory: see main.ts.
  setFlagsFromString('--no-optimize-for-size')
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  process.once('SIGTERM', () => endAtOnce(1))
  process.once('SIGINT', () => endAtOnce(1))
  // PostgreSQL or a plugin may hang: whatever that leaves undone, the next host takes up.
  const late = setTimeout(() => {
    host.context.log.error(`not everything ended within ${STOP_WITHIN_MS} ms; leaving it`)
    endAtOnce(1)
  }, STOP_WITHIN_MS)
  await host.stop()
  clearTimeout(late)
  if (host.unstoppableWorkers() > 0) endAtOnce(0)
}
