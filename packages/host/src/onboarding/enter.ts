import type { Language } from '@hubward/plugin'
import { readToken } from '@hubward/socialhub'
import type { Config } from '../config.ts'
import type { SessionState } from '../store/session-state.ts'
import type { FailureCode } from '../web/failure.ts'
import { webOrigin } from '../web/origin.ts'

export interface Arrival {
  /** What SocialHub's link carried. */
  readonly token: string
  /** Which callback it was: for a new Channel, or for one that comes back. */
  readonly callback: 'channelCreation' | 'channelReactivation'
  readonly language: Language
  /** The database's clock. */
  readonly now: Date
  /** The integration's Reusable Manifest, where it has one; its SocialHub id, once known. */
  readonly manifest: { readonly manifestId: string | null } | undefined
}

export type Entered =
  | { readonly ok: true; readonly state: SessionState }
  | {
      readonly ok: false
      readonly failure: FailureCode
      /** For the log: why, without any of the token. */
      readonly reason: string
      /** SocialHub's page, where the origin was one that we know. */
      readonly returnUrl?: string
    }

/** Clocks differ; the last word on a token's end is SocialHub's. */
const LEEWAY_MS = 60_000

/**
 * Reads SocialHub's link. Nothing in the token can be verified here: it decides where the browser may
 * go only after comparing with the configured origins, and what it says of Account and Channel counts
 * only once SocialHub has accepted it.
 */
export function enter(arrival: Arrival, socialhub: Config['socialhub']): Entered {
  const { token, callback, language, now, manifest } = arrival
  const read = readToken(token, now.getTime() - LEEWAY_MS)
  if (!read.ok) return { ok: false, failure: 'unreadable-token', reason: read.reason }
  if (read.kind !== 'creation') {
    return {
      ok: false,
      failure: 'unreadable-token',
      reason: 'it is a Channel’s Access Token, which belongs into no link',
    }
  }
  const claims = read.token
  const returnUrl = returnUrlOf(claims.origin, socialhub)
  if (returnUrl === undefined) {
    const reason = `origin ${JSON.stringify(claims.origin)} is not in socialhub.origins`
    return { ok: false, failure: 'foreign-origin', reason }
  }
  if (!manifest) {
    const reason = 'the integration has no Reusable Manifest yet; publish it first'
    return { ok: false, failure: 'not-published', reason, returnUrl }
  }
  if (manifest.manifestId !== null && manifest.manifestId !== claims.manifestId) {
    const reason = `the token is for Manifest ${claims.manifestId}, this is ${manifest.manifestId}`
    return { ok: false, failure: 'wrong-manifest', reason, returnUrl }
  }
  if (read.expired) {
    return { ok: false, failure: 'expired-token', reason: 'the token has expired', returnUrl }
  }
  const { uniqueName, networkId, channelId } = claims
  return {
    ok: true,
    state: {
      creationToken: token,
      tokenExpiresAt: read.expiresAt,
      accountId: claims.accountId,
      userId: claims.userId,
      returnUrl,
      language,
      reactivation:
        callback === 'channelReactivation' && uniqueName !== undefined
          ? {
              uniqueName,
              ...(networkId !== undefined && { networkId }),
              ...(channelId !== undefined && { channelId }),
            }
          : null,
      view: { kind: 'start' },
      drafts: [],
      settings: {},
      backfill: false,
      busyUntil: null,
    },
  }
}

/** Whether a session's token can't be used any more. */
export function tokenExpired({ tokenExpiresAt }: SessionState, now: Date): boolean {
  return now.getTime() - LEEWAY_MS >= tokenExpiresAt
}

/**
 * The Channels Settings Page of an origin, if that is on the configured list. Built from the parsed
 * address, so that what was compared is also what the browser gets.
 */
export function returnUrlOf(origin: string, socialhub: Config['socialhub']): string | undefined {
  const url = URL.parse(origin)
  const found = webOrigin(origin)
  if (!url || found === undefined) return undefined
  if (!socialhub.origins.some((allowed) => webOrigin(allowed) === found)) return undefined
  return `${found}${url.pathname.replace(/\/+$/, '')}${socialhub.settingsPath}`
}
