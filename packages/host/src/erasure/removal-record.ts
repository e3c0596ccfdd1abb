import Type from 'typebox'

const Ending = Type.Object({
  outcome: Type.Union([
    Type.Literal('ended'),
    Type.Literal('none'),
    Type.Literal('shared'),
    Type.Literal('remains'),
    Type.Literal('out-of-reach'),
  ]),
  /** Why it remains: of docs/reference/errors.md, or `not-loaded`, `token-replaced`. */
  code: Type.Optional(Type.String()),
})

/** One Channel of an Account that was removed. */
export const RemovedChannel = Type.Object({
  /** SocialHub's id. */
  channelId: Type.String(),
  integration: Type.String(),
  /** What became of the grant at the Network. */
  network: Ending,
  /** What became of the Channel at SocialHub. */
  socialhub: Ending,
  interactions: Type.Integer(),
  ticketActions: Type.Integer(),
  files: Type.Integer(),
})
export type RemovedChannel = Type.Static<typeof RemovedChannel>

/** What is handed over when an Account was removed: ids, counts and dates, no names. */
export const RemovalRecord = Type.Object({
  accountId: Type.String(),
  /** The operator's name. */
  operator: Type.String(),
  begunTime: Type.String(),
  endedTime: Type.String(),
  channels: Type.Array(RemovedChannel),
  /** Custom Channels that nobody had connected. */
  unconnected: Type.Integer(),
  erased: Type.Object({
    labels: Type.Integer(),
    /** Whom the operator told there. */
    contacts: Type.Integer(),
    attempts: Type.Integer(),
    budgets: Type.Integer(),
    auditDetails: Type.Integer(),
    /** Keys of the Account that were destroyed. */
    keys: Type.Integer(),
  }),
})
export type RemovalRecord = Type.Static<typeof RemovalRecord>
