import { createHash } from 'node:crypto'
import Type from 'typebox'
import type { FetchRequest, FetchResult, Message } from './message.ts'
import { Time } from './plain.ts'

/** How many items are remembered: as many as move to the top of a list, or disappear, at once. */
const KNOWN_LIMIT = 500
/** Pages that one call reads at most: what is new below them is never brought. */
const PAGES_LIMIT = 150
const CURSOR_LIMIT = 2_000

/** Where fetching stands in a list that shows its newest items first. */
export const NewestFirst = Type.Object({
  /** What is older isn't wanted. */
  start: Time,
  /** Items that were brought, the newest first: a hash of the id, when it changed, and its version. */
  known: Type.Array(Type.String()),
  /** When the newest of the items that are no longer remembered changed: what is as old was brought. */
  floor: Type.Optional(Time),
  /** More was new than one call brings: known pages have news below them. */
  waits: Type.Optional(Type.Boolean()),
})
export type NewestFirst = Type.Static<typeof NewestFirst>

/** One item of such a list. */
export interface ListedItem {
  /** Permanent. */
  readonly id: string
  /** At most 200 characters that change whenever the item does: a time, or a hash of what it says. */
  readonly version: string
  /** When it last changed, as far as the Network says. ISO 8601. */
  readonly changedTime: string | undefined
  /**
   * What becomes of it.
   *
   * @param earlier the version that was brought before; undefined where it is new.
   */
  messages(earlier: string | undefined): readonly Message[]
}

/** A page of the list, and where the next, older one begins. */
export interface ListedPage {
  readonly items: readonly ListedItem[]
  readonly next?: string | undefined
}

/**
 * Reads a list that shows its newest items first, and in which items may change, move to the top, appear
 * late or vanish, such as reviews: `fetchMessages` of a Network without a "since". It reads from the top
 * until a page brings nothing that is new or has changed, and answers that oldest first. It goes by ids
 * and versions: what shares a time or comes late is brought all the same. Of the newest 500 items, that
 * is; what is older than those counts as brought. Where more is new than `limit`, each call reads down to
 * what is old again, 150 pages at most: a cursor that is kept may end, or lead elsewhere.
 *
 * @param page one page as the Network lists it; the first where there is no cursor.
 */
export async function readNewestFirst(
  { position, limit, since }: FetchRequest<NewestFirst>,
  page: (cursor: string | undefined) => Promise<ListedPage>,
): Promise<FetchResult<NewestFirst>> {
  const { start, known, floor, waits = false } = position ?? { start: since, known: [] }
  const entries = new Map(known.map(readEntry).map((entry) => [entry.id, entry]))
  const startMs = Date.parse(start)
  const floorMs = floor === undefined ? Number.NEGATIVE_INFINITY : Date.parse(floor)
  const isOld = (item: ListedItem) => timeOf(item) < startMs || timeOf(item) <= floorMs
  const isNews = (item: ListedItem) => {
    const entry = entries.get(hash(item.id))
    // An item that is known may fall back to an old time: when its answer is taken away, say.
    return entry ? entry.version !== item.version : !isOld(item)
  }

  const fresh: ListedItem[] = []
  const turned = new Set<string>()
  let cursor: string | undefined
  do {
    const { items, next } = await page(cursor)
    const news = items.filter(isNews)
    fresh.push(...news)
    const isKnown = news.length === 0 && items.some(({ id }) => entries.has(hash(id)))
    if (news.length === 0 && !(waits && isKnown)) break
    // A list that leads back to itself ends, too.
    cursor =
      next !== undefined && next.length <= CURSOR_LIMIT && !turned.has(next) ? next : undefined
    if (cursor !== undefined) turned.add(cursor)
  } while (cursor !== undefined && turned.size < PAGES_LIMIT)

  const sorted = once(fresh).toSorted((one, other) => timeOf(one) - timeOf(other))
  const brought = sorted.slice(0, limit)
  const waiting = sorted.slice(limit)
  const messages = brought.flatMap((item) => item.messages(entries.get(hash(item.id))?.version))
  const latest = new Map(brought.toReversed().map((item) => [hash(item.id), entryFor(item)]))
  const others = [...entries.values()].filter(({ id }) => !latest.has(id))
  const { kept, floorMs: raised } = cut([...latest.values(), ...others], waiting, floorMs)
  return {
    messages: messages
      .filter((message) => !(momentOf(message) < startMs))
      .toSorted((one, other) => placeOf(one) - placeOf(other)),
    position: {
      start,
      known: kept.map(writeEntry),
      ...(Number.isFinite(raised) && { floor: new Date(raised).toISOString() }),
      ...(waiting.length > 0 && { waits: true }),
    },
    more: waiting.length > 0,
  }
}

/**
 * Forgets the oldest. Neither what an item that waits was before is forgotten, nor anything as new as it:
 * the floor would bury it.
 */
function cut(entries: readonly Entry[], waiting: readonly ListedItem[], floorMs: number) {
  const ids = new Set(waiting.map(({ id }) => hash(id)))
  const [oldest] = waiting
  const isAsNew = ({ timeMs }: Entry) => oldest !== undefined && timeMs >= timeOf(oldest)
  const kept: Entry[] = []
  let raised = floorMs
  for (const entry of entries.toSorted((one, other) => other.timeMs - one.timeMs)) {
    if (kept.length < KNOWN_LIMIT || ids.has(entry.id) || isAsNew(entry)) kept.push(entry)
    else if (Number.isFinite(entry.timeMs)) raised = Math.max(raised, entry.timeMs)
  }
  return { kept, floorMs: raised }
}

function once(items: readonly ListedItem[]): ListedItem[] {
  // While pages are turned, new items push others to the next page.
  return [...new Map(items.toReversed().map((item) => [item.id, item])).values()]
}

const hash = (id: string) => createHash('sha256').update(id).digest('base64url').slice(0, 16)
interface Entry {
  readonly id: string
  /** Infinite where nobody knows. */
  readonly timeMs: number
  readonly version: string
}
const entryFor = (item: ListedItem): Entry => ({
  id: hash(item.id),
  timeMs: timeOf(item),
  version: item.version,
})
const writeEntry = ({ id, timeMs, version }: Entry) =>
  `${id} ${Number.isFinite(timeMs) ? timeMs.toString(36) : ''} ${version}`

function readEntry(entry: string): Entry {
  const [id = '', time = '', ...version] = entry.split(' ')
  const timeMs = time === '' ? Number.POSITIVE_INFINITY : Number.parseInt(time, 36)
  return { id, timeMs, version: version.join(' ') }
}

const timeOf = ({ changedTime }: ListedItem) =>
  changedTime === undefined ? Number.POSITIVE_INFINITY : Date.parse(changedTime)

/** Where a message stands among others: one without a time after all that have one. */
function placeOf(message: Message): number {
  const moment = momentOf(message)
  return Number.isNaN(moment) ? Number.MAX_VALUE : moment
}

/** When a message was written or last changed; NaN where nobody knows. */
function momentOf(message: Message): number {
  if (!('interaction' in message)) return Date.parse(message.deletedTime)
  return Date.parse(message.updatedTime ?? message.interaction.createdTime ?? '')
}
