/** What SocialHub says of a Channel's rate limit with every answer; absent where it said nothing. */
export interface RateLimit {
  /** Calls allowed per period. */
  readonly limit: number | undefined
  /** Calls left; SocialHub has been seen to count below zero. */
  readonly remaining: number | undefined
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

export function readRateLimit(headers: Headers): RateLimit | undefined {
  const limit = wholeNumber(headers['x-ratelimit-limit'])
  const remaining = wholeNumber(headers['x-ratelimit-remaining'])
  return limit === undefined && remaining === undefined ? undefined : { limit, remaining }
}

function wholeNumber(value: string | string[] | undefined): number | undefined {
  return typeof value === 'string' && /^-?\d{1,12}$/.test(value) ? Number(value) : undefined
}

// An older page of SocialHub's documentation shows 880057 and calls it milliseconds; HTTP says
// seconds, and the current page names no unit. Nobody is made to wait an hour by a rate limit of a
// thousand calls, so a larger number is taken as milliseconds.
const LONGEST_IN_SECONDS = 3_600

/**
 * How long a `Retry-After` header asks to wait, in milliseconds from `now`; never negative, undefined
 * where it can't be read. It may be very long: set a limit of your own.
 *
 * @param now Milliseconds since 1970, for a header that holds a date.
 * @param longestInSeconds A larger number is taken as milliseconds, as SocialHub may send it. Infinity:
 *   any number is seconds, as HTTP says.
 */
export function retryAfterMs(
  headerValue: string | string[] | null | undefined,
  now: number,
  longestInSeconds = LONGEST_IN_SECONDS,
): number | undefined {
  if (typeof headerValue !== 'string') return undefined
  const text = headerValue.trim()
  if (/^\d+(\.\d+)?$/.test(text)) {
    const amount = Number(text)
    return Math.ceil(amount <= longestInSeconds ? amount * 1_000 : amount)
  }
  // Date.parse takes "-5" for a year; every form of an HTTP date begins with a weekday.
  const date = /^[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
