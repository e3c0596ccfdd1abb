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
  /** SocialHub's id of the Channel, and its name. */
  readonly channel: { readonly id: string; readonly name: string; readonly state: string } | null
  readonly count: number
  /** All of it as plain text; chat systems show this field. */
  readonly text: string
}

export function compose({ id, kind, subject, cause, createdAt }: DueNotice): Composed {
  const { title, cure } = NOTICES[kind]
  const { channel, integration, count } = subject
  const parts = {
    id,
    kind,
    time: createdAt.toISOString(),
    title: title(subject),
    cause: oneLine(cause),
    cure: cure(subject),
    integration,
    channel: channel && {
      id: channel.socialhubChannelId,
      name: channel.name,
      state: channel.state,
    },
    count,
  }
  const lines = [
    `${parts.title}.`,
    '',
    `Cause: ${parts.cause}`,
    `What to do: ${parts.cure}`,
    '',
    ...(integration === null ? [] : [`Integration: ${integration}`]),
    ...(channel ? [`Channel: ${channel.socialhubChannelId}`] : []),
    `Time: ${parts.time}`,
  ]
  return { ...parts, title: oneLine(parts.title), text: lines.join('\n') }
}

/** What a Network or a Customer wrote must not break a header or pretend to be another line. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 500)
}
