import type { FetchRequest, FetchResult, Message } from '@hubward/plugin'
import Type from 'typebox'
import { messagesIn, pageOf } from './read-page.ts'
import { wantedOf } from './rooms.ts'
import type { Context } from './settings.ts'
import { sync } from './sync.ts'
import { type Event, NEWS } from './wire.ts'

/** A stretch of a room's history that is still to be read. */
const Stretch = Type.Object({
  room: Type.String(),
  /** Where it goes on; null: from the room's first event. Absent: where the last sync began. */
  from: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  /** ISO 8601: nothing older is wanted. */
  since: Type.Optional(Type.String()),
  /** True: the way back to `since` is not done yet; nothing has been read. */
  back: Type.Optional(Type.Literal(true)),
})
type Stretch = Type.Static<typeof Stretch>

export const Position = Type.Object({
  /** What `/sync` was asked from at last, and answered as the next one. */
  before: Type.Optional(Type.String()),
  next: Type.String(),
  stretches: Type.Array(Stretch),
})
export type Position = Type.Static<typeof Position>

/** So many pages are read by one call. */
const PAGES = 20
const BACK_PAGE = 100

/**
 * `/sync` only says in which rooms something has happened since it was last asked; what it was is read
 * in the room's own history, from there to here. So there is one way in, and no gap however long the
 * host was away: `limited` needs no care of its own.
 */
export async function fetchMessages(
  context: Context,
  { position, limit, since }: FetchRequest<Position>,
): Promise<FetchResult<Position>> {
  let at = position
  if (at === null || at.stretches.length === 0) at = await synced(context, at, since)
  const messages: Message[] = []
  let { stretches } = at
  for (let pages = 0; stretches.length > 0 && pages < PAGES; pages++) {
    const [stretch, ...others] = stretches
    const wanted = limit - messages.length
    if (stretch === undefined || wanted <= 0 || context.signal.aborted) break
    const { read, rest } = stretch.back
      ? { read: [], rest: await wayBack(context, stretch) }
      : await readOn(context, stretch, at, wanted)
    messages.push(...read)
    stretches = rest === undefined ? others : [rest, ...others]
  }
  context.signal.throwIfAborted()
  return { messages, position: { ...at, stretches }, more: stretches.length > 0 }
}

async function synced(context: Context, position: Position | null, since: string) {
  const { credentials } = context
  const { next_batch: next, rooms } = await sync(context, credentials, position?.next, [
    'm.room.create',
  ])
  const ids = await wantedOf(context, Object.keys(rooms?.join ?? {}))
  const stretches = ids.flatMap((room): Stretch[] => {
    if (position === null) return [{ room, since, back: true }]
    const { timeline, state } = rooms?.join?.[room] ?? {}
    // Only of a room that the account has just joined a later sync tells its beginning.
    const isNew = (state?.events ?? []).length > 0
    if (isNew) return [{ room, since: context.channel.createdTime, back: true }]
    return (timeline?.events ?? []).length > 0 ? [{ room }] : []
  })
  return { ...(position && { before: position.next }), next, stretches }
}

/** Goes back until what lies before is too old, or until the account was invited; nothing is read yet. */
async function wayBack(context: Context, { room, from, since = '' }: Stretch): Promise<Stretch> {
  const asked = { room, dir: 'b', limit: BACK_PAGE, ...(from && { from }) } as const
  const { events, end } = await pageOf(context, asked, [...NEWS, 'm.room.member'])
  const oldest = events.at(-1)
  const isFarEnough =
    end === undefined ||
    (oldest !== undefined && oldest.origin_server_ts < Date.parse(since)) ||
    events.some((event) => isInvitation(context, event))
  if (!isFarEnough) return { room, from: end, since, back: true }
  const invited = events.find((event) => isInvitation(context, event))
  const after = invited && new Date(invited.origin_server_ts).toISOString()
  return { room, from: end ?? null, since: after !== undefined && after > since ? after : since }
}

function isInvitation({ credentials }: Context, { type, state_key, content }: Event): boolean {
  const isOurs = type === 'm.room.member' && state_key === credentials.userId
  return isOurs && content.membership === 'invite'
}

async function readOn(
  context: Context,
  { room, from, since }: Stretch,
  { before, next }: Position,
  limit: number,
): Promise<{ read: Message[]; rest: Stretch | undefined }> {
  const start = from === undefined ? before : (from ?? undefined)
  const asked = { room, dir: 'f', to: next, limit, ...(start && { from: start }) } as const
  const page = await pageOf(context, asked)
  const events = since
    ? page.events.filter(({ origin_server_ts }) => origin_server_ts >= Date.parse(since))
    : page.events
  const read = await messagesIn(context, room, { ...page, events })
  const rest =
    page.end === undefined ? undefined : { room, from: page.end, ...(since && { since }) }
  return { read, rest }
}
