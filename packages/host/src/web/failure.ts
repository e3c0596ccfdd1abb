import type { LocalizedText, PluginErrorCode } from '@hubward/plugin'

/** Who can mend a failure: decides how loudly it is logged and which ways out the page offers. */
type Whose = 'person' | 'operator' | 'time'

interface Row {
  readonly status: number
  readonly whose: Whose
}

const customer = (status: number): Row => ({ status, whose: 'person' })
const operator = (status: number): Row => ({ status, whose: 'operator' })
const later = (status: number): Row => ({ status, whose: 'time' })

/**
 * Every way in which a page of ours can fail. Title and text of each stand in the catalogs under
 * `failure.<code>`; a machine gets the code and the English text as JSON.
 */
export const FAILURES = {
  // The way here.
  'unknown-integration': customer(404),
  'no-token': customer(400),
  'unreadable-token': customer(400),
  'expired-token': customer(410),
  'expired-kept': customer(410),
  'wrong-manifest': operator(400),
  'foreign-origin': operator(400),
  'not-published': operator(503),
  'lost-session': customer(400),
  'foreign-callback': customer(400),

  // The Network.
  'plugin-authentication': customer(403),
  'plugin-operator': operator(503),
  'plugin-rate-limited': later(503),
  'plugin-unavailable': later(503),
  'plugin-not-found': customer(404),
  'plugin-rejected': customer(403),
  'plugin-invalid': customer(400),
  'wrong-account': customer(409),

  // SocialHub's answer to POST /channels.
  'duplicate-channel': customer(409),
  'channel-limit': customer(403),
  'already-active': customer(409),
  'account-not-served': customer(403),
  refused: operator(502),
  'socialhub-busy': later(503),
  'socialhub-unavailable': later(503),
  'unknown-outcome': later(503),

  // One-time links to a Channel's settings.
  'link-unknown': customer(410),

  // Links in mails to visitors.
  'mail-link-unknown': customer(410),

  // An agency's link that connects a Custom Channel.
  'link-used': customer(410),
  'channel-closed': operator(409),
  'connected-elsewhere': customer(409),

  // The cockpit.
  'not-signed-in': customer(401),
  'not-allowed': customer(403),
  'foreign-form': customer(403),
  'no-role': customer(403),
  'sign-in-refused': customer(403),
  'sign-in-link-unknown': customer(410),
  'provider-unavailable': operator(503),

  // Any route.
  'not-found': customer(404),
  'bad-request': customer(400),
  'too-large': customer(413),
  'too-many-requests': later(429),
  'temporarily-unavailable': later(503),
  internal: operator(500),
} as const satisfies Record<string, Row>
export type FailureCode = keyof typeof FAILURES

export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code)
}

export function failureOfPlugin(code: PluginErrorCode): FailureCode {
  return `plugin-${code}`
}

export interface FailureOptions {
  /** For the log. Never a secret. */
  readonly message?: string
  /** For the person, in place of the catalog's text. */
  readonly sentence?: LocalizedText | undefined
  readonly retryAfterMs?: number | undefined
  /** Whoever throws it counts it and says so in the log: there may be thousands in a second. */
  readonly isCounted?: boolean
  readonly cause?: unknown
}

/** Thrown by a route; answered as a page, or as JSON to a machine. */
export class PageFailure extends Error {
  override readonly name = 'PageFailure'
  readonly code: FailureCode
  readonly sentence: LocalizedText | undefined
  readonly retryAfterMs: number | undefined
  readonly isCounted: boolean

  constructor(code: FailureCode, options: FailureOptions = {}) {
    super(options.message ?? code, { cause: options.cause })
    this.code = code
    this.sentence = options.sentence
    this.retryAfterMs = options.retryAfterMs
    this.isCounted = options.isCounted ?? false
  }
}
