import { PluginError } from '@hubward/plugin'
import { ask } from './api.ts'
import type { Context } from './list.ts'
import { type Status, Context as Thread } from './wire.ts'

/** Finds the first status of a thread. */
export type RootFinder = (status: Status) => Promise<string | undefined>

/**
 * A status names only what it answers directly, so the server is asked for the way up. Statuses that
 * answer the same one share a question: hundreds may answer one post.
 */
export function rootFinder(context: Context): RootFinder {
  const known = new Map<string, string>()
  return async (status) => {
    const { in_reply_to_id: parentId } = status
    if (!parentId) return undefined
    const root = known.get(parentId) ?? (await rootOf(context, status))
    if (root !== undefined) known.set(parentId, root)
    return root
  }
}

async function rootOf(context: Context, status: Status): Promise<string | undefined> {
  try {
    const { ancestors } = await threadOf(context, status.id)
    return ancestors[0]?.uri
  } catch (error) {
    // Deleted since it was listed: it becomes a Ticket, and the deletion follows it.
    if (error instanceof PluginError && error.code === 'not-found') return undefined
    throw error
  }
}

export async function threadOf(context: Context, id: string) {
  const path = `/api/v1/statuses/${encodeURIComponent(id)}/context`
  const { body } = await ask(context, context.credentials, 'GET', path, Thread)
  return body
}
