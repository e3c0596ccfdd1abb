import { cutText, MESSAGE_LIMIT_CHARACTERS } from '@hubward/plugin'
import type { Interaction } from '@hubward/socialhub'
import { sql } from 'kysely'
import { openInteractions } from './contents.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId, NetworkItemId } from './ids.ts'
import { insertRevision } from './new-revision.ts'

// Of messages that are parts of one: an album of five pictures is one Ticket. The part that came first
// leads: its row becomes the Ticket. Rows of the others are in the state `part`, and say what the
// leading one has to show beside its own.

/** A part, with what its message says by itself. */
interface Part {
  readonly networkItemId: NetworkItemId
  readonly groupId: string
  readonly content: Interaction
}

/** The groups of which some part is known already. */
export async function knownGroups(
  trx: Trx,
  channelId: ChannelId,
  groupIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (groupIds.length === 0) return new Set()
  const { rows } = await sql<{ groupId: string }>`
    select distinct group_id as "groupId" from interactions
    where channel_id = ${channelId} and group_id = any(${groupIds})`.execute(trx)
  return new Set(rows.map(({ groupId }) => groupId))
}

/**
 * Puts parts to what leads them, which is about to be sent. From then on they belong to it: what comes
 * later is an edit.
 */
export async function takeParts<
  Taken extends { readonly groupId: string | null; readonly content: Interaction },
>(trx: Trx, channelId: ChannelId, taken: readonly Taken[]): Promise<readonly Taken[]> {
  const groupIds = taken.flatMap(({ groupId }) => groupId ?? [])
  if (groupIds.length === 0) return taken
  const { rows } = await sql<Part & { seq: string }>`
    update interactions p set attempts = p.attempts + 1
    from interactions lead
    where p.channel_id = ${channelId} and p.group_id = any(${groupIds}) and p.state = 'part'
      and p.content is not null and lead.channel_id = p.channel_id and lead.group_id = p.group_id
      and lead.state = 'stored' and (lead.attempts = 1 or p.attempts > 0)
    returning p.network_item_id as "networkItemId", p.group_id as "groupId", p.content,
      p.seq`.execute(trx)
  const opened = await openInteractions(trx, channelId, rows)
  const parts = opened.toSorted((a, b) => Number(a.seq) - Number(b.seq))
  return taken.map((one) => ({
    ...one,
    content: whole(
      one.content,
      parts.filter(({ groupId }) => groupId === one.groupId).map(({ content }) => content),
    ),
  }))
}

/**
 * After a part came late, was edited or is gone: the Ticket of its group is to show it. Where nobody was
 * told of the group yet, there is nothing to do.
 */
export async function reviseGroup(trx: Trx, channelId: ChannelId, groupId: string): Promise<void> {
  const { rows } = await sql<{
    networkItemId: NetworkItemId
    revision: number
    content: Interaction
    updatedTime: Date
  }>`
    update interactions set revision = revision + 1
    where channel_id = ${channelId} and group_id = ${groupId} and state in ('stored', 'delivered')
      and attempts > 0 and content is not null
      and not exists (select from revisions r where r.channel_id = interactions.channel_id
        and r.network_item_id = interactions.network_item_id and r.kind = 'deleted')
    returning network_item_id as "networkItemId", revision, content, now() as "updatedTime"`.execute(
    trx,
  )
  const opened = await openInteractions(trx, channelId, rows)
  for (const { networkItemId, revision, content, updatedTime } of opened) {
    const shown = whole(content, await partsOf(trx, channelId, groupId))
    await insertRevision(trx, channelId, networkItemId, revision, 'edited', {
      ...shown,
      updatedTime: updatedTime.toISOString(),
    })
  }
}

/** A part that is gone from the Network: its Ticket is to show the others. Undefined: it is no part. */
export async function storePartDeletion(
  trx: Trx,
  channelId: ChannelId,
  networkItemId: NetworkItemId,
): Promise<string | undefined> {
  const { rows } = await sql<{ groupId: string }>`
    update interactions set content = null
    where channel_id = ${channelId} and network_item_id = ${networkItemId} and state = 'part'
      and content is not null
    returning group_id as "groupId"`.execute(trx)
  return rows[0]?.groupId
}

/** What the other parts of a group say, in the order in which they came. */
async function partsOf(
  db: Db,
  channelId: ChannelId,
  groupId: string,
): Promise<readonly Interaction[]> {
  const { rows } = await sql<{ networkItemId: NetworkItemId; content: Interaction }>`
    select network_item_id as "networkItemId", content from interactions
    where channel_id = ${channelId} and group_id = ${groupId} and state = 'part'
      and content is not null
    order by seq`.execute(db)
  return (await openInteractions(db, channelId, rows)).map(({ content }) => content)
}

/** The leading part with what the others show: their texts below its own, their pictures behind its own. */
function whole(lead: Interaction, parts: readonly Interaction[]): Interaction {
  if (parts.length === 0) return lead
  const all = [lead, ...parts]
  const texts = all.flatMap(({ message = '' }) => (message === '' ? [] : [message]))
  const pictures = all.flatMap((part) => part.pictures ?? [])
  const attachments = all.flatMap((part) => part.attachments ?? [])
  const message = cutText([...new Set(texts)].join('\n\n'), MESSAGE_LIMIT_CHARACTERS)
  return {
    ...lead,
    ...(message !== '' && { message }),
    ...(pictures.length > 0 && { pictures }),
    ...(attachments.length > 0 && { attachments }),
  }
}
