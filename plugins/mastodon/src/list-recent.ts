import {
  ifFound,
  type Message,
  type PlainData,
  type RecentMessages,
  readEach,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { answerTo, ask, statusPath } from './api.ts'
import { believedListings, isDoubtful, Listing, storeBelievedListing } from './believed-listings.ts'
import { failureOf, isRefusal } from './failure.ts'
import { messagesOf } from './fetch-messages.ts'
import { notifications, ownStatuses, PAGE_SIZE, statusesIn } from './list.ts'
import { itemIdOf } from './message.ts'
import type { Context } from './settings.ts'
import { type Status, unwrapped } from './status.ts'
import { forget, note, slotOf, unwatched, type WatchedStatus, watchedIn } from './watched.ts'
import { Items, Listed, StatusAnswer } from './wire.ts'

/** So many are looked at again in one page: as many as Mastodon gives by their ids at once. */
const LOOKED_AT = 20

const LISTS = { notifications, own: ownStatuses }

/** No list has more pages within a window: the server goes round in a circle. */
const MOST_PAGES = 1_000

/**
 * First the lists again, for what was missed; then what was brought, for edits and for what is gone;
 * and at the end, when it is known how much is missing, what is gone is told.
 */
const Cursor = Type.Union([
  Type.Object({
    list: Type.Union([Type.Literal('notifications'), Type.Literal('own')]),
    maxId: Type.Union([Type.String(), Type.Null()]),
    pages: Type.Optional(Type.Integer()),
  }),
  Type.Object({ slot: Type.String(), after: Type.String(), look: Type.Optional(Listing) }),
  Type.Object({ goneFrom: Type.String(), look: Listing }),
])
type Cursor = Type.Static<typeof Cursor>

export async function listRecent(
  context: Context,
  { since, cursor }: { readonly since: string; readonly cursor?: PlainData },
): Promise<RecentMessages> {
  const at: Cursor = Value.Check(Cursor, cursor) ? cursor : { list: 'notifications', maxId: null }
  if ('list' in at) return await listAgain(context, since, at)
  return 'slot' in at ? await lookAgain(context, since, at) : await tellGone(context, at)
}

async function listAgain(
  context: Context,
  since: string,
  { list, maxId, pages = 0 }: Extract<Cursor, { list: string }>,
): Promise<RecentMessages> {
  const range = { limit: PAGE_SIZE, maxId: maxId ?? undefined }
  const { entries } = await LISTS[list](context, range)
  const recent = entries.filter(({ time }) => Date.parse(time) >= Date.parse(since))
  const messages = await messagesOf(context, await unwatched(context, statusesIn(recent)))
  const last = entries.at(-1)
  // A page with the entry that it should begin after: such a server doesn't page.
  const isEndless = entries.some(({ id }) => id === maxId) || pages >= MOST_PAGES
  if (last && recent.length === entries.length && !isEndless) {
    return { messages, cursor: { list, maxId: last.id, pages: pages + 1 } }
  }
  if (list === 'notifications') return { messages, cursor: { list: 'own', maxId: null } }
  return { messages, cursor: { slot: slotOf(Date.parse(since)), after: '' } }
}

/**
 * Nothing is concluded from what the lists lack: people clear their notifications. What was brought is
 * asked for by its id; that it is gone is only believed when the API itself says so for this one, and
 * again at the next look. A server in trouble, or one that just writes an edit down (seen with snac),
 * doesn't know a status for a moment either.
 */
async function lookAgain(
  context: Context,
  since: string,
  { slot, after, look: begun }: Extract<Cursor, { slot: string }>,
): Promise<RecentMessages> {
  const look = begun ?? { time: context.now().toISOString(), seen: 0, missing: 0 }
  const good = await believedListings(context)
  const { watched, next } = await watchedIn(context, slot)
  const waiting = watched.filter(({ key }) => key > after)
  const looked = waiting.slice(0, LOOKED_AT)
  const { known, statuses } = await statusesOf(context, looked)
  let missing = 0
  for (const one of looked) {
    const isKnown = known.has(one.id)
    const before = one.missed === true || good.has(String(one.missed)) ? one.missed : look.time
    const missed = isKnown ? false : before
    const told = one.told && !isKnown
    if (!isKnown && !told) missing += 1
    if (missed !== one.missed || told !== one.told) await note(context, one, { missed, told })
  }
  const edited = statuses.filter(({ editedAt }) => editedAt !== undefined)
  const messages = await messagesOf(context, edited)
  const seen = { ...look, seen: look.seen + looked.length, missing: look.missing + missing }
  if (waiting.length > looked.length) {
    return { messages, cursor: { slot, after: looked.at(-1)?.key ?? after, look: seen } }
  }
  if (next <= slotOf(context.now().getTime())) {
    return { messages, cursor: { slot: next, after: '', look: seen } }
  }
  if (isDoubtful(seen)) {
    context.log.warn('most statuses are missing from the server at once, so none counts as gone', {
      seen: seen.seen,
      missing: seen.missing,
    })
    return { messages }
  }
  await storeBelievedListing(context, seen)
  return { messages, cursor: { goneFrom: slotOf(Date.parse(since)), look: seen } }
}

/** What was missing from this look and from one before it. */
async function tellGone(
  context: Context,
  { goneFrom, look }: Extract<Cursor, { goneFrom: string }>,
): Promise<RecentMessages> {
  const { watched, next } = await watchedIn(context, goneFrom)
  const deletedTime = context.now().toISOString()
  const messages: Message[] = []
  for (const one of watched) {
    if (one.missed === false || one.missed === look.time) continue
    if (!one.told) await note(context, one, { missed: one.missed, told: true })
    messages.push({ networkItemId: itemIdOf(one.uri), deletedTime })
  }
  if (next <= slotOf(context.now().getTime())) return { messages, cursor: { goneFrom: next, look } }
  await forget(context)
  return { messages }
}

interface Looked {
  /** The ids of which the server says that they are there, whatever it says of them. */
  readonly known: ReadonlySet<string>
  readonly statuses: readonly Status[]
}

async function statusesOf(context: Context, looked: readonly WatchedStatus[]): Promise<Looked> {
  const known = new Set<string>()
  const statuses: Status[] = []
  if (looked.length === 0) return { known, statuses }
  const wanted = new Set(looked.map(({ id }) => id))
  for (const answer of await byIds(context, looked)) {
    if (!Value.Check(Listed, answer) || !wanted.has(answer.id) || known.has(answer.id)) continue
    known.add(answer.id)
    statuses.push(...readStatus(context, answer))
  }
  for (const { id } of looked) {
    if (known.has(id)) continue
    context.signal.throwIfAborted()
    const answer = await byId(context, id)
    if (answer === undefined) continue
    known.add(id)
    statuses.push(...readStatus(context, answer))
  }
  return { known, statuses }
}

/** One that is there and can't be read is not gone. */
function readStatus(context: Context, answer: unknown): readonly Status[] {
  return readEach(StatusAnswer, [answer], (item) => unwrapped(item), context).items
}

/** Mastodon knows many at once since 4.3; nothing from those that don't, in whatever words. */
async function byIds(
  context: Context,
  looked: readonly WatchedStatus[],
): Promise<readonly unknown[]> {
  const query = { id: looked.map(({ id }) => id) }
  const answer = await answerTo(context, context.credentials, 'GET', '/api/v1/statuses', { query })
  const { status, body } = answer
  if (status === 401 || (status >= 300 && !isRefusal(status))) {
    throw failureOf(answer, context.now())
  }
  return status < 300 && Value.Check(Items, body) ? body.slice(0, LOOKED_AT) : []
}

/** A status as it is now; undefined when it is gone, or may no longer be seen. */
async function byId(context: Context, id: string): Promise<unknown> {
  const asked = ask(context, context.credentials, 'GET', statusPath(id), Listed)
  return (await ifFound(asked))?.body
}
