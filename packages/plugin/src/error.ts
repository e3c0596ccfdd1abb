import type { LocalizedText } from './plain.ts'

/**
 * Why a call of a plugin failed, and what follows from it.
 *
 * | code | whose matter it is | what the host does |
 * | --- | --- | --- |
 * | `authentication` | this Channel's grant | refreshes once, then asks the Customer to reconnect |
 * | `operator` | our app or its settings | alerts the operator; no Channel ends for it |
 * | `rate-limited` | time | waits `retryAfterMs`, never less |
 * | `unavailable` | the Network or the way to it | tries again with growing pauses, not before `retryAfterMs` |
 * | `not-found` | the message acted on | tells the community manager |
 * | `rejected` | the Network's rules | tells the community manager |
 * | `invalid` | what was sent | tells the community manager |
 */
export const PLUGIN_ERROR_CODES = [
  'authentication',
  'operator',
  'rate-limited',
  'unavailable',
  'not-found',
  'rejected',
  'invalid',
] as const
export type PluginErrorCode = (typeof PLUGIN_ERROR_CODES)[number]

/** Whether the failed call may have changed something on the Network. */
export type Effect = 'none' | 'unknown'

export interface PluginErrorOptions {
  /** For the log. Never a secret. */
  readonly message?: string | undefined
  /** For a person, in place of the code's own sentence. */
  readonly sentence?: LocalizedText | undefined
  /** How long to wait at least, in milliseconds: of a 429 or a 503. The host waits no longer than a day. */
  readonly retryAfterMs?: number | undefined
  /** By default `unknown` for `unavailable` (a time-out, a 5xx), and `none` for the rest. */
  readonly effect?: Effect | undefined
  readonly cause?: unknown
}

/** The one error class of the contract. Anything else that a plugin throws counts as `unavailable`. */
export class PluginError extends Error {
  override readonly name = 'PluginError'
  readonly code: PluginErrorCode
  readonly effect: Effect
  readonly sentence: LocalizedText | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: PluginErrorCode, options: PluginErrorOptions = {}) {
    super(options.message ?? options.sentence?.en ?? code, { cause: options.cause })
    this.code = code
    this.effect = options.effect ?? (code === 'unavailable' ? 'unknown' : 'none')
    this.sentence = options.sentence
    this.retryAfterMs = options.retryAfterMs
  }
}
