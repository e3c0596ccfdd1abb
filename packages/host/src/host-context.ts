import type { Integration, PluginCalls } from '@hubward/border'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Counters } from './metrics/counters.ts'
import type { Point } from './points.ts'
import type { Standing } from './standing.ts'
import type { Db } from './store/database.ts'
import type { Sealer } from './tokens/sealer.ts'

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
  readonly standing: Standing
  /** See `points.ts`. */
  readonly at: (point: Point) => Promise<void>
}
