import { createHash } from 'node:crypto'
import Type from 'typebox'
import type { FetchRequest, FetchResult, Message } from './message.ts'
import { Time } from './plain.ts'

/** How many items are remembered: as many as move to the top of a list, or disappear, at once. */
const KNOWN_LIMIT = 500
/** Pages that one call reads at most; the next call goes on from there. */
const PAGES_LIMIT = 10
const CURSOR_LIMIT = 2_000

/** Where fetching stands in a list that shows its newest items first. */
export const NewestFirst = Type.Object({
  /** What is older isn't wanted. */
  start: Time,
  /** Items that were brought, the newest first: a hash of the id, and which version of it. */
  known: Type.Array(Type.String()),
  /** The page to go on with, where there was more than one call reads. */
  cursor: Type.Optional(Type.String({ maxLength: CURSOR_LIMIT })),
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
 * and versions, never by a time alone: what shares a time or comes late is brought all the same.
 *
 * @param page one page as the Network lists it; the first where there is no cursor.
 */
export async function readNewestFirst(
  { position, limit, since }: FetchRequest<NewestFirst>,
  page: (cursor: string | undefined) => Promise<ListedPage>,
): Promise<FetchResult<NewestFirst>> {
  const { start, known, cursor: begin } = position ?? { start: since, known: [] }
  const versions = new Map(known.map((entry) => entryOf(entry)))
  const isOld = ({ changedTime }: ListedItem) =>
    changedTime !== undefined && Date.parse(changedTime) < Date.parse(start)
  const isKnown = ({ id, version }: ListedItem) => versions.get(hash(id)) === version

  const fresh: ListedItem[] = []
  const met: string[] = []
  let cursor = begin
  let next: string | undefined
  for (let pages = 0; ; pages++) {
    const { items, next: following } = await page(cursor)
    const news = items.filter((item) => !isOld(item) && !isKnown(item))
    fresh.push(...news)
    met.push(...items.filter(isKnown).map(entryFor))
    // A list that leads back to itself ends, too.
    const ends = following === undefined || following === cursor || following.length > CURSOR_LIMIT
    if (ends || news.length === 0) break
    if (pages + 1 === PAGES_LIMIT) {
      next = following
      break
    }
    cursor = following
  }
  const sorted = once(fresh).toSorted((one, other) => timeOf(one) - timeOf(other))
  const brought = sorted.slice(0, limit)
  const rest = sorted.length > brought.length
  const messages = brought.flatMap((item) => item.messages(versions.get(hash(item.id))))
  const remembered = new Map<string, string>()
  for (const entry of [...brought.toReversed().map(entryFor), ...met, ...known]) {
    const [id, version] = entryOf(entry)
    if (!remembered.has(id)) remembered.set(id, version)
  }
  const goesOn = rest ? begin : next
  return {
    messages: messages
      .filter((message) => !(momentOf(message) < Date.parse(start)))
      .toSorted((one, other) => momentOf(one) - momentOf(other)),
    position: {
      start,
      known: [...remembered].slice(0, KNOWN_LIMIT).map(([id, version]) => `${id} ${version}`),
      ...(goesOn !== undefined && { cursor: goesOn }),
    },
    more: rest || next !== undefined,
  }
}

function once(items: readonly ListedItem[]): ListedItem[] {
  // While pages are turned, new items push others to the next page.
  return [...new Map(items.toReversed().map((item) => [item.id, item])).values()]
}

const hash = (id: string) => createHash('sha256').update(id).digest('base64url').slice(0, 16)
const entryFor = ({ id, version }: ListedItem) => `${hash(id)} ${version}`
const entryOf = (entry: string): [string, string] => [entry.slice(0, 16), entry.slice(17)]
const timeOf = ({ changedTime }: ListedItem) =>
  changedTime === undefined ? Number.POSITIVE_INFINITY : Date.parse(changedTime)

/** When a message was written or last changed; NaN where nobody knows. */
function momentOf(message: Message): number {
  if (!('interaction' in message)) return Date.parse(message.deletedTime)
  return Date.parse(message.updatedTime ?? message.interaction.createdTime ?? '')
}
