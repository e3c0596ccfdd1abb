import type { SealError } from './seal-error.ts'
import type { SealedPlace } from './sealed-places.ts'

/** Told of a value that does not open, or whose Account’s key does not. It stays as it is. */
export type Unopened = (place: SealedPlace, row: string, error: SealError) => void

/** With the wrong keys nothing opens: then values are told again rather than all kept in mind. */
const MOST = 10_000

/** The same for one who needs to hear of each value only once: a file is come upon again in each round. */
export function onceEach(unopened: Unopened): Unopened {
  const told = new Set<string>()
  return (place, row, error) => {
    const value = `${place} ${row}`
    if (told.has(value)) return
    if (told.size === MOST) told.clear()
    told.add(value)
    unopened(place, row, error)
  }
}
