import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import type { Config } from '../config.ts'
import { createHost } from '../host.ts'
import { containStrayFailures } from '../plugins/stray-failures.ts'

/** Runs a host until it is told to stop; a second signal ends it at once. */
export async function start(config: Config): Promise<void> {
  const host = await createHost({ config })
  containStrayFailures(host.parts.log)
  await host.start()
  // From here on speed counts more than memory: see main.ts.
  setFlagsFromString('--no-optimize-for-size')
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  process.once('SIGTERM', () => process.exit(1))
  process.once('SIGINT', () => process.exit(1))
  await host.stop()
}
