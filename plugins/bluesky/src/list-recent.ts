import type { Agent } from '@atproto/api'
import type { PlainData, RecentMessages } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { answerOf } from './answer.ts'
import { clientFor } from './client.ts'
import type { Context } from './credentials.ts'
import { messagesOf, notifications } from './notifications.ts'
import { MOST_PAGES, nextCursor } from './position.ts'

/** Where the listing stands, and whether all was read so far. A cursor alone: as before. */
const Cursor = Type.Union([
  Type.String(),
  Type.Object({
    cursor: Type.String(),
    pages: Type.Integer(),
    whole: Type.Boolean(),
  }),
])

/** Posts can't be edited: what a second look finds are deletions, and whatever a fetch missed. */
export async function listRecent(
  context: Context,
  { since, cursor: given }: { readonly since: string; readonly cursor?: PlainData },
): Promise<RecentMessages> {
  const at = Value.Check(Cursor, given) ? given : { cursor: undefined, pages: 0, whole: true }
  const { cursor, pages, whole } =
    typeof at === 'string' ? { cursor: at, pages: 1, whole: true } : at
  const client = await clientFor(context)
  const page = await notifications(context, client, cursor)
  const wanted = page.items.filter(({ indexedAt }) => Date.parse(indexedAt) >= Date.parse(since))
  const read = await messagesOf(context, client, wanted)
  const { messages } = read
  // One that is there and can't be read is not gone, and a list that goes round in a circle says nothing.
  const isWhole = whole && page.whole && read.whole
  if (page.cursor !== undefined && wanted.length === page.items.length) {
    const next = nextCursor(page.cursor, cursor)
    if (next === cursor || pages >= MOST_PAGES) return { messages }
    return { messages, cursor: { cursor: next, pages: pages + 1, whole: isWhole } }
  }
  const isComplete = isWhole && !(await hidesPeople(client))
  return isComplete ? { messages, completeSince: since } : { messages }
}

/**
 * Whether the account mutes or blocks anybody. Their posts are missing from the list, too, and nothing
 * in it tells them from deleted ones: rather no deletion is reported than a wrong one.
 */
async function hidesPeople(client: Agent): Promise<boolean> {
  const { graph } = client.app.bsky
  const [mutes, blocks, muteLists, blockLists] = await Promise.all([
    answerOf(Type.Object({ mutes: Items }), graph.getMutes({ limit: 1 })),
    answerOf(Type.Object({ blocks: Items }), graph.getBlocks({ limit: 1 })),
    answerOf(Type.Object({ lists: Items }), graph.getListMutes({ limit: 1 })),
    answerOf(Type.Object({ lists: Items }), graph.getListBlocks({ limit: 1 })),
  ])
  const lists = [mutes.mutes, blocks.blocks, muteLists.lists, blockLists.lists]
  return lists.some(({ length }) => length > 0)
}

const Items = Type.Array(Type.Unknown())
