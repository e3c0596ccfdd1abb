import { setTimeout as pause } from 'node:timers/promises'
import type { HostContext } from './host-context.ts'
import { whyStranger } from './store/installation.ts'

const LOOK_EVERY_MS = 1_000

/**
 * Waits until the database is this host's: `hubward adopt` made it so.
 *
 * @returns false when `signal` aborted before.
 */
export async function whenAdopted(
  { db, config, log, standing }: HostContext,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    await pause(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined)
    if (signal.aborted) return false
    try {
      standing.stranger = await whyStranger(db, config.publicUrl)
      if (standing.stranger === undefined) return true
    } catch (error) {
      log.error({ err: error }, 'whether the database was adopted could not be looked up')
    }
  }
  return false
}
