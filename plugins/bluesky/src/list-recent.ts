import type { Agent } from '@atproto/api'
import type { PlainData, RecentMessages } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { clientFor } from './client.ts'
import type { Context } from './credentials.ts'
import { messagesOf, notifications } from './notifications.ts'
import { nextCursor } from './position.ts'

/** Posts can't be edited: what a second look finds are deletions, and whatever a fetch missed. */
export async function listRecent(
  context: Context,
  { since, cursor: given }: { readonly since: string; readonly cursor?: PlainData },
): Promise<RecentMessages> {
  const cursor = Value.Check(Type.String(), given) ? given : undefined
  const client = await clientFor(context)
  const page = await notifications(client, cursor)
  const wanted = page.items.filter(({ indexedAt }) => Date.parse(indexedAt) >= Date.parse(since))
  const messages = await messagesOf(context, client, wanted)
  if (page.cursor !== undefined && wanted.length === page.items.length) {
    return { messages, cursor: nextCursor(page.cursor, cursor) }
  }
  return (await hidesPeople(client)) ? { messages } : { messages, completeSince: since }
}

/**
 * Whether the account mutes or blocks anybody. Their posts are missing from the list, too, and nothing
 * in it tells them from deleted ones: rather no deletion is reported than a wrong one.
 */
async function hidesPeople(client: Agent): Promise<boolean> {
  const { graph } = client.app.bsky
  const [mutes, blocks, muteLists, blockLists] = await Promise.all([
    graph.getMutes({ limit: 1 }),
    graph.getBlocks({ limit: 1 }),
    graph.getListMutes({ limit: 1 }),
    graph.getListBlocks({ limit: 1 }),
  ])
  const lists = [mutes.data.mutes, blocks.data.blocks, muteLists.data.lists, blockLists.data.lists]
  return lists.some(({ length }) => length > 0)
}
