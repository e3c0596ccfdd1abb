import {
  type FetchRequest,
  type FetchResult,
  type ListedPage,
  NewestFirst,
  readEach,
  readNewestFirst,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { type Answered, ask } from './api.ts'
import { itemOf, Response, Review } from './review.ts'
import type { Context } from './settings.ts'

const Page = Type.Object({
  data: Type.Array(Type.Unknown()),
  included: Type.Optional(Type.Array(Type.Unknown())),
  links: Type.Optional(Type.Object({ next: Type.Optional(Type.String({ maxLength: 4_000 })) })),
})

/**
 * From the Network: a list by the day of writing, of all that was ever written. It doesn't tell of changes,
 * so what is known of its newest reviews is compared at each look; a `listRecent` would see less.
 */
export const inbound = { position: NewestFirst, fetchMessages }

/** The most that a page holds. */
const PAGE_SIZE = 200
/** Of the hour's requests the last quarter is for what people wait for. */
const WAIT_MS = 600_000

async function fetchMessages(
  context: Context,
  request: FetchRequest<NewestFirst>,
): Promise<FetchResult<NewestFirst>> {
  let left: Answered<unknown>['left']
  const result = await readNewestFirst(request, async (cursor) => {
    const page = await listed(context, cursor)
    left = page.left
    return page
  })
  const isScarce = left !== undefined && left.remaining * 4 < left.limit
  return { ...result, ...(isScarce && { waitMs: WAIT_MS }) }
}

async function listed(
  context: Context,
  cursor: string | undefined,
): Promise<ListedPage & Pick<Answered<unknown>, 'left'>> {
  const { channel, channelSettings, credentials } = context
  const { territories } = channelSettings
  const query = new URLSearchParams({
    include: 'response',
    sort: '-createdDate',
    limit: String(PAGE_SIZE),
    ...(territories.length > 0 && { 'filter[territory]': territories.join(',') }),
    ...(cursor !== undefined && { cursor }),
  })
  const path = `/v1/apps/${channel.networkId}/customerReviews?${query}`
  const { body, left } = await ask(context, credentials, path, Page)
  const responses = new Map(
    (body.included ?? []).flatMap((it) => (Value.Check(Response, it) ? [[it.id, it]] : [])),
  )
  const { items } = readEach(
    Review,
    body.data,
    (review) => {
      const id = review.relationships?.response?.data?.id
      const response = id === undefined ? undefined : responses.get(id)
      return itemOf(review, id !== undefined && !response ? 'unreadable' : response, context)
    },
    context,
  )
  // Of the next page's address the place in the list is taken, and nothing of where it leads.
  const next = body.links?.next && URL.parse(body.links.next)?.searchParams.get('cursor')
  return { items, left, ...(next && { next }) }
}
