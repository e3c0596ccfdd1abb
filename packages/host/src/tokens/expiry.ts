import type { Grant } from '../store/grants.ts'

/** How long ahead of its end something that lasts longer is renewed at least. */
const AT_LEAST_MS = 15 * 60_000

/**
 * How long ahead of its end a grant or a subscription is renewed: a tenth of its lifetime, but at
 * least 15 minutes, so that an hour's outage of the Network's token server or a restart of ours fits
 * in more often than not; and never more than half of it, so that what lives for minutes is not
 * renewed all the time.
 */
export function marginMs(lifetimeMs: number): number {
  return Math.min(Math.max(lifetimeMs / 10, AT_LEAST_MS), Math.max(0, lifetimeMs / 2))
}

/** When to renew, in milliseconds since 1970; Infinity for what never ends. */
export function renewAt(since: Date, endsAt: Date | null): number {
  if (endsAt === null) return Number.POSITIVE_INFINITY
  return endsAt.getTime() - marginMs(endsAt.getTime() - since.getTime())
}

/** Whether nothing can be asked of the Network before a refresh: refused, run out, or uncertain. */
export function mustRefresh(grant: Grant, now: Date): boolean {
  const runOut = grant.expireAt !== null && grant.expireAt <= now
  return grant.refreshWanted || runOut || grant.openRefresh?.state === 'open'
}
