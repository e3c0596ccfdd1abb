import { readName } from './visible.ts'

/**
 * What a Network says of times, addresses and texts, as far as it may be passed on. Whoever wrote it
 * may have written anything: so length comes first, and what is of no use is left out.
 */

/** A time written longer than this is none. */
const TIME_LIMIT = 64
/** Browsers and servers take addresses of this length; a longer one is no use to anybody. */
const URL_LIMIT = 2_048

/**
 * A time of a Network's as ISO 8601 in UTC; undefined for what is no time, and for what lies outside
 * the years 1 to 9999, which SocialHub can't write.
 */
export function readTime(given: unknown): string | undefined {
  if (typeof given !== 'string' || given.length > TIME_LIMIT) return undefined
  return writtenTime(new Date(given))
}

/** The same for a number since 1970: whether a Network counts in seconds or milliseconds stands in its API. */
export function readEpoch(given: unknown, unit: 'seconds' | 'milliseconds'): string | undefined {
  if (typeof given !== 'number') return undefined
  return writtenTime(new Date(unit === 'seconds' ? given * 1000 : given))
}

function writtenTime(time: Date): string | undefined {
  if (Number.isNaN(time.getTime())) return undefined
  const written = time.toISOString()
  return /^\d{4}-/.test(written) && !written.startsWith('0000') ? written : undefined
}

/** An address that may be shown and followed: http or https. Undefined for `javascript:` and its like. */
export function httpUrl(given: unknown): string | undefined {
  if (typeof given !== 'string' || given.length > URL_LIMIT) return undefined
  return /^https?:\/\/[^\s\p{Cc}]+$/iu.test(given) && URL.canParse(given) ? given : undefined
}

/** The same for pictures and attachments, which SocialHub shows by https only. */
export function httpsUrl(given: unknown): string | undefined {
  const url = httpUrl(given)
  return url?.startsWith('https://') ? url : undefined
}

/** What a file is called, by its address: its last part, readable. For what nobody gave a name. */
export function fileNameOf(url: string, otherwise: string, limitCharacters = 200): string {
  const part = URL.parse(url)?.pathname.split('/').at(-1) ?? ''
  try {
    return readName(decodeURIComponent(part), otherwise, limitCharacters)
  } catch {
    return readName(part, otherwise, limitCharacters)
  }
}
