import {
  type Outcome,
  SOCIALHUB_ACTIONS,
  SOCIALHUB_ERRORS,
  type SocialHubAction,
  type SocialHubErrorCode,
} from './error-table.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Problem } from './rule.ts'

/** What is known of a failed call beside its code. */
export interface FailedCall {
  /** Method and route, such as `POST /inbox/tickets`; never the URL, which carries the token. */
  readonly call: string
  readonly code: SocialHubErrorCode
  readonly detail?: string | undefined
  readonly status?: number | undefined
  readonly retryAfterMs?: number | undefined
  readonly rateLimit?: RateLimit | undefined
  readonly problems?: readonly Problem[] | undefined
  readonly networkCode?: string | undefined
  readonly data?: unknown
}

/**
 * The one error of `SocialHubClient`. `code` says what happened, `action` what to do next, `outcome`
 * what became of the call; `SOCIALHUB_ERRORS` lists them all. It has no `cause`: the errors of the
 * HTTP library hold the URL, and with it the Access Token.
 */
export class SocialHubError extends Error {
  override readonly name = 'SocialHubError'
  readonly code: SocialHubErrorCode
  readonly action: SocialHubAction
  readonly outcome: Outcome
  /** The action as a sentence. */
  readonly advice: string
  readonly call: string
  /** The HTTP status, where an answer came. */
  readonly status: number | undefined
  /** How long SocialHub wants us to wait, where it said so. */
  readonly retryAfterMs: number | undefined
  /** What was left of the rate limit, where an answer came. */
  readonly rateLimit: RateLimit | undefined
  /** The fields of an `InvalidRequest` or `InvalidAnswer`. */
  readonly problems: readonly Problem[] | undefined
  /** The system's word for a network failure, such as `ECONNREFUSED`. */
  readonly networkCode: string | undefined
  /** What SocialHub's error body carried as `data`. */
  readonly data: unknown

  constructor(failed: FailedCall) {
    const { outcome, action, meaning } = SOCIALHUB_ERRORS[failed.code]
    const detail = failed.detail === undefined ? '' : ` (${failed.detail})`
    super(`${failed.call} failed with ${failed.code}: ${meaning}${detail}`)
    this.code = failed.code
    this.action = action
    this.outcome = outcome
    this.advice = SOCIALHUB_ACTIONS[action]
    this.call = failed.call
    this.status = failed.status
    this.retryAfterMs = failed.retryAfterMs
    this.rateLimit = failed.rateLimit
    this.problems = failed.problems
    this.networkCode = failed.networkCode
    this.data = failed.data
  }
}
