import { httpUrl, readTime } from '@hubward/plugin'
import type Type from 'typebox'
import Value from 'typebox/value'
import { type Account, Media, Mention, PollOption, StatusAnswer } from './wire.ts'

/** No status has more of anything; what is beyond is not looked at. */
const MOST = 100

/** A status as this plugin knows it: read once, as far as it can be read. */
export interface Status {
  readonly id: string
  readonly uri: string
  readonly url: string | undefined
  readonly account: Account
  /** ISO 8601. */
  readonly createdAt: string
  readonly editedAt: string | undefined
  /** HTML. */
  readonly content: string
  readonly visibility: string
  readonly warning: string
  readonly language: string | undefined
  readonly inReplyToId: string | undefined
  readonly inReplyToAccountId: string | undefined
  readonly media: readonly Media[]
  readonly mentions: readonly Type.Static<typeof Mention>[]
  readonly poll: { readonly options: readonly string[]; readonly multiple: boolean } | undefined
  readonly repliesCount: number
  readonly isBoost: boolean
  readonly quote: Quote | undefined
}

/** What a status quotes. */
export interface Quote {
  /**
   * Absent where it isn't to be shown: withdrawn, deleted, not permitted, or by somebody whom the
   * account blocks or mutes.
   */
  readonly status?: Status
  /** Where it is, as far as that is known. */
  readonly url?: string
}

/**
 * Reads what a server answered as a status. A part that can't be read is missing from it; without an
 * id, an author or a time there is no status.
 *
 * @param listedTime of the notification that it came with, where its own time is none.
 * @throws Error that says what is wrong.
 */
export function statusOf(answer: Type.Static<typeof StatusAnswer>, listedTime?: string): Status {
  const createdAt = readTime(answer.created_at) ?? listedTime
  if (createdAt === undefined) throw new Error('/created_at is no time')
  const { poll } = answer
  return {
    id: answer.id,
    uri: answer.uri,
    url: answer.url ?? undefined,
    account: answer.account,
    createdAt,
    editedAt: readTime(answer.edited_at),
    content: answer.content ?? '',
    visibility: answer.visibility,
    warning: answer.spoiler_text ?? '',
    language: answer.language ?? undefined,
    inReplyToId: answer.in_reply_to_id ?? undefined,
    inReplyToAccountId: answer.in_reply_to_account_id ?? undefined,
    media: fitting(Media, answer.media_attachments),
    mentions: fitting(Mention, answer.mentions),
    poll: poll
      ? {
          options: fitting(PollOption, poll.options).map(({ title }) => title),
          multiple: poll.multiple ?? false,
        }
      : undefined,
    repliesCount: answer.replies_count ?? 0,
    isBoost: Boolean(answer.reblog),
    quote: quoteOf(answer, createdAt),
  }
}

/** Of a quote within a quote nothing is read. */
function quoteOf({ quote }: Type.Static<typeof StatusAnswer>, time: string): Quote | undefined {
  if (!quote) return undefined
  const { state, quoted_status: quoted } = quote
  if (!Value.Check(StatusAnswer, quoted)) return {}
  const url = httpUrl(quoted.url) ?? httpUrl(quoted.uri)
  const isShown = state === undefined || state === null || state === 'accepted'
  return {
    ...(isShown && { status: statusOf({ ...quoted, quote: null }, time) }),
    ...(url !== undefined && { url }),
  }
}

/** Of a boost what it boosts: a status that was boosted comes wrapped in its boost from snac. */
export function unwrapped(answer: Type.Static<typeof StatusAnswer>, listedTime?: string): Status {
  const { reblog } = answer
  return statusOf(Value.Check(StatusAnswer, reblog) ? reblog : answer, listedTime)
}

/** The items that are as they should be. Of what hangs on a status, the rest does without. */
function fitting<Schema extends Type.TSchema>(
  schema: Schema,
  items: readonly unknown[] | null | undefined,
): Type.Static<Schema>[] {
  return (items ?? []).slice(0, MOST).filter((item) => Value.Check(schema, item))
}
