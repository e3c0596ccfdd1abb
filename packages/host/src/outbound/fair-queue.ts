/**
 * What waits, by whose it is. Everybody gets a place in turn, so that whoever has much waits for it
 * alone; and nobody may have more than a certain number.
 */
export class FairQueue<Item> {
  readonly #lines = new Map<string, Item[]>()
  readonly #most: number
  #size = 0

  /** @param most of one owner's. */
  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#size
  }

  /** @returns false, and takes nothing, where this owner has enough waiting. */
  add(owner: string, item: Item): boolean {
    const line = this.#lines.get(owner)
    if (line && line.length >= this.#most) return false
    if (line) line.push(item)
    else this.#lines.set(owner, [item])
    this.#size += 1
    return true
  }

  /** Takes up to `count`: the first of each owner, then the second of each, and so on. */
  take(count: number): Item[] {
    const taken: Item[] = []
    while (taken.length < count && this.#size > 0) {
      for (const [owner, line] of [...this.#lines]) {
        if (taken.length === count) break
        const item = line.shift()
        // At the end again, so that the next group begins with those who had no place in this one.
        this.#lines.delete(owner)
        if (line.length > 0) this.#lines.set(owner, line)
        if (item === undefined) continue
        taken.push(item)
        this.#size -= 1
      }
    }
    return taken
  }
}
