/**
 * What became of the call: `refused` and `not-sent` changed nothing at SocialHub; `done` changed it;
 * with `unknown`, nobody on this side can tell.
 */
export type Outcome = 'refused' | 'not-sent' | 'unknown' | 'done'

/** What a program does next. The host decides when; the client never repeats a call by itself. */
export const SOCIALHUB_ACTIONS = {
  fix: 'Never repeat the call unchanged: the data, the configuration or the program has to change.',
  'stop-token': "Stop using this Access Token at once and tell the Customer's administrator.",
  'stop-channel': 'Stop calling for this Channel until it is reactivated.',
  'tell-customer': 'Tell the Customer whom to write to; repeating the call changes nothing.',
  'count-as-done': 'Treat the call as done and do not repeat it.',
  wait: 'Repeat the call after retryAfterMs, or after a minute where that is missing.',
  retry: 'Repeat the call later, and ever later when it fails again.',
  none: 'Nothing, unless the call is wanted again: then repeat it.',
} as const
export type SocialHubAction = keyof typeof SOCIALHUB_ACTIONS

interface Row {
  /** The HTTP status that carries the code; codes of our own have none. */
  readonly status: number | undefined
  readonly outcome: Outcome
  readonly action: SocialHubAction
  readonly meaning: string
}

/**
 * Every code of `SocialHubError`. Those with a status are SocialHub's own words from the `code` of its
 * error bodies; those without are ours.
 */
export const SOCIALHUB_ERRORS = {
  BadRequestError: {
    status: 400,
    outcome: 'refused',
    action: 'fix',
    meaning: 'SocialHub found the request malformed.',
  },
  AccessTokenInvalidError: {
    status: 401,
    outcome: 'refused',
    action: 'stop-token',
    meaning: 'The Access Token is missing, was replaced, or is no longer valid.',
  },
  ChannelDeactivated: {
    status: 403,
    outcome: 'refused',
    action: 'stop-channel',
    meaning: 'The Channel is switched off.',
  },
  ChannelLimitReached: {
    status: 403,
    outcome: 'refused',
    action: 'tell-customer',
    meaning:
      'The Account has as many Channels as its contract allows; happy@socialhub.io raises the limit.',
  },
  AccessDenied: {
    status: 403,
    outcome: 'refused',
    action: 'fix',
    meaning: 'This token may not do that, such as changing a Reusable Manifest.',
  },
  InsufficientPermissions: {
    status: 403,
    outcome: 'refused',
    action: 'fix',
    meaning: 'This token lacks a permission that the call needs.',
  },
  NotFoundError: {
    status: 404,
    outcome: 'refused',
    action: 'fix',
    meaning: 'The Ticket, the Followup or the route does not exist.',
  },
  NotAcceptableError: {
    status: 406,
    outcome: 'refused',
    action: 'fix',
    meaning: 'SocialHub cannot answer in the form that was asked for.',
  },
  ConflictError: {
    status: 409,
    outcome: 'refused',
    action: 'count-as-done',
    meaning: 'The networkItemId is already used in this Channel: the Ticket exists.',
  },
  DuplicateChannel: {
    status: 409,
    outcome: 'refused',
    action: 'tell-customer',
    meaning:
      'Another Account has a Channel with this networkId; support@socialhub.io can settle that.',
  },
  WebhookValidationError: {
    status: 422,
    outcome: 'refused',
    action: 'fix',
    meaning:
      'The test request to the new webhook failed: its URL is not reachable for SocialHub, or did not solve the challenge.',
  },
  TooManyRequestsError: {
    status: 429,
    outcome: 'refused',
    action: 'wait',
    meaning: "The Channel's rate limit is used up.",
  },
  InternalServerError: {
    status: 500,
    outcome: 'unknown',
    action: 'retry',
    meaning: 'SocialHub, or what stands in front of it, failed.',
  },
  InvalidRequest: {
    status: undefined,
    outcome: 'not-sent',
    action: 'fix',
    meaning: 'The request breaks rules of SocialHub and was not sent; problems says which.',
  },
  NotSent: {
    status: undefined,
    outcome: 'not-sent',
    action: 'retry',
    meaning: 'No connection came about: name not found, refused, unreachable, no TLS, or too slow.',
  },
  ConnectionLost: {
    status: undefined,
    outcome: 'unknown',
    action: 'retry',
    meaning: 'The connection broke before the answer was there; SocialHub may have done it.',
  },
  TimedOut: {
    status: undefined,
    outcome: 'unknown',
    action: 'retry',
    meaning: 'No answer came in time; SocialHub may have done it, or may still do it.',
  },
  Aborted: {
    status: undefined,
    outcome: 'unknown',
    action: 'none',
    meaning: 'The caller gave the call up by its signal; SocialHub may have done it.',
  },
  UnexpectedAnswer: {
    status: undefined,
    outcome: 'unknown',
    action: 'retry',
    meaning:
      "The answer is a redirect or an error without SocialHub's error body: a proxy's, perhaps.",
  },
  InvalidAnswer: {
    status: undefined,
    outcome: 'done',
    action: 'retry',
    meaning:
      'SocialHub did it, but its answer cannot be read or lacks what is needed; problems says what.',
  },
} as const satisfies Readonly<Record<string, Row>>

export type SocialHubErrorCode = keyof typeof SOCIALHUB_ERRORS
