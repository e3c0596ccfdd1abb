import { createHash } from 'node:crypto'
import Type from 'typebox'

/**
 * Where fetching stands. Notifications come newest first and the cursor goes back only, so a fetch
 * that finds more than a page of news walks back without taking anything, remembering the cursors,
 * until it meets what it knows; then it comes forward, page by page, oldest first.
 */
export const Position = Type.Object({
  /** What is older than this was never wanted, or was taken long ago. ISO 8601. */
  floor: Type.String(),
  /** The newest posts that were taken, oldest first: their time in milliseconds and a mark. */
  taken: Type.Array(Type.Tuple([Type.Integer(), Type.String()])),
  /** The cursors of the walk, newest page first; the first page has none. Absent: no walk. */
  cursors: Type.Optional(Type.Array(Type.String())),
  walk: Type.Optional(Type.Union([Type.Literal('back'), Type.Literal('forward')])),
  /** How many pages the walk back has had. */
  pages: Type.Optional(Type.Integer()),
  /** The mark of the last post on the first page when the walk began; empty where there was none. */
  joint: Type.Optional(Type.String()),
})
export type Position = Type.Static<typeof Position>

/** One notification, as far as the walk is concerned. */
export interface Notice {
  readonly uri: string
  /** When the network first saw the post, or its author's own earlier time. ISO 8601. */
  readonly indexedAt: string
}

/** How many posts are known by name, at least: as many as the Network gives on one page. */
export const PAGE = 100

/** No walk has more pages, 100,000 notifications: such a list has no end. */
export const MOST_PAGES = 1_000
/** Of a long walk so many cursors are kept: what is newer waits for the next walk. */
export const MOST_CURSORS = 200

export function startingAt(since: string): Position {
  return { floor: since, taken: [] }
}

/** Of a page, what was not taken yet; oldest first, and in the same order each time. */
export function freshOf<Item extends Notice>(position: Position, page: readonly Item[]): Item[] {
  const known = new Set(position.taken.map(([, mark]) => mark))
  const floor = Date.parse(position.floor)
  return page
    .filter(({ uri, indexedAt }) => Date.parse(indexedAt) >= floor && !known.has(markOf(uri)))
    .sort((one, other) => timeOf(one) - timeOf(other) || (one.uri < other.uri ? -1 : 1))
}

/** Whether everything beyond this page was taken before. */
export function reachesKnown(position: Position, page: readonly Notice[]): boolean {
  const known = new Set(position.taken.map(([, mark]) => mark))
  const floor = Date.parse(position.floor)
  return page.some((notice) => timeOf(notice) < floor || known.has(markOf(notice.uri)))
}

/**
 * Whether the first page goes on where the walk began. Cursors need not overlap, so that nothing on it
 * may be known, though everything beyond was taken.
 */
export function meetsJoint({ joint }: Position, firstPage: readonly Notice[]): boolean {
  if (joint === undefined) return false
  return joint === ''
    ? firstPage.length === 0
    : firstPage.some((notice) => markOf(notice.uri) === joint)
}

/** Where the first page ends: beyond it the walk goes on. */
export function jointOf(page: readonly Notice[]): string {
  const last = page.at(-1)
  return last ? markOf(last.uri) : ''
}

/** The position after these were taken. What falls out of the list of known ones raises the floor. */
export function afterTaking(position: Position, taken: readonly Notice[]): Position {
  const all = [
    ...position.taken,
    ...taken.map((notice): [number, string] => [timeOf(notice), markOf(notice.uri)]),
  ].sort(([one], [other]) => one - other)
  // Posts of one millisecond stay or go together, so that the floor can stand between two of them.
  const oldestKept = all.at(-PAGE)?.[0] ?? Number.NEGATIVE_INFINITY
  const kept = all.filter(([time]) => time >= oldestKept)
  const dropped = all.at(-kept.length - 1)
  const floorMs = Math.max(Date.parse(position.floor), dropped ? dropped[0] + 1 : 0)
  return { ...position, floor: new Date(floorMs).toISOString(), taken: kept }
}

/**
 * Cursors are times, and the next page begins strictly before them: posts of the same millisecond as
 * the last one of a page would be passed over. So it is asked for from one millisecond later, unless
 * that leads nowhere.
 */
export function nextCursor(given: string, current: string | undefined): string {
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(given) ? Date.parse(given) : Number.NaN
  if (Number.isNaN(time)) return given
  const overlapping = new Date(time + 1).toISOString()
  return overlapping === current ? given : overlapping
}

function timeOf({ indexedAt }: Notice): number {
  return Date.parse(indexedAt)
}

function markOf(uri: string): string {
  return createHash('sha256').update(uri).digest('base64url').slice(0, 10)
}
