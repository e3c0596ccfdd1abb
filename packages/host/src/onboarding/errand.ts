import { randomUUID } from 'node:crypto'
import type { SettingsLink } from '../store/links.ts'
import type { ReturningChannel, SessionErrand, SessionState, View } from '../store/session-state.ts'
import type { Word } from '../web/words/index.ts'

/** All that a visitor can come for. Who only changes settings has no session: one page is all. */
export type Errand = SessionErrand | SettingsLink

interface EveryErrand {
  /** The address that it begins at. */
  readonly address: string
}

interface ErrandWithSession extends EveryErrand {
  /** The first page: of a Channel that SocialHub reactivates, what reconnecting does. */
  readonly firstView: 'start' | 'stopped'
  /** Whether several of the accounts that were found can become Channels. */
  readonly severalAccounts: boolean
  readonly accountsText: Word
  readonly cancel: Word
  readonly cancelled: Word
}

const SENT_BY_SOCIALHUB = {
  severalAccounts: true,
  accountsText: 'accounts.text',
  cancel: 'action.cancel',
  cancelled: 'cancelled.text',
} as const

/**
 * What differs by what a visitor came for, as far as a table can say it. The functions below say the
 * rest, and for each step one file:
 *
 * |  | how it begins | how it ends |
 * | --- | --- | --- |
 * | `create`, `reactivate` | `socialhub-link.ts` | `create-channel.ts` |
 * | `connect` | `agency-link.ts` | `connect-channel.ts` |
 * | `settings` | `settings-link.ts` | there too |
 */
export const ERRANDS: Readonly<Record<SessionErrand['kind'], ErrandWithSession>> &
  Readonly<Record<Errand['kind'], EveryErrand>> = {
  create: { address: '/connect/:integration', firstView: 'start', ...SENT_BY_SOCIALHUB },
  reactivate: { address: '/reconnect/:integration', firstView: 'stopped', ...SENT_BY_SOCIALHUB },
  connect: {
    address: '/link/:token',
    firstView: 'start',
    severalAccounts: false,
    accountsText: 'accounts.text-one',
    cancel: 'action.cancel-link',
    cancelled: 'cancelled.link-text',
  },
  settings: { address: '/settings/:token' },
}

/** Clocks differ; the last word on a token's end is SocialHub's. */
export const LEEWAY_MS = 60_000

/** Whether SocialHub's token can't be used any more. An agency's link has no such end once opened. */
export function hasExpired(errand: SessionErrand, now: Date): boolean {
  return errand.kind !== 'connect' && now.getTime() - LEEWAY_MS >= errand.expiresAt
}

/** Whether nothing more can be done: neither SocialHub's token nor an agency's link is left. */
export function isOver(errand: SessionErrand): boolean {
  return errand.kind === 'connect' ? errand.link === null : errand.token === null
}

/** The same errand, without its token or link. */
export function over(errand: SessionErrand): SessionErrand {
  return errand.kind === 'connect' ? { ...errand, link: null } : { ...errand, token: null }
}

/** The Channel that comes back; undefined where a new one is added. */
export function returningChannel(errand: SessionErrand): ReturningChannel | undefined {
  return errand.kind === 'create' ? undefined : (errand.channel ?? undefined)
}

/** SocialHub's page; undefined for who came by an agency's link, and can only close the page. */
export function returnUrlOf(errand: SessionErrand): string | undefined {
  return errand.kind === 'connect' ? undefined : errand.returnUrl
}

/** Whether both came by the same link: SocialHub's or an agency's, opened once more. */
export function isSameLink(one: SessionErrand, other: SessionErrand): boolean {
  if (isOver(one)) return false
  if (one.kind === 'connect') {
    return other.kind === 'connect' && one.link?.hash === other.link?.hash
  }
  return other.kind !== 'connect' && one.token === other.token
}

/** Whether SocialHub sent the same user of the same Account for the same, with another token. */
export function isSameErrand(one: SessionErrand, other: SessionErrand): boolean {
  if (one.kind === 'connect' || other.kind === 'connect') return false
  const [channel, otherChannel] = [returningChannel(one), returningChannel(other)]
  return (
    one.accountId === other.accountId &&
    one.userId === other.userId &&
    channel?.uniqueName === otherChannel?.uniqueName &&
    channel?.networkId === otherChannel?.networkId
  )
}

/** A session as it begins. */
export function beginning(errand: SessionErrand, language: SessionState['language']): SessionState {
  const { firstView: kind } = ERRANDS[errand.kind]
  const view: View = kind === 'stopped' ? { kind, id: randomUUID() } : { kind }
  return {
    errand,
    language,
    view,
    drafts: [],
    settings: {},
    backfill: false,
    busyUntil: null,
  }
}
