import {
  Account,
  FormStep,
  LANGUAGES,
  LocalizedText,
  PlainData,
  RedirectStep,
  WaitStep,
} from '@hubward/plugin'
import Type from 'typebox'
import { CHANNEL_STATES, isChannelState } from '../channel.ts'

/** A failure as a page shows it; the log has the rest under `errorId`. */
export const SeenFailure = Type.Object({
  /** One of `web/failure.ts`. */
  code: Type.String(),
  errorId: Type.String(),
  /** The plugin's own words, in place of ours. */
  sentence: Type.Optional(LocalizedText),
  names: Type.Optional(Type.Record(Type.String(), Type.String())),
})
export type SeenFailure = Type.Static<typeof SeenFailure>

const STATE = Type.Enum(Object.keys(CHANNEL_STATES).filter(isChannelState))

/** What is known of one account's way to a Channel. */
export const Draft = Type.Object({
  /** Where it was found among the accounts: names its fields in forms. */
  place: Type.Integer(),
  account: Account,
  /** As the Customer wants it called; empty: as the Channel is called that comes back. */
  name: Type.String(),
  uniqueName: Type.String(),
  chosen: Type.Boolean(),
  /** What the Channel's Tickets speak, in sessions of older hosts; else what the Customer reads. */
  language: Type.Union([Type.Null(), Type.Enum([...LANGUAGES])]),
  outcome: Type.Union([
    Type.Null(),
    Type.Object({
      kind: Type.Literal('created'),
      channelId: Type.String(),
      /** Why the Channel had stopped that came back: told once SocialHub has accepted the token. */
      stopped: Type.Optional(Type.Object({ state: STATE, since: Type.Number() })),
    }),
    /** Another Channel of the Customer has the `uniqueName`. */
    Type.Object({ kind: Type.Literal('name-taken') }),
    Type.Object({ kind: Type.Literal('failed'), failure: SeenFailure }),
  ]),
})
export type Draft = Type.Static<typeof Draft>

/** Names the page that a form was on: a repeated submit of an older page changes nothing. */
const id = Type.String()

/**
 * Where a Customer stands.
 *
 * | view | leads to |
 * | --- | --- |
 * | `stopped` | `start`: a Channel comes back, and its Customer has read what reconnecting does |
 * | `start` | the plugin's first step |
 * | `form`, `redirect`, `wait` | the plugin's next step; `accounts` or `details` when it is complete, `create` for a Channel that comes back; `failed` |
 * | `failed` | `start` |
 * | `accounts` | `details`, or `create` where nothing is to be set |
 * | `details` | `create` |
 * | `create` | `done`; `accounts` or `details` when a unique name is taken; stays when it failed |
 * | `done`, `ended` | nothing |
 */
export const View = Type.Union([
  Type.Object({
    kind: Type.Literal('stopped'),
    id,
    /** Older hosts showed them before the token was accepted; always `active`, since null. */
    state: STATE,
    since: Type.Union([Type.Null(), Type.Number()]),
  }),
  Type.Object({ kind: Type.Literal('start') }),
  Type.Object({
    kind: Type.Literal('form'),
    id,
    step: FormStep,
    failure: Type.Optional(SeenFailure),
  }),
  Type.Object({
    kind: Type.Literal('redirect'),
    id,
    step: RedirectStep,
    /** The `state` that the Network brings back: bound to this session and this step. */
    callbackState: Type.String(),
  }),
  Type.Object({
    kind: Type.Literal('wait'),
    id,
    step: WaitStep,
    /** Milliseconds since 1970, by the database's clock. */
    pollAt: Type.Number(),
  }),
  Type.Object({ kind: Type.Literal('failed'), id, failure: SeenFailure }),
  Type.Object({ kind: Type.Literal('accounts'), id }),
  Type.Object({ kind: Type.Literal('details'), id }),
  Type.Object({ kind: Type.Literal('create'), id }),
  Type.Object({ kind: Type.Literal('done') }),
  Type.Object({ kind: Type.Literal('ended') }),
])
export type View = Type.Static<typeof View>

/** All that is kept of one Customer's onboarding, sealed as a whole. */
export const SessionState = Type.Object({
  /** SocialHub's token for POST /channels; empty once it is not needed any more. */
  creationToken: Type.String(),
  /** Milliseconds since 1970, as the token says. */
  tokenExpiresAt: Type.Number(),
  /** From the token, believed only as far as SocialHub accepts that token. */
  accountId: Type.String(),
  /** Who clicked at SocialHub, believed as far; absent after an agency's link. */
  userId: Type.Optional(Type.String()),
  /** What the operator asks Customers to accept. */
  terms: Type.Optional(
    Type.Object({ url: Type.String(), version: Type.String(), accepted: Type.Boolean() }),
  ),
  /**
   * The agency's link that led here, in place of a creation token: the Channel exists at SocialHub,
   * and we have its Access Token. Gone once it is not needed any more.
   */
  link: Type.Optional(
    Type.Object({
      hash: Type.String(),
      /** Our id of the Custom Channel's Manifest. */
      manifest: Type.String(),
      /** Our id of the Channel that is reconnected; null for one that is new here. */
      channelId: Type.Union([Type.Null(), Type.String()]),
    }),
  ),
  /** SocialHub's page to return to; its origin was on the configured list. Empty after a link. */
  returnUrl: Type.String(),
  language: Type.Enum([...LANGUAGES]),
  /** The Channel that comes back, when this is a reactivation. */
  reactivation: Type.Union([
    Type.Null(),
    Type.Object({
      channelId: Type.Optional(Type.String()),
      networkId: Type.Optional(Type.String()),
      uniqueName: Type.String(),
    }),
  ]),
  view: View,
  drafts: Type.Array(Draft),
  /**
   * The Channel settings: first the plugin's proposal, then what the Customer chose. Null: those of
   * the Channel that comes back stay. They are never in a session, since the token that names the
   * Channel is not verified before SocialHub accepts it.
   */
  settings: Type.Union([Type.Null(), Type.Record(Type.String(), PlainData)]),
  /** Present where a new token of SocialHub's goes on with what was authenticated before. */
  resumed: Type.Optional(Type.Literal(true)),
  /** Whether older messages are wanted too. */
  backfill: Type.Boolean(),
  /** Until when a call of the plugin for this session may be running somewhere. */
  busyUntil: Type.Union([Type.Null(), Type.Number()]),
})
export type SessionState = Type.Static<typeof SessionState>
