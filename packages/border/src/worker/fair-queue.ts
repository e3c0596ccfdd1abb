/** A queue that serves everybody in turn, however much one of them has waiting. */
export class FairQueue<Item> {
  /** In the order in which they are served next. */
  readonly #bySubject = new Map<string, Item[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(subject: string, item: Item): void {
    const items = this.#bySubject.get(subject)
    if (items) items.push(item)
    else this.#bySubject.set(subject, [item])
    this.#size += 1
  }

  /** The first item of whose turn it is; whoever has more waiting goes to the end. */
  next(): Item | undefined {
    for (const [subject, items] of this.#bySubject) {
      const item = items.shift()
      this.#bySubject.delete(subject)
      if (items.length > 0) this.#bySubject.set(subject, items)
      if (item !== undefined) this.#size -= 1
      return item
    }
    return undefined
  }

  has(subject: string, item: Item): boolean {
    return this.#bySubject.get(subject)?.includes(item) ?? false
  }

  /** Takes an item out that no longer wants to be served; false when it was served already. */
  remove(subject: string, item: Item): boolean {
    const items = this.#bySubject.get(subject)
    const at = items?.indexOf(item) ?? -1
    if (!items || at < 0) return false
    items.splice(at, 1)
    if (items.length === 0) this.#bySubject.delete(subject)
    this.#size -= 1
    return true
  }
}
