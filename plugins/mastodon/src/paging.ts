import Type from 'typebox'
import { type Entry, type List, PAGE_SIZE, type Page } from './list.ts'
import type { Context } from './settings.ts'

/** The entry up to which a list has been read. */
const Mark = Type.Object({ id: Type.String(), time: Type.String() })
type Mark = Type.Static<typeof Mark>

/** How far a list has been read, and where reading is on its way. */
export const Progress = Type.Object({
  /** Null: not found yet. */
  mark: Type.Union([Mark, Type.Null()]),
  /** While the mark is not found: `max_id` of the next page back; null begins with the newest. */
  back: Type.Union([Type.String(), Type.Null()]),
  /** Where pages only go back: the `max_id` of those on the way to the mark, the newest first. */
  walk: Type.Optional(Type.Array(Type.String())),
  /** How many pages the way back has had. */
  pages: Type.Optional(Type.Integer()),
  /** When it was last looked whether the list still leads on from its mark. ISO 8601. */
  looked: Type.Optional(Type.String()),
})
export type Progress = Type.Static<typeof Progress>

/** So many pages are asked for in one call; a longer way takes several. */
const STEPS = 10
/** No way back has more pages: such a list has no end. */
const MOST_PAGES = 5_000
/** Of a long way so many pages are remembered: what is newer waits for the next way. */
const MOST_REMEMBERED = 500

/**
 * A server that begins its ids anew, as after it was set up again, answers nothing from the mark on,
 * for ever. So now and then the newest page is asked for: seldom, since a quiet Channel asks often.
 */
const LOOK_MS = 10 * 60_000

/** The id of the mark of a list in which nothing is older than what is wanted. No server gives it. */
const BEFORE_ALL = '0'

/** Goes back through a list that has not been read yet, until it is known where to begin. */
export async function findMark(
  context: Context,
  list: List,
  since: string,
  progress: Progress,
): Promise<Progress> {
  let at = progress
  for (let step = 0; step < STEPS && at.mark === null; step++) {
    context.signal.throwIfAborted()
    at = await oneStepBack(context, list, since, at)
  }
  return at
}

/** Only from its mark on can a list be read forwards, oldest first. */
async function oneStepBack(
  context: Context,
  list: List,
  since: string,
  { back, pages = 0 }: Progress,
): Promise<Progress> {
  const { entries } = await list(context, { limit: PAGE_SIZE, maxId: back ?? undefined })
  const before = entries.find(({ time }) => Date.parse(time) < Date.parse(since))
  if (before) return { mark: markOf(before), back: null }
  const oldest = entries.at(-1)
  if (!oldest) return { mark: { id: BEFORE_ALL, time: new Date(0).toISOString() }, back: null }
  // `max_id` is the id of what the page begins after: whoever names it again doesn't know paging.
  if (entries.some(({ id }) => id === back) || pages >= MOST_PAGES) {
    sayEndless(context, pages)
    const time = pages >= MOST_PAGES ? oldest.time : since
    return { mark: { id: BEFORE_ALL, time }, back: null }
  }
  return { mark: null, back: oldest.id, pages: pages + 1 }
}

export interface ReadOn {
  /** What follows the mark, oldest first. */
  readonly entries: readonly Entry[]
  /** Where reading stands as long as none of these is taken. */
  readonly progress: Progress
  readonly waitMs: number | undefined
}

/**
 * What follows the mark. Mastodon pages forwards with `min_id`; servers that only speak its API may
 * answer the newest entries instead, and give no links. There the way leads back page by page until the
 * mark is met, or what is older than it, and then forward over the same pages: slower, without a gap,
 * and kept in the progress, so that it may take several calls. The same way is gone where a list leads
 * nowhere from its mark, though it has newer entries.
 */
