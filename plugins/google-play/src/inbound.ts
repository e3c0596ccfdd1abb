import {
  type FetchRequest,
  type FetchResult,
  type ListedPage,
  NewestFirst,
  type PlainData,
  type RecentMessages,
  readEach,
  readNewestFirst,
  type WrittenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import { ask } from './api.ts'
import { itemOf, Review } from './review.ts'
import { WORDS } from './sentences.ts'
import type { Context } from './settings.ts'

const Page = Type.Object({
  reviews: Type.Optional(Type.Array(Type.Unknown())),
  tokenPagination: Type.Optional(Type.Object({ nextPageToken: Type.Optional(Type.String()) })),
})

const Position = Type.Object({ ...NewestFirst.properties, readTime: Type.String() })
type Position = Type.Static<typeof Position>

/** From the Network: a list by last change, of the last week. */
export const inbound = { position: Position, fetchMessages, listRecent }

/** "Retrieving a set of reviews": created or modified within the last week. A hundred on a page at most. */
const WEEK_MS = 7 * 86_400_000
const PAGE_SIZE = 100

async function fetchMessages(
  context: Context,
  request: FetchRequest<Position>,
): Promise<FetchResult<Position>> {
  const { position } = request
  const result = await readNewestFirst(request, (cursor) => listed(context, cursor))
  const now = context.now()
  const gap =
    position && gapBetween(Date.parse(position.readTime), now.getTime() - WEEK_MS, context)
  return {
    ...result,
    messages: gap ? [gap, ...result.messages] : result.messages,
    position: { ...result.position, readTime: now.toISOString() },
  }
}

/** The week again, for what came late. What is missing is not called gone: Google doesn't say why. */
async function listRecent(
  context: Context,
  { since, cursor }: { readonly since: string; readonly cursor?: PlainData },
): Promise<RecentMessages> {
  const page = await listed(context, typeof cursor === 'string' ? cursor : undefined)
  const messages = page.items
    .filter(({ changedTime = since }) => Date.parse(changedTime) >= Date.parse(since))
    .flatMap((item) => item.messages(undefined))
  const next = page.next === cursor ? undefined : page.next
  return { messages, ...(next !== undefined && messages.length > 0 && { cursor: next }) }
}

async function listed(context: Context, cursor: string | undefined): Promise<ListedPage> {
  const { networkId } = context.channel
  const query = new URLSearchParams({
    maxResults: String(PAGE_SIZE),
    ...(cursor !== undefined && { token: cursor }),
  })
  const path = `/androidpublisher/v3/applications/${networkId}/reviews?${query}`
  const { reviews = [], tokenPagination } = await ask(context, path, Page)
  const { items } = readEach(Review, reviews, (review) => itemOf(review, context), context)
  return { items, next: tokenPagination?.nextPageToken }
}

/** What nobody can read any more: community managers have to know that it isn't there. */
function gapBetween(
  readMs: number,
  listedMs: number,
  { channel }: Context,
): WrittenMessage | undefined {
  if (!(readMs < listedMs)) return undefined
  const from = new Date(readMs).toISOString()
  const until = new Date(listedMs).toISOString()
  return {
    interaction: {
      networkItemId: `gap-${readMs}`,
      createdTime: until,
      message: WORDS[channel.language].gap(from.slice(0, 10), until.slice(0, 10)),
      interactor: { interactorId: channel.networkId, name: channel.name },
      url: `https://play.google.com/store/apps/details?id=${channel.networkId}`,
      type: 'REVIEW',
    },
    marks: { automatic: true },
  }
}
