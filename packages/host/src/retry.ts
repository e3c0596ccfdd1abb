/** The first pause and the longest, in milliseconds. */
const FIRST_MS = 1_000
const LONGEST_MS = 15 * 60_000

/**
 * How long to wait after the n-th failure in a row (1: the first): growing by half with each, never
 * less than the other side asked for, and spread by up to a quarter so that Channels which failed
 * together don't come back together.
 *
 * @param random between 0 and 1.
 */
export function retryDelayMs(failures: number, atLeastMs: number, random: number): number {
  const grown = Math.min(LONGEST_MS, FIRST_MS * 1.5 ** Math.max(0, failures - 1))
  return Math.round(Math.max(grown, atLeastMs) * (1 + random / 4))
}

/**
 * When to fetch next: at once while more is waiting, at the shortest interval after something came,
 * half as often again after nothing did, within the declared bounds.
 */
export function fetchIntervalMs(
  last: number | null,
  found: number,
  bounds: { readonly minIntervalMs: number; readonly maxIntervalMs: number },
): number {
  if (found > 0 || last === null) return bounds.minIntervalMs
  return Math.min(bounds.maxIntervalMs, Math.max(bounds.minIntervalMs, Math.round(last * 1.5)))
}
