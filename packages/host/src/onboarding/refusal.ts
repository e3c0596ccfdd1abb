import type { SocialHubError } from '@hubward/socialhub'
import type { FailureCode } from '../web/failure.ts'

/** What SocialHub's answer to POST /channels means for the Customer. */
export type Refusal =
  | { readonly kind: 'name-taken' }
  | {
      readonly kind: 'failed'
      readonly code: FailureCode
      /** Whether SocialHub may have made the Channel all the same. */
      readonly uncertain: boolean
    }

const failed = (code: FailureCode): Refusal => ({ kind: 'failed', code, uncertain: false })

/**
 * Reads a failed POST /channels. SocialHub names no code of its own for a `uniqueName` that is taken,
 * nor for a match that is still active: what its sentence mentions tells the two apart.
 */
export function readRefusal(error: SocialHubError): Refusal {
  switch (error.code) {
    case 'DuplicateChannel':
      return failed('duplicate-channel')
    case 'ChannelLimitReached':
      return failed('channel-limit')
    case 'AccessTokenInvalidError':
      return failed('expired-token')
    case 'TooManyRequestsError':
      return failed('socialhub-busy')
    case 'BadRequestError':
      return mentionsUniqueName(error) ? { kind: 'name-taken' } : failed('refused')
    case 'ConflictError':
      return mentionsUniqueName(error) ? { kind: 'name-taken' } : failed('already-active')
  }
  switch (error.outcome) {
    case 'refused':
      return failed('refused')
    case 'not-sent':
      return failed(error.code === 'InvalidRequest' ? 'refused' : 'socialhub-unavailable')
    case 'unknown':
    case 'done':
      return { kind: 'failed', code: 'unknown-outcome', uncertain: true }
  }
}

function mentionsUniqueName({ message, data }: SocialHubError): boolean {
  return /unique ?name/i.test(`${message} ${JSON.stringify(data)}`)
}
