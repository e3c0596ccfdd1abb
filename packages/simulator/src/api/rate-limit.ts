import type { Settings } from '../state/settings.ts'

export interface Allowance {
  limit: number
  remaining: number
  /** Present where the limit is used up: until the window ends. */
  retryAfterMs?: number
}

/** Requests per Channel in windows of fixed length, all clients of a Channel together. */
export interface RateLimiter {
  take(key: string, settings: Settings, now: Date): Allowance
}

export function createRateLimiter(): RateLimiter {
  const windows = new Map<string, { endsAt: number; used: number }>()
  return {
    take(key, { rateLimit: { limit, windowMs } }, now) {
      const time = now.getTime()
      const known = windows.get(key)
      const window = known && known.endsAt > time ? known : { endsAt: time + windowMs, used: 0 }
      windows.set(key, window)
      if (window.used >= limit) return { limit, remaining: 0, retryAfterMs: window.endsAt - time }
      window.used += 1
      return { limit, remaining: limit - window.used }
    },
  }
}

/** `Retry-After` as the settings want it: SocialHub's documentation names no unit. */
export function retryAfter(ms: number, form: Settings['retryAfter'], now: Date): string {
  if (form === 'milliseconds') return String(ms)
  if (form === 'date') return new Date(now.getTime() + ms).toUTCString()
  return String(Math.ceil(ms / 1000))
}
