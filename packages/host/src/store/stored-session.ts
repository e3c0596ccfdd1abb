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

const StoredDraft = Type.Object({
  /** Where it was found among the accounts: names its fields in forms. */
  place: Type.Integer(),
  account: Account,
  /** Empty: as the Channel is called that comes back. */
  name: Type.String(),
  uniqueName: Type.String(),
  chosen: Type.Boolean(),
  /** Always null: older hosts asked for it. */
  language: Type.Union([Type.Null(), Type.Enum([...LANGUAGES])]),
  outcome: Type.Union([
    Type.Null(),
    Type.Object({
      kind: Type.Literal('created'),
      channelId: Type.String(),
      /** Why the Channel had stopped that came back: told once SocialHub has accepted the token. */
      stopped: Type.Optional(
        Type.Object({
          state: STATE,
          since: Type.Number(),
          sentence: Type.Optional(LocalizedText),
        }),
      ),
    }),
    /** Another Channel of the Customer has the `uniqueName`. */
    Type.Object({ kind: Type.Literal('name-taken') }),
    Type.Object({ kind: Type.Literal('failed'), failure: SeenFailure }),
  ]),
})

/** Names the page that a form was on: a repeated submit of an older page changes nothing. */
const id = Type.String()

const StoredView = Type.Union([
  Type.Object({
    kind: Type.Literal('stopped'),
    id,
    /** Always `active` and null: older hosts showed them. */
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

/**
 * A session as it is sealed. It stays the shape that former hosts write and read: during an update a
 * Customer's next page may come from a host of either version. Only `session-state.ts` reads and
 * writes it; what its empty values mean stands there.
 */
export const StoredSession = Type.Object({
  /** Empty: by an agency's link, or not needed any more. */
  creationToken: Type.String(),
  /** Milliseconds since 1970: when SocialHub's token, or the agency's link, ends. */
  tokenExpiresAt: Type.Number(),
  accountId: Type.String(),
  userId: Type.Optional(Type.String()),
  terms: Type.Optional(
    Type.Object({ url: Type.String(), version: Type.String(), accepted: Type.Boolean() }),
  ),
  /** Absent: by SocialHub's token, or not needed any more. */
  link: Type.Optional(
    Type.Object({
      hash: Type.String(),
      manifest: Type.String(),
      channelId: Type.Union([Type.Null(), Type.String()]),
    }),
  ),
  /** Empty: by an agency's link. */
  returnUrl: Type.String(),
  language: Type.Enum([...LANGUAGES]),
  reactivation: Type.Union([
    Type.Null(),
    Type.Object({
      channelId: Type.Optional(Type.String()),
      networkId: Type.Optional(Type.String()),
      uniqueName: Type.String(),
    }),
  ]),
  view: StoredView,
  drafts: Type.Array(StoredDraft),
  settings: Type.Union([Type.Null(), Type.Record(Type.String(), PlainData)]),
  resumed: Type.Optional(Type.Literal(true)),
  backfill: Type.Boolean(),
  busyUntil: Type.Union([Type.Null(), Type.Number()]),
})
export type StoredSession = Type.Static<typeof StoredSession>