export async function readAfter(
  context: Context,
  list: List,
  progress: Progress & { readonly mark: Mark },
  limit: number,
): Promise<ReadOn> {
  const { mark } = progress
  let walk: readonly string[] = progress.walk ?? []
  let pages = walk.length === 0 ? 0 : (progress.pages ?? 0)
  let { looked } = progress
  const read = (entries: readonly Entry[], { waitMs }: Page): ReadOn => ({
    entries: entries.slice(0, limit),
    progress: {
      mark,
      back: null,
      ...(walk.length > 0 && { walk: [...walk], pages }),
      ...(looked !== undefined && { looked }),
    },
    waitMs,
  })
  if (walk.length === 0 && mark.id !== BEFORE_ALL) {
    // Some servers answer the mark itself, too: there must be room for another one.
    const page = await list(context, { minId: mark.id, limit: Math.max(2, limit) })
    const { entries } = page
    const now = context.now()
    if (entries.length === 0) {
      const isDue = looked === undefined || now.getTime() - Date.parse(looked) >= LOOK_MS
      if (!isDue) return read([], page)
      looked = now.toISOString()
      const newest = await list(context, { limit: PAGE_SIZE })
      if (!isAhead(newest, mark)) return read([], page)
      context.log.warn(
        'the list leads nowhere from where it was read up to: newer entries are brought by time',
      )
    } else {
      const isForward = page.linked && !entries.some(({ id }) => id === mark.id)
      if (isForward) return read(entries.toReversed(), page)
      if (reaches(page, mark)) return read(newerThan(mark, entries).toReversed(), page)
    }
  }
  const held = new Map<string | undefined, Page>()
  let isEnd = false
  for (let step = 0; ; step++) {
    context.signal.throwIfAborted()
    const maxId = walk.at(-1)
    const page = await list(context, { limit: PAGE_SIZE, maxId })
    held.set(maxId, page)
    // A page's last entry stands on the next one, too: so what is deleted meanwhile leaves no gap.
    const next = (page.entries.at(-2) ?? page.entries.at(-1))?.id
    const isMet: boolean = isEnd || reaches(page, mark)
    if (!isMet && next !== undefined && !walk.includes(next) && pages < MOST_PAGES) {
      walk = [...walk, next].slice(-MOST_REMEMBERED)
      pages += 1
    } else {
      if (!isMet && page.entries.length > 1) sayEndless(context, pages)
      isEnd ||= !isMet
      const fresh = newerThan(mark, page.entries).toReversed()
      // Newer pages that were read on the way here need not be asked for again.
      for (let newer: Page | undefined = page; newer && walk.length > 0 && fresh.length < limit; ) {
        newer = held.get(walk.at(-2))
        if (!newer) break
        walk = walk.slice(0, -1)
        pages -= 1
        const known = new Set(fresh.map(({ id }) => id))
        fresh.push(...newer.entries.toReversed().filter(({ id }) => !known.has(id)))
      }
      if (fresh.length > 0 || walk.length === 0) return read(fresh, page)
      walk = walk.slice(0, -1)
      pages -= 1
    }
    if (step >= STEPS && walk.length > 0) return read([], page)
  }
}

/** Where reading stands after an entry was taken. */
export function after({ progress }: ReadOn, last: Mark | undefined): Progress {
  return last ? { ...progress, mark: markOf(last) } : progress
}

function reaches({ entries }: Page, mark: Mark): boolean {
  return entries.some(({ id, time }) => id === mark.id || Date.parse(time) < Date.parse(mark.time))
}

/** Whether the newest entries are later than the mark, which is none of them. */
function isAhead({ entries }: Page, mark: Mark): boolean {
  const [newest] = entries
  if (newest === undefined || entries.some(({ id }) => id === mark.id)) return false
  return Date.parse(newest.time) > Date.parse(mark.time)
}

function newerThan(mark: Mark, page: readonly Entry[]): readonly Entry[] {
  const known = page.findIndex(({ id }) => id === mark.id)
  const older = page.findIndex(({ time }) => Date.parse(time) < Date.parse(mark.time))
  const end = known < 0 ? older : known
  return end < 0 ? page : page.slice(0, end)
}

function sayEndless({ log }: Context, pages: number): void {
  log.warn('the server’s list can’t be paged to its end: what is older is not brought', { pages })
}

function markOf({ id, time }: Mark): Mark {
  return { id, time }
}
