import type { HostContext } from './host-context.ts'
import { pauseOrStop } from './pause-or-stop.ts'
import { whyForeignDatabase } from './store/installation.ts'

const LOOK_EVERY_MS = 1_000

/**
 * Waits until the database is this host's: `hubward adopt` made it so.
 *
 * @returns false when `signal` aborted before.
 */
export async function waitForAdoption(
  { db, config, log, availability }: HostContext,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    await pauseOrStop(LOOK_EVERY_MS, signal)
    if (signal.aborted) return false
    try {
      availability.foreignDatabase = await whyForeignDatabase(db, config.publicUrl)
      if (availability.foreignDatabase === undefined) return true
    } catch (error) {
      log.error({ err: error }, 'whether the database was adopted could not be looked up')
    }
  }
  return false
}
