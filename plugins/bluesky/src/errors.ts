import {
  type LocalizedText,
  PluginError,
  type PluginErrorCode,
  toPluginError,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { SENTENCES } from './sentences.ts'

/** Names of failures that say more than their status. A bad token is a 400 here, not a 401. */
const BY_NAME: Readonly<Record<string, { code: PluginErrorCode; sentence?: LocalizedText }>> = {
  ExpiredToken: { code: 'authentication' },
  InvalidToken: { code: 'authentication' },
  AuthMissing: { code: 'authentication' },
  AuthenticationRequired: { code: 'authentication' },
  AccountTakedown: { code: 'authentication', sentence: SENTENCES.takenDown },
  AccountSuspended: { code: 'authentication', sentence: SENTENCES.takenDown },
  AccountDeactivated: { code: 'authentication', sentence: SENTENCES.deactivated },
  RepoTakendown: { code: 'authentication', sentence: SENTENCES.takenDown },
  RepoDeactivated: { code: 'authentication', sentence: SENTENCES.deactivated },
  // Permission that a newer release of this plugin asks for, and an older grant doesn't hold.
  ScopeMissingError: { code: 'authentication' },
  // OAuth's own words: the grant is the Channel's matter, our client is the operator's.
  invalid_grant: { code: 'authentication' },
  invalid_token: { code: 'authentication' },
  invalid_client: { code: 'operator' },
  invalid_client_metadata: { code: 'operator' },
  invalid_redirect_uri: { code: 'operator' },
  unauthorized_client: { code: 'operator' },
  BlobTooLarge: { code: 'invalid', sentence: SENTENCES.pictureTooLarge },
}

/** Reads what the two client libraries throw: by name, then by status; the rest as the host does. */
export function readFailure(thrown: unknown, now: Date): PluginError {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof PluginError) return error
  }
  if (!isAnswer(thrown)) return toPluginError(thrown, now)
  const { status, error } = thrown
  const message = `${error}: ${thrown.message}`
  const known = Object.hasOwn(BY_NAME, error) ? BY_NAME[error] : undefined
  if (known) return new PluginError(known.code, { ...known, message, cause: thrown })
  if (status === 429) {
    const retryAfterMs = waitMs(headersOf(thrown), now)
    return new PluginError('rate-limited', { message, cause: thrown, retryAfterMs })
  }
  // No answer at all: what lies behind says whether the request had left.
  if (status < 100 && thrown.cause !== undefined) return toPluginError(thrown, now)
  return new PluginError(codeOf(status), { message, cause: thrown })
}

/** Whether it is the Network's own failure of that name. */
export function isNamed(thrown: unknown, ...names: string[]): boolean {
  return isAnswer(thrown) && names.includes(thrown.error)
}

/** A refusal with a name, from either library. */
interface Answer extends Error {
  readonly status: number
  readonly error: string
}

function isAnswer(thrown: unknown): thrown is Answer {
  return (
    thrown instanceof Error &&
    'status' in thrown &&
    typeof thrown.status === 'number' &&
    'error' in thrown &&
    typeof thrown.error === 'string'
  )
}

const Headed = Type.Object({ headers: Type.Record(Type.String(), Type.String()) })

function headersOf(thrown: Answer): Headers {
  if (Value.Check(Headed, thrown)) return new Headers(thrown.headers)
  const response = 'response' in thrown ? thrown.response : undefined
  return response instanceof Response ? response.headers : new Headers()
}

function codeOf(status: number): PluginErrorCode {
  if (status === 401) return 'authentication'
  if (status === 400 || status === 413 || status === 415) return 'invalid'
  if (status === 403) return 'rejected'
  return 'unavailable'
}

/** `retry-after` in seconds; where it is missing, `ratelimit-reset` is a moment in seconds. */
function waitMs(headers: Headers, now: Date): number | undefined {
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(after)) return Math.max(0, after * 1_000)
  const reset = Number(headers.get('ratelimit-reset') ?? Number.NaN)
  return Number.isFinite(reset) ? Math.max(0, reset * 1_000 - now.getTime()) : undefined
}
