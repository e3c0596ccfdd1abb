import type { DueNotice } from '../store/notices.ts'
import { NOTICES } from './kinds.ts'

/** A notice as people and programs read it. */
export interface Composed {
  /** Stays the same when a notice is sent again, since nobody knows whether it arrived. */
  readonly id: string
  readonly kind: string
  /** When it happened, ISO 8601. */
  readonly time: string
  readonly title: string
  readonly cause: string
  readonly cure: string
  readonly integration: string | null
  /** SocialHub's id of the Channel, as `hubward channel show` takes it, and its name. */
  readonly channel: { readonly id: string; readonly name: string; readonly state: string } | null
  /** SocialHub's id of the Account whose Channel it is, and what the operator calls it. */
  readonly account: { readonly id: string; readonly label: string } | null
  readonly count: number
  /** Whether it may have been told already, under the same id: a host died before it could note that. */
  readonly repeated: boolean
  /** All of it as plain text; chat systems show this field. */
  readonly text: string
}

export function compose({ id, kind, subject, cause, maybeTold, createdAt }: DueNotice): Composed {
  const { title, cure } = NOTICES[kind]
  const { channel, integration, count } = subject
  const parts = {
    id,
    kind,
    time: createdAt.toISOString(),
    title: oneLine(channel ? `${channel.customer}: ${title(subject)}` : title(subject)),
    cause: oneLine(cause),
    cure: cure(subject),
    integration,
    channel: channel && {
      id: channel.socialhubChannelId,
      name: channel.name,
      state: channel.state,
    },
    account: channel && { id: channel.accountId, label: channel.customer },
    count,
    repeated: maybeTold,
  }
  const lines = [
    `${parts.title}.`,
    '',
    `Cause: ${parts.cause}`,
    `What to do: ${parts.cure}`,
    '',
    ...(integration === null ? [] : [`Integration: ${integration}`]),
    ...(channel ? linesOf(channel) : []),
    `Time: ${parts.time}`,
    ...(maybeTold
      ? ['', 'This may have reached you before: it is the same notice, told again.']
      : []),
  ]
  return { ...parts, text: lines.join('\n') }
}

function linesOf(channel: NonNullable<DueNotice['subject']['channel']>): string[] {
  const { customer, accountId, socialhubChannelId, name } = channel
  const account = customer === accountId ? accountId : `${customer} (${accountId})`
  return [
    `Customer: ${oneLine(account)}`,
    `Channel: ${oneLine(name)} (${socialhubChannelId})`,
    `More: hubward channel show ${socialhubChannelId}`,
  ]
}

/** What a Network or a Customer wrote must not break a header or pretend to be another line. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 500)
}
