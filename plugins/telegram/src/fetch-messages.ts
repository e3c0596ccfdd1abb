import {
  type FetchRequest,
  type FetchResult,
  type Message,
  PluginError,
  type PluginStore,
  readEach,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask } from './api.ts'
import { ALLOWED_UPDATES, checkWebhook, isPushed } from './delivery.ts'
import { type News, newsOf, type Thread } from './message.ts'
import type { Context } from './settings.ts'
import { Update } from './wire.ts'

const DAY_MS = 86_400_000
/** So often is looked whether the webhook is still there, while nothing comes. */
const CHECK_EVERY_MS = 600_000
/** "Values between 1-100 are accepted": https://core.telegram.org/bots/api#getupdates */
const UPDATES_LIMIT = 100

const Maybe = Type.Optional
export const Position = Type.Object({
  /** What is older than the Channel is not for it. */
  since: Type.String(),
  /** The number of the last entry of the push log that was read. */
  entry: Type.Integer(),
  /** The update after the last one that was asked for, and when that was. */
  update: Maybe(Type.Integer()),
  updateTime: Maybe(Type.String()),
  /** When the webhook was looked at; absent while updates are asked for. */
  checkedTime: Maybe(Type.String()),
})
export type Position = Type.Static<typeof Position>

/** First what Telegram has brought, then what waits there. */
export async function fetchMessages(
  context: Context,
  { position, limit, since }: FetchRequest<Position>,
): Promise<FetchResult<Position>> {
  const from = position ?? { since, entry: 0 }
  const entries = await context.received.read(from.entry, limit)
  const pushed = isPushed(context)
  const last = entries.at(-1)
  if (last !== undefined) {
    const read = readEach(
      Type.Object({ entry: Update, receivedTime: Type.String() }),
      entries,
      ({ entry, receivedTime }) => newsOf(context, entry, { since: from.since, receivedTime }),
      context,
    )
    return {
      messages: await inThreads(context.channelStore, read.items.flat()),
      position: { ...from, entry: last.number },
      // What waits at Telegram since it was switched to asking comes after what was pushed.
      more: entries.length === limit || !pushed,
    }
  }
  return pushed ? whilePushed(context, from) : asked(context, from, limit)
}

/** Nothing came. A token that was taken back, or a webhook that is gone, would look the same. */
async function whilePushed(context: Context, from: Position): Promise<FetchResult<Position>> {
  const now = context.now()
  const { checkedTime } = from
  if (checkedTime !== undefined && now.getTime() - Date.parse(checkedTime) < CHECK_EVERY_MS) {
    return { messages: [], position: from, more: false }
  }
  await checkWebhook(context)
  return { messages: [], position: { ...from, checkedTime: now.toISOString() }, more: false }
}

const Placed = Type.Object({ update_id: Type.Integer() })

/**
 * Asking with an offset makes Telegram forget what lies before it. The offset comes from a position that
 * was committed together with the messages before it: nothing is forgotten that is not stored.
 */
async function asked(
  context: Context,
  from: Position,
  limit: number,
): Promise<FetchResult<Position>> {
  const now = context.now().toISOString()
  const { checkedTime: _, ...rest } = from
  const isOld = Date.parse(now) - Date.parse(from.updateTime ?? now) > 6 * DAY_MS
  const count = Math.min(limit, UPDATES_LIMIT)
  const updates = await getUpdates(context, {
    limit: count,
    allowed_updates: ALLOWED_UPDATES,
    // "If there are no new updates for at least a week, then identifier of the next update will be chosen
    // randomly": perhaps a smaller one. Without an offset, all that is not confirmed comes.
    ...(from.update !== undefined && !isOld && { offset: from.update }),
  })
  const read = readEach(
    Update,
    updates,
    (update) => newsOf(context, update, { since: from.since, receivedTime: now }),
    context,
  )
  const ids = updates.flatMap((update) => (Value.Check(Placed, update) ? update.update_id : []))
  const next = ids.length > 0 ? Math.max(...ids) + 1 : undefined
  return {
    messages: await inThreads(context.channelStore, read.items.flat()),
    position: { ...rest, ...(next !== undefined && { update: next, updateTime: now }) },
    more: updates.length === count && next !== undefined && next !== from.update,
  }
}

async function getUpdates(context: Context, request: object): Promise<unknown[]> {
  const { token } = context.credentials
  const get = () =>
    ask(context, token, 'getUpdates', Type.Array(Type.Unknown(), { maxItems: UPDATES_LIMIT }), {
      ...request,
    })
  try {
    return await get()
  } catch (thrown) {
    // Of a time when this host could be reached. What waits for the webhook is not dropped with it.
    const isWebhook = thrown instanceof PluginError && thrown.message.includes('webhook is active')
    if (!isWebhook) throw thrown
    await ask(context, token, 'deleteWebhook', Type.Literal(true))
    return await get()
  }
}

const threadKey = (conversation: string) => `thread/${conversation}`

/**
 * A chat that is one conversation has no first message by itself, so the first one that came is kept in
 * the Channel's store. Written only where nothing is yet: fetched again, it is the same.
 */
async function inThreads(store: PluginStore, news: readonly News[]): Promise<Message[]> {
  const messages: Message[] = []
  for (const one of news) {
    if (one.kind === 'moved') await move(store, one.from, one.to)
    if (one.kind === 'deleted') messages.push(one.message)
    if (one.kind !== 'message') continue
    const { message } = one
    const { networkItemId } = message.interaction
    const rootId = await rootOf(store, one.thread, networkItemId)
    const root = rootId !== undefined && rootId !== networkItemId && { root: { rootId } }
    messages.push({ ...message, interaction: { ...message.interaction, ...root } })
  }
  return messages
}

async function rootOf(
  store: PluginStore,
  { rootId, conversation, about, ifKnown }: Thread,
  networkItemId: string,
): Promise<string | undefined> {
  if (conversation === undefined) return rootId
  const key = threadKey(conversation)
  const known = (await store.get(key))?.value
  if (typeof known === 'string') return known
  if (ifKnown) return rootId
  await store.set(key, networkItemId, 0, about === undefined ? {} : { about })
  const stored = (await store.get(key))?.value
  return typeof stored === 'string' ? stored : undefined
}

/** A group that became a supergroup: its conversation goes on under the new id. */
async function move(store: PluginStore, from: string, to: string): Promise<void> {
  const known = await store.get(threadKey(from))
  if (known !== undefined) await store.set(threadKey(to), known.value, 0)
}
