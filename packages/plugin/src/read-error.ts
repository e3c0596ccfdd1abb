import { retryAfterMs } from '@hubward/socialhub'
import { HTTPError, RequestError, TimeoutError } from 'got'
import { PluginError, type PluginErrorCode } from './error.ts'
import { readJson } from './read-json.ts'

/** Failures before a single byte of the request left: surely nothing happened on the Network. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_NON_PUBLIC_ADDRESS',
  'ERR_UNDECLARED_HOST',
  'ERR_HOSTS_OPTION',
])

/**
 * Reads whatever a plugin threw as a {@link PluginError}, so that a simple plugin needs no error
 * handling: what `context.http` throws is understood by its status, the rest is `unavailable`. That a
 * grant ended (401), something is gone (404, 410) or is not allowed (403) is only believed from an API:
 * in JSON, or with a challenge for a token. A Network that says so in another way throws its own {@link PluginError}.
 *
 * @param now for a `Retry-After` that is a date.
 */
export function toPluginError(thrown: unknown, now: Date): PluginError {
  if (thrown instanceof PluginError) return thrown
  // Of a body that was being sent, such as an attachment that turned out too large.
  if (thrown instanceof RequestError && thrown.cause instanceof PluginError) return thrown.cause
  if (thrown instanceof HTTPError) {
    const { statusCode, headers } = thrown.response
    const doubt = SAID_BY_PROXIES.includes(statusCode) ? doubtOf(thrown.response) : undefined
    if (doubt !== undefined) {
      return new PluginError('unavailable', {
        message: `the Network answered ${statusCode}, but not in the words of an API: ${doubt}`,
        cause: thrown,
      })
    }
    return statusError(statusCode, headers['retry-after'], sentAt(headers.date, now), thrown)
  }
  if (thrown instanceof TimeoutError) {
    const neverSent = ['lookup', 'connect', 'secureConnect'].includes(thrown.event)
    return new PluginError('unavailable', {
      message: `no answer in time (${thrown.event})`,
      effect: neverSent ? 'none' : 'unknown',
      cause: thrown,
    })
  }
  if (thrown instanceof RequestError) {
    return new PluginError('unavailable', {
      message: `${thrown.code}: ${thrown.message}`,
      effect: NEVER_SENT.has(thrown.code) ? 'none' : 'unknown',
      cause: thrown,
    })
  }
  const reason = codedReason(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new PluginError('unavailable', {
    message: reason ? `${reason.code}: ${reason.message}` : message,
    effect: reason && NEVER_SENT.has(reason.code) ? 'none' : 'unknown',
    cause: thrown,
  })
}

/** What a Network answered with a status that is no success. */
export interface FailedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** As the Network wrote it, unchecked; undefined where it is no JSON. */
  readonly json: unknown
}

/**
 * What the Network answered, where `context.http` failed because of the status: for Networks whose
 * refusals say more by a code inside than by their status. Undefined for every other failure.
 */
export function failedAnswer(thrown: unknown): FailedAnswer | undefined {
  if (!(thrown instanceof HTTPError)) return undefined
  const { statusCode: status, headers, rawBody, body } = thrown.response
  const text = rawBody ? Buffer.from(rawBody).toString('utf8') : String(body)
  return { status, headers, json: text.length > ANSWER_LIMIT ? undefined : readJson(text) }
}

/** No refusal of an API is longer. In characters. */
const ANSWER_LIMIT = 100_000

/** What follows from these ends a grant, a Ticket or a reply, and whatever stands before a server says them. */
const SAID_BY_PROXIES = [401, 403, 404, 407, 410]

/**
 * Why a refusal may not be the API's own; undefined where it is: JSON, or a challenge that names a token
 * (RFC 6750, RFC 9449). A proxy, a page for maintenance or a login for visitors answers a page, a word or
 * nothing.
 */
function doubtOf({ headers, rawBody, body }: HTTPError['response']): string | undefined {
  if (/^\s*(bearer|dpop)\b/i.test(headers['www-authenticate'] ?? '')) return undefined
  const type = headers['content-type']
  if (type === undefined) return 'it has no content-type, where an API says application/json'
  if (!/^application\/([\w.+-]{1,60}\+)?json\b/i.test(type)) {
    return `its content-type is “${type.slice(0, 60)}”, where an API says application/json`
  }
  const said = readJson(rawBody ? Buffer.from(rawBody).toString('utf8') : String(body))
  return typeof said === 'object' && said !== null ? undefined : 'its body is no JSON object'
}

/** What lies behind a failure of `fetch`, which says no more than "fetch failed", or of a socket. */
function codedReason(thrown: unknown): { code: string; message: string } | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string') {
      return { code: error.code, message: error.message }
    }
  }
  return undefined
}

/** How a status is understood, wherever it came from. */
export function statusError(
  status: number,
  retryAfterHeader: string | undefined,
  now: Date,
  cause?: unknown,
): PluginError {
  const wait =
    status === 429 || status === 503
      ? retryAfterMs(retryAfterHeader, now.getTime(), Number.POSITIVE_INFINITY)
      : undefined
  return new PluginError(codeOf(status), {
    message: `the Network answered ${status}`,
    retryAfterMs: wait,
    cause,
  })
}

function codeOf(status: number): PluginErrorCode {
  if (status === 401) return 'authentication'
  if (status === 404 || status === 410) return 'not-found'
  if (status === 429) return 'rate-limited'
  if (status === 408 || status === 425 || status >= 500 || status < 400) return 'unavailable'
  if (status === 400 || status === 413 || status === 415 || status === 422) return 'invalid'
  return 'rejected'
}

/** A date in `Retry-After` is measured by the clock that wrote it: ours may be wrong. */
function sentAt(date: string | undefined, now: Date): Date {
  const sent = new Date(date ?? '')
  return Number.isNaN(sent.getTime()) ? now : sent
}
