import type { XRPCError } from '@atproto/api'
import {
  type LocalizedText,
  PluginError,
  type PluginErrorCode,
  toPluginError,
} from '@hubward/plugin'
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
  BlobTooLarge: { code: 'invalid', sentence: SENTENCES.pictureTooLarge },
}

/** Reads what @atproto/api throws: by name, then by status; the rest as the host reads it. */
export function readFailure(thrown: unknown, now: Date): PluginError {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof PluginError) return error
  }
  if (!isXrpcError(thrown)) return toPluginError(thrown, now)
  const { status, error, headers = {} } = thrown
  const message = `${error}: ${thrown.message}`
  const known = BY_NAME[error]
  if (known) return new PluginError(known.code, { ...known, message, cause: thrown })
  if (status === 429) {
    const retryAfterMs = waitMs(headers, now)
    return new PluginError('rate-limited', {
      message,
      cause: thrown,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  }
  // No answer at all: what lies behind says whether the request had left.
  if (status < 100 && thrown.cause !== undefined) return toPluginError(thrown, now)
  return new PluginError(codeOf(status), { message, cause: thrown })
}

/** Whether it is the Network's own failure of that name. */
export function isNamed(thrown: unknown, ...names: string[]): boolean {
  return isXrpcError(thrown) && names.includes(thrown.error)
}

/** By its shape, since the class comes with a module that is loaded only when it is needed. */
function isXrpcError(thrown: unknown): thrown is XRPCError {
  return (
    thrown instanceof Error &&
    'status' in thrown &&
    typeof thrown.status === 'number' &&
    'error' in thrown &&
    typeof thrown.error === 'string'
  )
}

function codeOf(status: number): PluginErrorCode {
  if (status === 401) return 'authentication'
  if (status === 400 || status === 413 || status === 415) return 'invalid'
  if (status === 403) return 'rejected'
  return 'unavailable'
}

/** `retry-after` in seconds; where it is missing, `ratelimit-reset` is a moment in seconds. */
function waitMs(headers: Record<string, string | undefined>, now: Date): number | undefined {
  const after = Number(headers['retry-after'] || Number.NaN)
  if (Number.isFinite(after)) return Math.max(0, after * 1_000)
  const reset = Number(headers['ratelimit-reset'] || Number.NaN)
  return Number.isFinite(reset) ? Math.max(0, reset * 1_000 - now.getTime()) : undefined
}
