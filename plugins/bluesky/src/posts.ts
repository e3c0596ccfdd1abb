import type { Agent } from '@atproto/api'
import Type from 'typebox'
import Value from 'typebox/value'
import { answerOf } from './answer.ts'
import { PostView } from './post.ts'

const Posts = Type.Object({ posts: Type.Array(Type.Unknown()) })

/** The Network's limit for one request. */
const AT_ONCE = 25

/** Posts as the account may see them: deleted ones, and those of people who block it, are missing. */
export async function postsByUri(
  client: Agent,
  uris: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, PostView>> {
  const found = new Map<string, PostView>()
  const wanted = [...new Set(uris)]
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    signal.throwIfAborted()
    const call = client.app.bsky.feed.getPosts({ uris: wanted.slice(start, start + AT_ONCE) })
    const { posts } = await answerOf(Posts, call)
    for (const post of posts) if (Value.Check(PostView, post)) found.set(post.uri, post)
  }
  return found
}
