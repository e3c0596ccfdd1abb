/** Somebody who takes up room. `giveUp` is called when the place is needed for others. */
export interface ByteHolder {
  readonly giveUp: () => void
}

/**
 * So much room and no more. Whoever needs it when there is none gets it from the holder who has been
 * arriving longest: who arrives quickly gets through, and who holds many places open only displaces
 * himself. A holder who has arrived keeps the place until the end.
 */
export class ByteLimit {
  readonly #mostBytes: number
  readonly #holders = new Map<ByteHolder, number>()
  /** The oldest first. */
  readonly #arriving = new Set<ByteHolder>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** What all holders take up. */
  get bytes(): number {
    return this.#bytes
  }

  /** @returns false when the holder had to give up at once, since nobody else could. */
  enter(holder: ByteHolder, bytes: number): boolean {
    this.#holders.set(holder, 0)
    this.#arriving.add(holder)
    return this.resize(holder, bytes)
  }

  /** @returns false when the holder has no place, or had to give it up for this. */
  resize(holder: ByteHolder, bytes: number): boolean {
    const before = this.#holders.get(holder)
    if (before === undefined) return false
    this.#holders.set(holder, bytes)
    this.#bytes += bytes - before
    if (bytes > before) this.#makeSpace(holder)
    return this.#holders.has(holder)
  }

  /** The holder may be told to give up again. */
  arrives(holder: ByteHolder): void {
    if (this.#holders.has(holder)) this.#arriving.add(holder)
  }

  /** From now on the holder keeps the place. */
  arrived(holder: ByteHolder): void {
    this.#arriving.delete(holder)
  }

  /** @returns whether the holder was there. */
  leave(holder: ByteHolder): boolean {
    this.#bytes -= this.#holders.get(holder) ?? 0
    this.#arriving.delete(holder)
    return this.#holders.delete(holder)
  }

  #makeSpace(forHolder: ByteHolder): void {
    while (this.#bytes > this.#mostBytes) {
      const [oldest] = this.#arriving
      // Everybody else has arrived: who came last has to come again.
      const gives = oldest ?? forHolder
      if (!this.#holders.has(gives)) return
      this.leave(gives)
      gives.giveUp()
    }
  }
}
