import type { Agent } from '@atproto/api'
import { type PluginContext, readEach, readTime } from '@hubward/plugin'
import Type from 'typebox'
import { answerOf } from './answer.ts'
import { isNamed } from './errors.ts'
import { PostView } from './post.ts'

const Posts = Type.Object({ posts: Type.Array(Type.Unknown()) })

/** The Network's limit for one request. */
const AT_ONCE = 25

export interface ReadPosts<Result> {
  /** By address. What is neither here nor unreadable is gone, or may not be seen. */
  readonly found: ReadonlyMap<string, Result>
  /** How many are there that can't be read, or that nothing can be learnt of. */
  readonly unreadable: number
}

/**
 * Posts as the account may see them: deleted ones, and those of people who block it, are missing.
 *
 * @param read makes of a post what is wanted; one that it throws at is unreadable.
 */
export async function postsByUri<Result>(
  context: Pick<PluginContext, 'log' | 'signal'>,
  client: Agent,
  uris: readonly string[],
  read: (post: PostView) => Result,
): Promise<ReadPosts<Result>> {
  const found = new Map<string, Result>()
  const wanted = [...new Set(uris)]
  let unreadable = 0
  const ask = async (some: readonly string[]): Promise<void> => {
    context.signal.throwIfAborted()
    let posts: readonly unknown[]
    try {
      const call = client.app.bsky.feed.getPosts({ uris: [...some] })
      ;({ posts } = await answerOf(Posts, call))
    } catch (thrown) {
      // The Network refuses the whole question for one address: it is found by halves.
      if (!isNamed(thrown, 'InvalidRequest')) throw thrown
      const half = Math.ceil(some.length / 2)
      if (some.length > 1) {
        await ask(some.slice(0, half))
        return await ask(some.slice(half))
      }
      unreadable += 1
      return context.log.warn('the Network refuses to be asked for a post', { uri: some[0] ?? '' })
    }
    const { items, setAside } = readEach(
      PostView,
      posts.slice(0, AT_ONCE),
      (post) => {
        if (readTime(post.indexedAt) === undefined) throw new Error('/indexedAt is no time')
        return [post.uri, read(post)] as const
      },
      context,
    )
    for (const [uri, result] of items) found.set(uri, result)
    unreadable += setAside.length
  }
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    await ask(wanted.slice(start, start + AT_ONCE))
  }
  return { found, unreadable }
}
