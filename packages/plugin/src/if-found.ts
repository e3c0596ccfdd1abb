import type { PluginErrorCode } from './error.ts'
import { toPluginError } from './read-error.ts'

/**
 * What was asked for, or undefined where the Network says that there is no such thing. Whatever else
 * goes wrong is thrown.
 *
 * @param codes which failures mean that; absent: `not-found`.
 */
export async function ifFound<Found>(
  asked: Promise<Found>,
  codes: readonly PluginErrorCode[] = ['not-found'],
): Promise<Found | undefined> {
  try {
    return await asked
  } catch (thrown) {
    // The time only says how long to wait.
    if (codes.includes(toPluginError(thrown, new Date(0)).code)) return undefined
    throw thrown
  }
}
