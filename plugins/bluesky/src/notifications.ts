import type { Agent } from '@atproto/api'
import { PluginError, readEach, readTime, type WrittenMessage } from '@hubward/plugin'
import Type from 'typebox'
import { answerOf } from './answer.ts'
import type { Context } from './credentials.ts'
import { asMessage } from './message.ts'
import { PAGE } from './position.ts'
import { readUri } from './post.ts'
import { postsByUri } from './posts.ts'

/** Why somebody's post concerns the Channel's account. */
const REASONS = ['mention', 'reply', 'quote']

const Notification = Type.Object({
  uri: Type.String({ maxLength: 1_024 }),
  reason: Type.String({ maxLength: 64 }),
  indexedAt: Type.String(),
})
type Notification = Type.Static<typeof Notification>

const Page = Type.Object({
  notifications: Type.Array(Type.Unknown()),
  cursor: Type.Optional(Type.String()),
})

/** Cursors are kept in the position, many of them: the Network's have 30 characters. */
const CURSOR_LIMIT = 512
/** A server that answers so much more than it was asked for means something else. */
const ITEMS_LIMIT = 10 * PAGE

export interface NotificationPage {
  readonly items: readonly Notification[]
  readonly cursor: string | undefined
  /** Whether all of it could be read. */
  readonly whole: boolean
}

/** One page of notifications, newest first. */
export async function notifications(
  context: Context,
  client: Agent,
  cursor: string | undefined,
): Promise<NotificationPage> {
  const call = client.app.bsky.notification.listNotifications({
    limit: PAGE,
    reasons: REASONS,
    ...(cursor !== undefined && { cursor }),
  })
  const page = await answerOf(Page, call)
  const { length } = page.notifications
  if (length > ITEMS_LIMIT || (page.cursor?.length ?? 0) > CURSOR_LIMIT) {
    throw new PluginError('unavailable', {
      message: `the server answered a page of ${length} notifications, or a cursor without end`,
    })
  }
  const { items, setAside } = readEach(
    Notification,
    page.notifications,
    ({ uri, reason, indexedAt }) => {
      const time = readTime(indexedAt)
      if (time === undefined) throw new Error('/indexedAt is no time')
      if (readUri(uri) === undefined) throw new Error('/uri is no address of a post')
      return { uri, reason, indexedAt: time }
    },
    context,
  )
  return { items, cursor: page.cursor, whole: setAside.length === 0 }
}

/** In the given order; a post that was deleted meanwhile is left out. */
export async function messagesOf(
  context: Context,
  client: Agent,
  notices: readonly Notification[],
): Promise<{ readonly messages: WrittenMessage[]; readonly whole: boolean }> {
  // The first that told of a post counts.
  const reasons = new Map(notices.toReversed().map(({ uri, reason }) => [uri, reason]))
  const { did } = context.credentials
  const { website } = context.settings
  const { language } = context.channel
  const { found, unreadable } = await postsByUri(
    context,
    client,
    notices.map(({ uri }) => uri),
    (post) => asMessage(post, { did, website, language, reason: reasons.get(post.uri) }),
  )
  const messages = notices.flatMap(({ uri }) => {
    const message = found.get(uri)
    if (message !== undefined) return [message]
    context.log.info('a notification’s post is gone, or is none that can be read', { uri })
    return []
  })
  return { messages, whole: unreadable === 0 }
}
