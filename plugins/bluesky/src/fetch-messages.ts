import type { FetchRequest, FetchResult } from '@hubward/plugin'
import { clientFor } from './client.ts'
import type { Context } from './credentials.ts'
import { messagesOf, notifications } from './notifications.ts'
import {
  afterTaking,
  freshOf,
  jointOf,
  MOST_CURSORS,
  MOST_PAGES,
  meetsJoint,
  nextCursor,
  type Position,
  reachesKnown,
  startingAt,
} from './position.ts'

/** See {@link Position} for the way there and back. */
export async function fetchMessages(
  context: Context,
  { position: stored, limit, since }: FetchRequest<Position>,
): Promise<FetchResult<Position>> {
  const position = stored ?? startingAt(since)
  const cursors = position.cursors ?? []
  const cursor = cursors.at(-1)
  const client = await clientFor(context)
  const page = await notifications(context, client, cursor)

  const isFirst = cursor === undefined
  const isMet = reachesKnown(position, page.items) || (isFirst && meetsJoint(position, page.items))
  const beyond = isMet ? undefined : page.cursor
  if (position.walk !== 'forward' && beyond !== undefined) {
    const next = nextCursor(beyond, cursor)
    const pages = (position.pages ?? cursors.length) + 1
    if (!cursors.includes(next) && pages <= MOST_PAGES) {
      return {
        messages: [],
        position: {
          ...position,
          walk: 'back',
          cursors: [...cursors, next].slice(-MOST_CURSORS),
          pages,
          ...(isFirst && { joint: jointOf(page.items) }),
        },
        more: true,
      }
    }
    context.log.warn('the list of notifications has no end: what is older is not brought', {
      pages,
    })
  }
  const fresh = freshOf(position, page.items)
  const taken = fresh.slice(0, limit)
  const { messages } = await messagesOf(context, client, taken)
  const { cursors: _, walk: __, pages: ___, joint, ...reached } = afterTaking(position, taken)
  const ahead = taken.length < fresh.length ? cursors : cursors.slice(0, -1)
  return {
    messages,
    // At the first page the walk is over; if more came meanwhile than fits on it, a new one begins.
    position: {
      ...reached,
      ...(ahead.length > 0 && { walk: 'forward', cursors: [...ahead] }),
      ...(joint !== undefined && cursors.length > 0 && { joint }),
    },
    more: cursors.length > 0 || taken.length < fresh.length,
  }
}
