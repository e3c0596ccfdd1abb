/** Every `code` that the API answers, with its status. */
export const STATUS_OF = {
  BadRequestError: 400,
  AccessTokenInvalidError: 401,
  AccessDenied: 403,
  ChannelDeactivated: 403,
  ChannelLimitReached: 403,
  NotFoundError: 404,
  NotAcceptableError: 406,
  ConflictError: 409,
  DuplicateChannel: 409,
  WebhookValidationError: 422,
  TooManyRequestsError: 429,
  InternalServerError: 500,
} as const

export type RefusalCode = keyof typeof STATUS_OF

/**
 * SocialHub says no. The API answers its status with `{ code, message, data }`; a page shows
 * `message`, a sentence for a person.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly status: number
  readonly data: unknown

  constructor(code: RefusalCode, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.status = STATUS_OF[code]
    this.data = data
  }
}
