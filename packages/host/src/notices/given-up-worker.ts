import type { GivenUp } from '@hubward/border'
import type { HostContext } from '../host-context.ts'
import { writeNotice } from '../store/notices.ts'

/** How long a notice waits for more of the same before it is sent. */
const COLLECT_MS = 30_000
const HOUR_MS = 3_600_000

/**
 * Tells the operator of a worker that could not be ended, once an hour for each integration.
 *
 * @param now milliseconds since 1970.
 */
export function tellOfGivenUpWorker(
  { db, log }: Pick<HostContext, 'db' | 'log'>,
  { integration, cause }: GivenUp,
  now: number,
): void {
  writeNotice(db, {
    kind: 'worker.given-up',
    about: `${integration} ${Math.floor(now / HOUR_MS)}`,
    cause,
    integration,
    collectMs: COLLECT_MS,
  }).catch((error: unknown) => {
    log.error({ err: error, integration }, 'that a worker was given up could not be noted')
  })
}
