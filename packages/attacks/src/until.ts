import { setTimeout as pause } from 'node:timers/promises'

const LOOK_EVERY_MS = 100

/** Looks until it is so, or answers false when that took too long. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<boolean> {
  const began = performance.now()
  while (performance.now() - began < withinMs) {
    if (await isSo()) return true
    await pause(LOOK_EVERY_MS)
  }
  return false
}
