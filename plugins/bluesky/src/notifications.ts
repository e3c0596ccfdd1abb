import type { Agent } from '@atproto/api'
import type { WrittenMessage } from '@hubward/plugin'
import Type from 'typebox'
import { answerOf } from './answer.ts'
import type { Context } from './credentials.ts'
import { asMessage } from './message.ts'
import { PAGE } from './position.ts'
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

/** One page of notifications, newest first. */
export async function notifications(
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
export async function messagesOf(
  context: Context,
  client: Agent,
  notices: readonly Notification[],
): Promise<WrittenMessage[]> {
  const uris = notices.map(({ uri }) => uri)
  const posts = await postsByUri(client, uris, context.signal)
  const { did } = context.credentials
  const { website } = context.settings
  const { language } = context.channel
  return notices.flatMap(({ uri, reason }) => {
    const post = posts.get(uri)
    if (post !== undefined) return [asMessage(post, { did, website, language, reason })]
    context.log.info('a notification’s post is gone, or is none that can be read', { uri })
    return []
  })
}
