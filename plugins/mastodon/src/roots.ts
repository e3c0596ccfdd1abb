import { ifFound, readEach } from '@hubward/plugin'
import { ask, statusPath } from './api.ts'
import type { Context } from './settings.ts'
import { type Status, statusOf } from './status.ts'
import { Ancestor, StatusAnswer, Context as Thread } from './wire.ts'

/** Finds the first status of a thread. */
export type RootFinder = (status: Status) => Promise<string | undefined>

/**
 * A status names only what it answers directly, so the server is asked for the way up. Statuses that
 * answer the same one share a question: hundreds may answer one post.
 */
export function rootFinder(context: Context): RootFinder {
  const known = new Map<string, string>()
  return async (status) => {
    const { inReplyToId: parentId } = status
    if (!parentId) return undefined
    // Deleted since it was listed: it becomes a Ticket, and the deletion follows it.
    const thread = known.has(parentId) ? undefined : await ifFound(threadOf(context, status.id))
    const root = known.get(parentId) ?? thread?.ancestors[0]
    if (root !== undefined) known.set(parentId, root)
    return root
  }
}

/** Mastodon shows 4,096 at most. */
const MOST = 5_000

/** What surrounds a status. `whole`: nothing below it was unreadable, or too much. */
export async function threadOf(
  context: Context,
  id: string,
): Promise<{
  /** URIs of what it answers, the first status of the thread first. */
  readonly ancestors: readonly string[]
  readonly descendants: readonly Status[]
  readonly whole: boolean
}> {
  const path = `${statusPath(id)}/context`
  const { body } = await ask(context, context.credentials, 'GET', path, Thread)
  const ancestors = readEach(Ancestor, body.ancestors.slice(0, MOST), ({ uri }) => uri, context)
  const answers = body.descendants.slice(0, MOST)
  const below = readEach(StatusAnswer, answers, (answer) => statusOf(answer), context)
  return {
    ancestors: ancestors.items,
    descendants: below.items,
    whole: below.setAside.length === 0 && answers.length === body.descendants.length,
  }
}
