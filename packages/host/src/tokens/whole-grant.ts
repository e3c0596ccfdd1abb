import { isRecord } from '@hubward/border'
import type { PlainData } from '@hubward/plugin'

/**
 * Credentials that shall take the place of working ones, as a plugin answered them. What a Network
 * leaves out stays as it was: a refresh token, say (RFC 6749, 6). Nothing at all replaces nothing.
 *
 * @param fits whether the plugin's schema takes them; otherwise they are used as they came.
 * @returns undefined where nothing came, and what works has to stay.
 */
export function wholeGrant(
  working: unknown,
  answered: PlainData,
  fits: (credentials: PlainData) => boolean,
): PlainData | undefined {
  if (!isRecord(working)) return answered
  const kept = Object.entries(working).filter(([, value]) => !isEmpty(value))
  if (kept.length === 0) return answered
  if (isEmpty(answered)) return undefined
  if (!isRecord(answered)) return answered
  const said = Object.entries(answered).filter(([, value]) => !isEmpty(value))
  if (said.length === 0) return undefined
  const whole = { ...answered, ...Object.fromEntries([...kept, ...said]) } as PlainData
  return fits(whole) ? whole : answered
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
