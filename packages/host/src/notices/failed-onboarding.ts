import type { HostContext } from '../host-context.ts'
import { writeNotice } from '../store/notices.ts'
import { FAILURES, type PageFailure } from '../web/failure.ts'

/** How long a notice waits for more of the same before it is sent. */
const COLLECT_MS = 30_000
const HOUR_MS = 3_600_000

/**
 * Keeps the promise of our pages that the operator is told: of failures that are the operator's to
 * mend, once an hour for each integration and code.
 *
 * @param now milliseconds since 1970.
 */
export function tellOfFailure(
  { db, log }: Pick<HostContext, 'db' | 'log'>,
  integration: string,
  failure: PageFailure,
  now: number,
): void {
  if (FAILURES[failure.code].whose !== 'operator') return
  writeNotice(db, {
    kind: 'onboarding.failed',
    about: `${integration} ${failure.code} ${Math.floor(now / HOUR_MS)}`,
    cause: failure.message,
    integration,
    collectMs: COLLECT_MS,
  }).catch((error: unknown) => {
    log.error({ err: error, integration }, 'that an onboarding failed could not be noted')
  })
}
