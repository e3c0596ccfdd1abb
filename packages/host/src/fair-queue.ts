/**
 * What waits, by whose it is. Everybody gets a place in turn, so that whoever has much waits for it
 * alone; and nobody may have more than a certain number.
 */
export class FairQueue<Item> {
  /** In the order in which they are served next. */
  readonly #byOwner = new Map<string, Item[]>()
  readonly #most: number
  #size = 0

  /** @param most of one owner's. */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most
  }

  get size(): number {
    return this.#size
  }

  /** @returns false, and takes nothing, where this owner has enough waiting. */
  add(owner: string, item: Item): boolean {
    const items = this.#byOwner.get(owner)
    if (items && items.length >= this.#most) return false
    if (items) items.push(item)
    else this.#byOwner.set(owner, [item])
    this.#size += 1
    return true
  }

  /** Takes up to `count` out: the first of each owner, then the second of each, and so on. */
  take(count: number): Item[] {
    const taken: Item[] = []
    for (const [owner, items] of this.#byOwner) {
      if (taken.length >= count) break
      taken.push(...items.splice(0, 1))
      // At the end again: this loop comes by once more, and the next begins with who had no place.
      this.#byOwner.delete(owner)
      if (items.length > 0) this.#byOwner.set(owner, items)
    }
    this.#size -= taken.length
    return taken
  }
}
