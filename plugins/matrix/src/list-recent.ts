import type { Message, PlainData, RecentMessages } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { messagesIn, pageOf } from './read-page.ts'
import { isWanted, joinedRooms } from './rooms.ts'
import type { Context } from './settings.ts'

const Cursor = Type.Object({ room: Type.String(), from: Type.Optional(Type.String()) })
const PAGE = 100

/**
 * The rooms' histories once more, back to `since`, room by room. It finds what a server itself only
 * learned later from others: where it has a gap, going back makes it fill it
 * (https://spec.matrix.org/latest/server-server-api/#backfilling-and-retrieving-missing-events). What is
 * gone stands there as redacted, so nothing is taken for deleted because it is missing.
 */
export async function listRecent(
  context: Context,
  { since, cursor }: { readonly since: string; readonly cursor?: PlainData },
): Promise<RecentMessages> {
  const at = Value.Check(Cursor, cursor) ? cursor : undefined
  const rooms = (await joinedRooms(context)).filter((room) => at === undefined || room >= at.room)
  const [room, next] = await firstWanted(context, rooms)
  if (room === undefined) return { messages: [] }
  const from = room === at?.room ? at.from : undefined
  const page = await pageOf(context, { room, dir: 'b', limit: PAGE, ...(from && { from }) })
  const isRecent = page.events.filter((event) => event.origin_server_ts >= Date.parse(since))
  const messages: Message[] = await messagesIn(context, room, { ...page, events: isRecent })
  const oldest = page.events.at(-1)
  const isDone = oldest !== undefined && oldest.origin_server_ts < Date.parse(since)
  if (page.end !== undefined && !isDone) {
    return { messages, cursor: { room, from: page.end } }
  }
  return { messages, ...(next !== undefined && { cursor: { room: next } }) }
}

/** The first room that is wanted, and the one behind it, wanted or not. */
async function firstWanted(context: Context, rooms: readonly string[]): Promise<string[]> {
  for (const [index, room] of rooms.entries()) {
    if (await isWanted(context, room)) return rooms.slice(index, index + 2)
  }
  return []
}
