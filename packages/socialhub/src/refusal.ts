import { check } from './check.ts'
import { SocialHubError } from './error.ts'
import { SOCIALHUB_ERRORS, type SocialHubErrorCode } from './error-table.ts'
import { type RateLimit, retryAfterMs } from './rate-limit.ts'
import { ApiErrorBody } from './schemas/api-error.ts'

interface Refusal {
  readonly call: string
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly rateLimit: RateLimit | undefined
  readonly accessToken: string
}

/** An answer that isn't 2xx, as an error. */
export function refusalOf({ call, status, headers, text, rateLimit, accessToken }: Refusal) {
  const body = readErrorBody(withoutToken(text, accessToken))
  return new SocialHubError({
    call,
    code: codeOf(status, body),
    status,
    rateLimit,
    detail: body === undefined ? `status ${status}` : `status ${status}, ${clipped(body.message)}`,
    retryAfterMs: retryAfterMs(headers['retry-after'], sentAt(headers.date)),
    data: body?.data,
  })
}

/** A date in `Retry-After` is measured by the clock that wrote it: ours may be wrong. */
function sentAt(date: string | string[] | undefined): number {
  const sent = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(sent) ? Date.now() : sent
}

const CODES_OF_STATUS: ReadonlyMap<number, SocialHubErrorCode> = new Map([
  [401, 'AccessTokenInvalidError'],
  [403, 'AccessDenied'],
  [404, 'NotFoundError'],
  [406, 'NotAcceptableError'],
  [409, 'ConflictError'],
  [422, 'WebhookValidationError'],
])

/**
 * SocialHub's own code where its status fits, else the code of the status. Without SocialHub's error
 * body a 4xx may be any proxy's on the way, and is no reason to give up a token or a Ticket.
 */
function codeOf(status: number, body: ApiErrorBody | undefined): SocialHubErrorCode {
  if (status >= 500) return 'InternalServerError'
  if (status === 429) return 'TooManyRequestsError'
  if (status < 400 || body === undefined) return 'UnexpectedAnswer'
  if (isCodeOf(status, body.code)) return body.code
  return CODES_OF_STATUS.get(status) ?? 'BadRequestError'
}

function isCodeOf(status: number, code: string): code is SocialHubErrorCode {
  return Object.entries(SOCIALHUB_ERRORS).some(
    ([known, row]) => known === code && row.status === status,
  )
}

function readErrorBody(text: string): ApiErrorBody | undefined {
  try {
    const checked = check(ApiErrorBody, JSON.parse(text))
    return checked.ok ? checked.value : undefined
  } catch {
    // Not JSON, so not SocialHub's: the caller says so by `UnexpectedAnswer`.
    return undefined
  }
}

/** SocialHub might quote what it was sent. */
function withoutToken(text: string, accessToken: string): string {
  return text
    .replaceAll(accessToken, '[access token]')
    .replaceAll(encodeURIComponent(accessToken), '[access token]')
}

function clipped(message: string): string {
  return message.length > 500 ? `${message.slice(0, 500)}…` : message
}
