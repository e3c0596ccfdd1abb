/**
 * What waits, by whose it is. Everybody is served in turn, so that whoever has much waits for it alone;
 * and nobody may have more than a certain number.
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

  /** Takes the first item of whose turn it is; whoever has more waiting goes to the end. */
  next(): Item | undefined {
    for (const [owner, items] of this.#byOwner) {
      const item = items.shift()
      this.#byOwner.delete(owner)
      if (items.length > 0) this.#byOwner.set(owner, items)
      if (item !== undefined) this.#size -= 1
      return item
    }
    return undefined
  }

  /** Takes up to `count`: the first of each owner, then the second of each, and so on. */
  take(count: number): Item[] {
    const taken: Item[] = []
    while (taken.length < count) {
      const item = this.next()
      if (item === undefined) break
      taken.push(item)
    }
    return taken
  }

  has(owner: string, item: Item): boolean {
    return this.#byOwner.get(owner)?.includes(item) ?? false
  }

  /** Takes an item out that no longer wants to be served; false when it was served already. */
  remove(owner: string, item: Item): boolean {
    const items = this.#byOwner.get(owner)
    const place = items?.indexOf(item) ?? -1
    if (!items || place < 0) return false
    items.splice(place, 1)
    if (items.length === 0) this.#byOwner.delete(owner)
    this.#size -= 1
    return true
  }
}
