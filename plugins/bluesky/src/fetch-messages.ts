import type { Agent } from '@atproto/api'
import type { FetchRequest, FetchResult, Message } from '@hubward/plugin'
import Type from 'typebox'
import { answerOf } from './answer.ts'
import { clientFor } from './client.ts'
import type { Context } from './credentials.ts'
import { asMessage } from './message.ts'
import {
  afterTaking,
  freshOf,
  nextCursor,
  PAGE,
  type Position,
  reachesKnown,
  startingAt,
} from './position.ts'
import { postsByUri } from './posts.ts'

/** Why somebody's post concerns the Channel's account. */
const REASONS = ['mention', 'reply', 'quote']

const Notification = Type.Object({
  uri: Type.String(),
  reason: Type.String(),
  indexedAt: Type.String({ format: 'date-time' }),
})
type Notification = Type.Static<typeof Notification>

const Page = Type.Object({
  notifications: Type.Array(Notification),
  cursor: Type.Optional(Type.String()),
})

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

/** One page of notifications, newest first. */
async function notifications(
  client: Agent,
  cursor: string | undefined,
): Promise<{ items: readonly Notification[]; cursor: string | undefined }> {
  const call = client.app.bsky.notification.listNotifications({
    limit: PAGE,
    reasons: REASONS,
    ...(cursor !== undefined && { cursor }),
  })
  const page = await answerOf(Page, call)
  return { items: page.notifications, cursor: page.cursor }
}

/** In the given order; a post that was deleted meanwhile is left out. */
async function messagesOf(
  context: Context,
  client: Agent,
  notices: readonly Notification[],
): Promise<Message[]> {
  const posts = await postsByUri(
    client,
    notices.map(({ uri }) => uri),
    context.signal,
  )
  return notices.flatMap(({ uri, reason }) => {
    const post = posts.get(uri)
    if (post === undefined) {
      context.log.info('a notification’s post is gone, or is none that can be read', { uri })
      return []
    }
    const { did } = context.credentials
    const { website } = context.settings
    return [asMessage(post, { did, website, language: context.channel.language, reason })]
  })
}
