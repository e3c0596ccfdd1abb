import type { DescribedPlugin } from '@hubward/border'
import { isUnperformed } from '../delivery.ts'
import type { Grant } from '../store/grants.ts'
import type { OpenAction } from '../store/ticket-actions.ts'
import { mustRefresh, renewAt } from './expiry.ts'

/**
 * When a Channel may do what, in milliseconds from now: 0 is at once, Infinity not before something
 * else has happened. Pauses that a Network or SocialHub asked for are stored with the Channel, so
 * that no other piece of work, no ring and no restart calls earlier than told.
 */
export interface CallTimes {
  readonly networkInMs: number
  readonly socialhubInMs: number
  readonly refreshInMs: number
  /** Telling SocialHub when the credentials run out. */
  readonly expirationInMs: number
  readonly subscribeInMs: number
}

export function callTimesOf(
  { grant, now }: { readonly grant: Grant; readonly now: Date },
  plugin: Pick<DescribedPlugin, 'refresh' | 'subscribe'>,
): CallTimes {
  const inMs = (time: number) => Math.max(0, time - now.getTime())
  const { openRefresh } = grant
  // An exchange that its host did not live to finish may still be running.
  const exchangedAt = openRefresh?.state === 'open' ? openRefresh.deadline.getTime() : 0
  const askableAt = Math.max(grant.networkAfter.getTime(), exchangedAt)
  const socialhubInMs = inMs(grant.socialhubAfter.getTime())

  const must = plugin.refresh !== undefined && mustRefresh(grant, now)
  const wantedAt = must ? 0 : renewAt(grant.since, grant.expireAt)
  const refreshInMs = plugin.refresh
    ? inMs(Math.max(wantedAt, grant.refreshAfter.getTime(), askableAt))
    : Number.POSITIVE_INFINITY
  const networkInMs = must ? Math.max(1, refreshInMs) : inMs(askableAt)
  return {
    networkInMs,
    socialhubInMs,
    refreshInMs,
    expirationInMs: grant.expirationTold
      ? Number.POSITIVE_INFINITY
      : Math.max(socialhubInMs, inMs(grant.expirationAfter.getTime())),
    subscribeInMs:
      plugin.subscribe && grant.subscribeDueAt
        ? Math.max(networkInMs, inMs(grant.subscribeDueAt.getTime()))
        : Number.POSITIVE_INFINITY,
  }
}

/** Ticket Actions as the gate lets them through: none is due whose next step may not be made yet. */
export function postponed(
  actions: readonly OpenAction[],
  times: Pick<CallTimes, 'networkInMs' | 'socialhubInMs'>,
  isOver: (action: OpenAction) => boolean,
): readonly OpenAction[] {
  return actions.map((action) => {
    // What is too late, or was given up, is reset without a call to the Network.
    if (action.state === 'accepted' && isOver(action)) return action
    const askableInMs = isUnperformed(action.state) ? times.networkInMs : times.socialhubInMs
    return { ...action, dueInMs: Math.max(action.dueInMs, askableInMs) }
  })
}
