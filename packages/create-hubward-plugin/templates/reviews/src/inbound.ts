import type { FetchRequest, FetchResult, PlainData, RecentMessages } from '@hubward/plugin'
import { readEach, readTime, type WrittenMessage } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { authorization } from './access.ts'
import { type Context, NetworkReview, toMessages } from './messages.ts'

const Page = Type.Object({
  reviews: Type.Array(Type.Unknown()),
  next: Type.Optional(Type.String()),
})

/** Until when the list was read, and the place in it where more waits. */
const Position = Type.Object({ changedSince: Type.String(), next: Type.Optional(Type.String()) })
type Position = Type.Static<typeof Position>

/** From the Network: a list of reviews, which may change and disappear. */
export const inbound = { position: Position, fetchMessages, listRecent }

const PAGE_SIZE = 50

async function listed(
  { credentials, http, settings }: Context,
  searchParams: Readonly<Record<string, string | number>>,
) {
  const headers = authorization(credentials)
  const answer = http(new URL('/api/reviews', settings.server), { headers, searchParams })
  return Value.Parse(Page, await answer.json())
}

/** What was written or edited since then; of an old review with a new answer, the answer alone. */
async function fetchMessages(
  context: Context,
  { position, limit, since }: FetchRequest<Position>,
): Promise<FetchResult<Position>> {
  const { changedSince, next: after } = position ?? { changedSince: since }
  const page = await listed(context, {
    account: context.channel.networkId,
    limit,
    changedSince,
    ...(after !== undefined && { after }),
  })
  const { items } = readEach(NetworkReview, page.reviews, (review) => review, context)
  const messages = items
    .flatMap((review) => toMessages(review, context.channel))
    // What has no time that can be read is brought again rather than never.
    .filter((message) => !(changeOf(message) < Date.parse(changedSince)))
    .toSorted((one, other) => changeOf(one) - changeOf(other))
  if (page.next !== undefined) {
    return { messages, position: { changedSince, next: page.next }, more: true }
  }
  // From the newest time on, that time included: another review may share it, and come later. The host
  // drops what it knows.
  const times = items.flatMap(({ changedAt }) => readTime(changedAt) ?? [])
  return { messages, position: { changedSince: times.at(-1) ?? changedSince }, more: false }
}

function changeOf({ updatedTime, interaction: { createdTime = '' } }: WrittenMessage): number {
  return Date.parse(updatedTime ?? createdTime)
}

/**
 * All that stands there now: what the host knows and doesn't find here is gone. By the time of the last
 * change: by the time at which reviews were written, a fresh answer to an old one would be missing.
 */
async function listRecent(
  context: Context,
  { since, cursor }: { readonly since: string; readonly cursor?: PlainData },
): Promise<RecentMessages> {
  const page = await listed(context, {
    account: context.channel.networkId,
    limit: PAGE_SIZE,
    changedSince: since,
    ...(typeof cursor === 'string' && { after: cursor }),
  })
  const { items } = readEach(
    NetworkReview,
    page.reviews,
    (review) => toMessages(review, context.channel),
    context,
  )
  const messages = items.flat()
  return page.next === undefined
    ? { messages, completeSince: since }
    : { messages, cursor: page.next }
}
