import type { PluginErrorCode } from '@hubward/plugin'
import type { Grant, GrantFailure } from '../store/grants.ts'
import { mustRefresh } from './expiry.ts'

/** A refused grant is believed when it is still refused after this time. */
const DOUBT_MS = 10_000

/** What follows from a failed call of a plugin. */
export interface FailureClass extends GrantFailure {
  /** No sooner than this may be asked again; 0 where a refresh comes first. */
  readonly atLeastMs: number
  /** The grant has ended, unless many Channels say so at once. */
  readonly certain: boolean
}

/** What a plugin said, as far as it matters for the grant. */
interface Said {
  readonly code: PluginErrorCode
  readonly retryAfterMs: number | undefined
}

/** What is known of the Channel beside that. */
interface Refused {
  readonly grant: Grant
  /** How often in a row the Network refused the grant. */
  readonly grantFailures: number
  /** By the database's clock. */
  readonly now: Date
}

/** What a failure says of which the grant is not to blame, or not yet. */
export function classifyElsewhere({ code, retryAfterMs }: Said): FailureClass {
  return {
    code,
    retryAfterMs,
    atLeastMs: retryAfterMs ?? 0,
    counts: false,
    wantsRefresh: false,
    certain: false,
  }
}

/**
 * What a failed call says about a Channel's grant. An `authentication` error is followed by a
 * refresh, once; then, and where there is nothing to refresh, it is believed when it has come at
 * least twice and at least ten seconds apart. A refusal of credentials that had run out says nothing.
 */
export function classifyFailure(channel: Refused, said: Said, canRefresh: boolean): FailureClass {
  const { grant, now } = channel
  const known = classifyElsewhere(said)
  if (said.code !== 'authentication') return { ...known, counts: said.code === 'operator' }
  const refusedSince = grant.trouble === 'authentication' ? grant.troubleSince : null
  if (canRefresh && grant.since <= (refusedSince ?? now)) {
    const runOut = grant.expireAt !== null && grant.expireAt.getTime() <= now.getTime()
    return { ...known, counts: !runOut, wantsRefresh: true }
  }
  const atLeastMs = Math.max(known.atLeastMs, DOUBT_MS)
  return { ...known, atLeastMs, counts: true, certain: isRefusedAgain(channel) }
}

/**
 * What a failed refresh says. Ahead of expiry a refusal says nothing yet: the credentials in use still
 * work. After an exchange that its host did not live to finish, one refusal is certain: both facts
 * have one simple reason, and a second attempt would only look like theft to the Network.
 */
export function classifyRefresh(channel: Refused, said: Said): FailureClass {
  const { grant, now } = channel
  const known = classifyElsewhere(said)
  if (said.code !== 'authentication') return { ...known, counts: said.code === 'operator' }
  const due = mustRefresh(grant, now)
  const interrupted = grant.openRefresh?.state === 'open'
  return {
    ...known,
    atLeastMs: Math.max(known.atLeastMs, DOUBT_MS),
    counts: due,
    certain: due && (interrupted || isRefusedAgain(channel)),
  }
}

function isRefusedAgain({ grant, grantFailures, now }: Refused): boolean {
  const since = grant.trouble === 'authentication' ? grant.troubleSince : null
  return since !== null && grantFailures > 0 && now.getTime() - since.getTime() >= DOUBT_MS
}
