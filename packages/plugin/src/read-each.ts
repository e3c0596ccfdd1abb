import type Type from 'typebox'
import Value from 'typebox/value'
import type { PluginContext } from './context.ts'
import { misfit } from './parse.ts'

/** An item of a list that could not be read, and why. */
export interface SetAside {
  readonly index: number
  /** The item's `uri` or `id`, where it has one. */
  readonly id?: string
  /** For the log; it repeats nothing of what the item says. */
  readonly reason: string
}

/** What became of a list: what could be read, in its order, and what could not. */
export interface ReadItems<Result> {
  readonly items: readonly Result[]
  readonly setAside: readonly SetAside[]
}

/** So many single items of one list are named; of more the log tells the number. */
const NAMED = 20
/** No reason is longer in the log. */
const REASON_LIMIT = 200

/**
 * Reads a Network's list item by item: one that does not fit the schema, or that `read` throws at, is
 * set aside, logged with its id and the reason, counted where the host counts (`hubward channel show`
 * and the metrics), and passed. Nothing that stands behind it waits.
 *
 * @param items each as the Network answered it, unchecked.
 * @param read makes of an item what is wanted, by itself: it asks nobody, since a Network that is down
 * is no fault of an item.
 */
export function readEach<Schema extends Type.TSchema, Result>(
  schema: Schema,
  items: readonly unknown[],
  read: (item: Type.Static<Schema>, index: number) => Result,
  { log, noteSetAside }: Pick<PluginContext, 'log' | 'noteSetAside'>,
): ReadItems<Result> {
  const results: Result[] = []
  const setAside: SetAside[] = []
  for (const [index, item] of items.entries()) {
    try {
      if (Value.Check(schema, item)) results.push(read(item, index))
      else setAside.push({ index, ...idOf(item), reason: misfit(schema, item) })
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      setAside.push({ index, ...idOf(item), reason: reason.slice(0, REASON_LIMIT) })
    }
  }
  for (const { index, id, reason } of setAside.slice(0, NAMED)) {
    log.warn('an item of a list can’t be read, so it was passed over', {
      index,
      ...(id !== undefined && { id }),
      reason,
    })
  }
  if (setAside.length > NAMED) {
    log.warn('more items of the same list can’t be read', { count: setAside.length - NAMED })
  }
  if (setAside.length > 0) noteSetAside?.(setAside.slice(0, NAMED))
  return { items: results, setAside }
}

function idOf(item: unknown): { id?: string } {
  if (typeof item !== 'object' || item === null) return {}
  for (const name of ['uri', 'id']) {
    const id: unknown = Reflect.get(item, name)
    if (typeof id === 'string' && id !== '') return { id: id.slice(0, REASON_LIMIT) }
  }
  return {}
}
