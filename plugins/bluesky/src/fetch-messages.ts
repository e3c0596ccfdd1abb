import type { FetchRequest, FetchResult } from '@hubward/plugin'
import { clientFor } from './client.ts'
import type { Context } from './credentials.ts'
import { messagesOf, notifications } from './notifications.ts'
import {
  afterTaking,
  freshOf,
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
  const page = await notifications(client, cursor)

  const beyond = reachesKnown(position, page.items) ? undefined : page.cursor
  if (position.walk !== 'forward' && beyond !== undefined) {
    const next = nextCursor(beyond, cursor)
    return {
      messages: [],
      position: { ...position, walk: 'back', cursors: [...cursors, next] },
      more: true,
    }
  }
  const fresh = freshOf(position, page.items)
  const taken = fresh.slice(0, limit)
  const messages = await messagesOf(context, client, taken)
  const { cursors: _, walk: __, ...reached } = afterTaking(position, taken)
  const ahead = taken.length < fresh.length ? cursors : cursors.slice(0, -1)
  return {
    messages,
    // At the first page the walk is over; if more came meanwhile than fits on it, a new one begins.
    position: ahead.length > 0 ? { ...reached, walk: 'forward', cursors: [...ahead] } : reached,
    more: cursors.length > 0 || taken.length < fresh.length,
  }
}
