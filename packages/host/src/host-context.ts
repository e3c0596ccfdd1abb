import type { Integration, PluginCalls } from '@hubward/border'
import type { Logger } from 'pino'
import type { Availability } from './availability.ts'
import type { Config } from './config.ts'
import type { Counters } from './counters.ts'
import type { CrashPoint } from './crash-points.ts'
import type { Sealer } from './sealing/sealer.ts'
import type { Db } from './store/database.ts'
import type { Tracing } from './tracing/tracing.ts'

/** What every room of the host is given; built once, in `host.ts`. */
export interface HostContext {
  readonly config: Config
  readonly db: Db
  readonly sealer: Sealer
  readonly log: Logger
  /** By name. */
  readonly integrations: ReadonlyMap<string, Integration>
  readonly plugins: PluginCalls
  readonly counters: Counters
  readonly availability: Availability
  readonly tracing: Tracing
  /** See `crash-points.ts`. */
  readonly atCrashPoint: (point: CrashPoint) => Promise<void>
}
