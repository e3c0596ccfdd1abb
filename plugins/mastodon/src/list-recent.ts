import { type Message, type PlainData, PluginError, type RecentMessages } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask } from './api.ts'
import { messagesOf } from './fetch-messages.ts'
import { type Context, notifications, ownStatuses, PAGE_SIZE } from './list.ts'
import { itemIdOf } from './message.ts'
import { forget, noteMissed, slotOf, unwatched, type WatchedStatus, watchedIn } from './watched.ts'
import { Status, Statuses } from './wire.ts'

/** So many are looked at again in one page: as many as Mastodon gives by their ids at once. */
const LOOKED_AT = 20

const LISTS = { notifications, own: ownStatuses }

/** First the lists again, for what was missed; then what was brought, for edits and deletions. */
const Cursor = Type.Union([
  Type.Object({
    list: Type.Union([Type.Literal('notifications'), Type.Literal('own')]),
    maxId: Type.Union([Type.String(), Type.Null()]),
  }),
  Type.Object({ slot: Type.String(), after: Type.String() }),
])
type Cursor = Type.Static<typeof Cursor>

export async function listRecent(
  context: Context,
  { since, cursor }: { readonly since: string; readonly cursor?: PlainData },
): Promise<RecentMessages> {
  const at: Cursor = Value.Check(Cursor, cursor) ? cursor : { list: 'notifications', maxId: null }
  return 'list' in at ? await listAgain(context, since, at) : await lookAgain(context, at)
}

async function listAgain(
  context: Context,
  since: string,
  { list, maxId }: Extract<Cursor, { list: string }>,
): Promise<RecentMessages> {
  const range = { limit: PAGE_SIZE, ...(maxId !== null && { maxId }) }
  const { entries } = await LISTS[list](context, range)
  const recent = entries.filter(({ time }) => Date.parse(time) >= Date.parse(since))
  const missing = await unwatched(
    context,
    recent.flatMap(({ status }) => (status ? [status] : [])),
  )
  const messages = await messagesOf(context, missing.map(entryOf))
  const last = entries.at(-1)
  if (last && recent.length === entries.length) {
    return { messages, cursor: { list, maxId: last.id } }
  }
  if (list === 'notifications') return { messages, cursor: { list: 'own', maxId: null } }
  return { messages, cursor: { slot: slotOf(Date.parse(since)), after: '' } }
}

/**
 * Nothing is concluded from what the lists lack: people clear their notifications. What was brought is
 * asked for by its id; that it is gone is only believed when the server says so for this one, and again
 * at the next look. A server in trouble, or one that just writes an edit down (seen with snac), doesn't
 * know a status for a moment either, and a Ticket that says "deleted" says so for good.
 */
async function lookAgain(
  context: Context,
  { slot, after }: Extract<Cursor, { slot: string }>,
): Promise<RecentMessages> {
  const { watched, next } = await watchedIn(context, slot)
  const waiting = watched.filter(({ key }) => key > after)
  const looked = waiting.slice(0, LOOKED_AT)
  const now = await statusesOf(context, looked)
  const edited = looked.flatMap(({ id }) => {
    const status = now.get(id)
    return status?.edited_at ? [entryOf(status)] : []
  })
  for (const one of looked) {
    const missed = !now.has(one.id)
    if (missed !== one.missed) await noteMissed(context, one, missed)
  }
  const deletedTime = context.now().toISOString()
  const gone = looked
    .filter(({ id, missed }) => missed && !now.has(id))
    .map(({ uri }): Message => ({ networkItemId: itemIdOf(uri), deletedTime }))
  const messages = [...(await messagesOf(context, edited)), ...gone]
  if (waiting.length > looked.length) {
    return { messages, cursor: { slot, after: looked.at(-1)?.key ?? after } }
  }
  if (next <= slotOf(context.now().getTime())) {
    return { messages, cursor: { slot: next, after: '' } }
  }
  await forget(context)
  return { messages }
}

async function statusesOf(
  context: Context,
  looked: readonly WatchedStatus[],
): Promise<ReadonlyMap<string, Status>> {
  const found = new Map<string, Status>()
  if (looked.length === 0) return found
  for (const status of await byIds(context, looked)) found.set(status.id, status)
  for (const { id } of looked) {
    if (found.has(id)) continue
    context.signal.throwIfAborted()
    const status = await byId(context, id)
    if (status) found.set(id, status)
  }
  return found
}

/** Mastodon knows many at once since 4.3; nothing from those that don't. */
async function byIds(context: Context, looked: readonly WatchedStatus[]) {
  try {
    const query = { id: looked.map(({ id }) => id) }
    const path = '/api/v1/statuses'
    return (await ask(context, context.credentials, 'GET', path, Statuses, { query })).body
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    if (['not-found', 'rejected', 'invalid'].includes(error.code)) return []
    if (error.message.startsWith('the answer to')) return []
    throw error
  }
}

/** A status as it is now; undefined when it is gone, or may no longer be seen. */
async function byId(context: Context, id: string): Promise<Status | undefined> {
  try {
    const path = `/api/v1/statuses/${encodeURIComponent(id)}`
    const { body } = await ask(context, context.credentials, 'GET', path, Status)
    // A status that was boosted comes wrapped in its boost from snac.
    return body.reblog ?? body
  } catch (error) {
    if (error instanceof PluginError && error.code === 'not-found') return undefined
    throw error
  }
}

function entryOf(status: Status) {
  return { id: status.id, time: status.created_at, status }
}
