import Type from 'typebox'

/** One entry of an account's log: a message, or its edit or deletion under the same id. */
export const StubMessage = Type.Object({
  /** Its place in the account's log: 1, 2, 3 … */
  number: Type.Integer({ minimum: 1 }),
  id: Type.String(),
  text: Type.String(),
  author: Type.String(),
  /** The id of the first message of the thread. */
  root: Type.Optional(Type.String()),
  /** ISO 8601. */
  time: Type.String(),
  updatedTime: Type.Optional(Type.String()),
  deletedTime: Type.Optional(Type.String()),
  /** True for what the account itself wrote. */
  own: Type.Optional(Type.Boolean()),
})
export type StubMessage = Type.Static<typeof StubMessage>

/** What a new message may leave out gets a value: an id, a text, an author, the time. */
export const NewStubMessage = Type.Partial(
  Type.Object({
    id: Type.String({ minLength: 6 }),
    text: Type.String(),
    author: Type.String({ minLength: 1 }),
    root: Type.String({ minLength: 6 }),
    time: Type.String(),
    /** Kept from the log that is fetched, as a Network does that loses something: only listed. */
    unlogged: Type.Boolean(),
    /** Written by the account itself, on the Network and not through a client. */
    own: Type.Boolean(),
  }),
)
export type NewStubMessage = Type.Static<typeof NewStubMessage>

export const StubMessages = Type.Object({
  messages: Type.Array(StubMessage),
  more: Type.Boolean(),
})

/** A list of messages as a careful client takes it: each is read by itself. */
export const StubList = Type.Object({ messages: Type.Array(Type.Unknown()) })

/** One page of an account's messages as they are now, the newest first; what is deleted is missing. */
export const StubPage = Type.Object({
  messages: Type.Array(StubMessage),
  /** The `before` of the next page. */
  before: Type.Optional(Type.Integer()),
})
export type StubPage = Type.Static<typeof StubPage>

export const NewStubReply = Type.Object({
  inReplyTo: Type.String(),
  root: Type.Optional(Type.String()),
  text: Type.String(),
  attachments: Type.Array(Type.String()),
  /** What the client calls this reply. The stub finds by it, and never refuses a second one. */
  clientReference: Type.String(),
})
export type NewStubReply = Type.Static<typeof NewStubReply>

/** A published reply: each is one effect that people on a real Network would see. */
export const StubReply = Type.Intersect([
  NewStubReply,
  Type.Object({ id: Type.String(), time: Type.String() }),
])
export type StubReply = Type.Static<typeof StubReply>

/** A button or delete action that was performed. */
export const StubAction = Type.Object({
  action: Type.String(),
  messageId: Type.String(),
  key: Type.String(),
})
export type StubAction = Type.Static<typeof StubAction>

/** What a plugin asks of the Network; faults and counts are per call. */
export const STUB_CALLS = [
  'fetch',
  'list',
  'reply',
  'find',
  'action',
  'refresh',
  'subscribe',
] as const
export type StubCall = (typeof STUB_CALLS)[number]

/** What shall go wrong with the next calls that match. */
export const StubFault = Type.Object(
  {
    call: Type.Enum(STUB_CALLS),
    /** Every account if absent. */
    account: Type.Optional(Type.String()),
    /** How many calls it meets; 1 if absent. */
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Waits before the effect. */
    delayBeforeMs: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Waits between the effect and the answer. */
    delayAfterMs: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Answers this status, without an effect. */
    status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
    retryAfterSeconds: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Breaks the connection before the effect, or after it, so that the answer is lost. */
    breakConnection: Type.Optional(
      Type.Union([Type.Literal('before-effect'), Type.Literal('after-effect')]),
    ),
    /** A fetch lists so many entries from before its position again, as they were then. */
    again: Type.Optional(Type.Integer({ minimum: 1 })),
    /** A fetch lists its page from the newest to the oldest. */
    reversed: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type StubFault = Type.Static<typeof StubFault>

const StubOverlapping = Type.Object({
  call: Type.Enum(STUB_CALLS),
  client: Type.String(),
  /** ISO 8601, by the clock of the machine. */
  startedTime: Type.String(),
})

/** Two calls for one account that ran at the same time, which must never happen. */
export const StubOverlap = Type.Object({
  account: Type.String(),
  first: StubOverlapping,
  second: StubOverlapping,
})
export type StubOverlap = Type.Static<typeof StubOverlap>

/** What a Channel of the plugin with grants holds as credentials. */
export const StubGrant = Type.Object({
  account: Type.String(),
  accessToken: Type.String(),
  refreshToken: Type.String(),
  /** ISO 8601. */
  expiresAt: Type.String(),
})
export type StubGrant = Type.Static<typeof StubGrant>

/** How the stub behaves until it is told otherwise. */
export const StubConditions = Type.Object({
  /** How long an access token works. */
  lifetimeMs: Type.Integer({ minimum: 1 }),
  /** Whether a refresh token that is used twice revokes the grant. */
  strict: Type.Boolean(),
  /** Every call is refused with 401, and every exchange with `invalid_grant`. */
  refuseAll: Type.Boolean(),
  /** Every call is answered with 503. */
  outage: Type.Boolean(),
  /** Every exchange is refused with 401 `invalid_client`: the operator's app, not the Channel. */
  clientExpired: Type.Boolean(),
  /** How long `subscribe` lasts. */
  subscriptionMs: Type.Integer({ minimum: 1 }),
  /** How far the Network's clock is ahead; negative where it is behind. */
  clockAheadMs: Type.Integer(),
})
export type StubConditions = Type.Static<typeof StubConditions>

export const StubWatch = Type.Object({
  /** How often each call arrived, whatever became of it. */
  calls: Type.Record(Type.String(), Type.Integer()),
  overlaps: Type.Array(StubOverlap),
  /** How many replies were published under each client reference: anything above 1 is a fault. */
  effects: Type.Record(Type.String(), Type.Integer()),
  grants: Type.Object({
    /** Refresh tokens that were exchanged for new ones. */
    exchanges: Type.Integer(),
    /** Refresh tokens that came a second time. */
    refreshTokenReuse: Type.Integer(),
    /** Calls with an access token that had expired or was revoked. */
    refusedAccessTokens: Type.Integer(),
  }),
})
export type StubWatch = Type.Static<typeof StubWatch>
