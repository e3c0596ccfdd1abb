import type { Language, PlainData } from '@hubward/plugin'
import Value from 'typebox/value'
import type { AccountId, ChannelId, NetworkId, SocialHubChannelId } from './ids.ts'
import { type SeenFailure, StoredSession } from './stored-session.ts'

export type { SeenFailure }

/** A Channel that comes back, as the visitor's link names it. */
export interface ReturningChannel {
  /** SocialHub's id. */
  readonly channelId?: SocialHubChannelId
  readonly networkId?: NetworkId
  readonly uniqueName: string
}

/** What SocialHub's link brings. Believed only as far as SocialHub accepts the token. */
interface SentBySocialHub {
  readonly accountId: AccountId
  /** Who clicked at SocialHub. */
  readonly userId?: string
  /** The token for POST /channels; null once it is not needed any more. */
  readonly token: string | null
  /** Milliseconds since 1970: when the token ends, as it says. */
  readonly expiresAt: number
  /** SocialHub's page to return to; its origin was on the configured list. */
  readonly returnUrl: string
}

/**
 * What a visitor came for. It never changes; only its token or link goes once it is not needed any
 * more. What differs by it stands in `onboarding/errand.ts`.
 */
export type SessionErrand =
  /** "Add Channel" at SocialHub. */
  | ({ readonly kind: 'create' } & SentBySocialHub)
  /** "Reactivate" at SocialHub. */
  | ({ readonly kind: 'reactivate'; readonly channel: ReturningChannel } & SentBySocialHub)
  /** An agency's link: the Custom Channel exists at SocialHub, and we have its Access Token. */
  | {
      readonly kind: 'connect'
      readonly accountId: AccountId
      /** Null once it is not needed any more. */
      readonly link: OpenLink | null
      /** Milliseconds since 1970: when the link ends. Who opened it in time may finish. */
      readonly expiresAt: number
      /** The Channel that authenticates again; null for one that nobody has connected yet. */
      readonly channel: ReturningChannel | null
    }

/** An agency's link that a visitor has opened. */
export interface OpenLink {
  readonly hash: string
  /** Our id of the Custom Channel's Manifest. */
  readonly manifest: string
  /** Our id of the Channel that authenticates again; null for one that is new here. */
  readonly channelId: ChannelId | null
}

type StoredDraft = StoredSession['drafts'][number]

/** What is known of one account's way to a Channel. */
export interface Draft extends Omit<StoredDraft, 'name' | 'language'> {
  /** As the Customer wants it called; null: as the Channel is called that comes back. */
  readonly name: string | null
}

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
export type View =
  | Exclude<StoredSession['view'], { kind: 'stopped' }>
  | { readonly kind: 'stopped'; readonly id: string }

/** All that is kept of one Customer's onboarding. */
export interface SessionState {
  readonly errand: SessionErrand
  /** What the operator asks Customers to accept. */
  readonly terms?: { readonly url: string; readonly version: string; readonly accepted: boolean }
  readonly language: Language
  readonly view: View
  readonly drafts: readonly Draft[]
  /**
   * The Channel settings: first the plugin's proposal, then what the Customer chose. Null: those of
   * the Channel that comes back stay. They are never in a session, since the token that names the
   * Channel is not verified before SocialHub accepts it.
   */
  readonly settings: Readonly<Record<string, PlainData>> | null
  /** Present where a new token of SocialHub's goes on with what was authenticated before. */
  readonly resumed?: true
  /** Whether older messages are wanted too. */
  readonly backfill: boolean
  /** Until when a call of the plugin for this session may be running somewhere. */
  readonly busyUntil: number | null
}

/** A session as it was stored; undefined where the shape is not one that is known here. */
export function readSession(stored: unknown): SessionState | undefined {
  if (!Value.Check(StoredSession, stored)) return undefined
  const { view, drafts, terms, language, settings, resumed, backfill, busyUntil } = stored
  return {
    errand: readErrand(stored),
    ...(terms && { terms }),
    language,
    view: view.kind === 'stopped' ? { kind: 'stopped', id: view.id } : view,
    drafts: drafts.map(({ language: _, name, ...draft }) => ({
      ...draft,
      name: name === '' ? null : name,
    })),
    settings,
    ...(resumed && { resumed }),
    backfill,
    busyUntil,
  }
}

/** Only who came by an agency's link has no page of SocialHub's to return to. */
function readErrand(stored: StoredSession): SessionErrand {
  const { accountId, userId, creationToken, tokenExpiresAt: expiresAt, returnUrl } = stored
  const { link = null, reactivation: channel } = stored
  if (returnUrl === '') return { kind: 'connect', accountId, link, expiresAt, channel }
  const token = creationToken === '' ? null : creationToken
  const sent = { accountId, ...(userId !== undefined && { userId }), token, expiresAt, returnUrl }
  return channel ? { kind: 'reactivate', channel, ...sent } : { kind: 'create', ...sent }
}

/** A session as it is stored. */
export function storedSession({ errand, view, drafts, ...state }: SessionState): StoredSession {
  return {
    ...state,
    ...storedErrand(errand),
    settings: state.settings && { ...state.settings },
    view: view.kind === 'stopped' ? { ...view, state: 'active', since: null } : view,
    drafts: drafts.map((draft) => ({ ...draft, name: draft.name ?? '', language: null })),
  }
}

function storedErrand(errand: SessionErrand) {
  const { accountId, expiresAt: tokenExpiresAt } = errand
  if (errand.kind === 'connect') {
    const { link, channel: reactivation } = errand
    const given = { creationToken: '', tokenExpiresAt, returnUrl: '' }
    return { accountId, ...given, ...(link && { link }), reactivation }
  }
  const { userId, token, returnUrl } = errand
  return {
    accountId,
    ...(userId !== undefined && { userId }),
    creationToken: token ?? '',
    tokenExpiresAt,
    returnUrl,
    reactivation: errand.kind === 'reactivate' ? errand.channel : null,
  }
}
