/** Somebody who takes up room. `giveUp` is called when the place is needed for others. */
export interface Guest {
  readonly giveUp: () => void
}

/**
 * So much room and no more. Whoever needs it when there is none gets it from the guest who has been
 * arriving longest: who arrives quickly gets through, and who holds many places open only displaces
 * himself. A guest who has arrived keeps the place until the end.
 */
export class Room {
  readonly #mostBytes: number
  readonly #guests = new Map<Guest, number>()
  /** The oldest first. */
  readonly #arriving = new Set<Guest>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** What all guests take up. */
  get bytes(): number {
    return this.#bytes
  }

  /** @returns false when the guest had to give up at once, since nobody else could. */
  enter(guest: Guest, bytes: number): boolean {
    this.#guests.set(guest, 0)
    this.#arriving.add(guest)
    return this.resize(guest, bytes)
  }

  /** @returns false when the guest has no place, or had to give it up for this. */
  resize(guest: Guest, bytes: number): boolean {
    const before = this.#guests.get(guest)
    if (before === undefined) return false
    this.#guests.set(guest, bytes)
    this.#bytes += bytes - before
    if (bytes > before) this.#makeRoom(guest)
    return this.#guests.has(guest)
  }

  /** The guest may be told to give up again. */
  arrives(guest: Guest): void {
    if (this.#guests.has(guest)) this.#arriving.add(guest)
  }

  /** From now on the guest keeps the place. */
  arrived(guest: Guest): void {
    this.#arriving.delete(guest)
  }

  /** @returns whether the guest was there. */
  leave(guest: Guest): boolean {
    this.#bytes -= this.#guests.get(guest) ?? 0
    this.#arriving.delete(guest)
    return this.#guests.delete(guest)
  }

  #makeRoom(forGuest: Guest): void {
    while (this.#bytes > this.#mostBytes) {
      const [oldest] = this.#arriving
      // Everybody else has arrived: who came last has to come again.
      const gives = oldest ?? forGuest
      if (!this.#guests.has(gives)) return
      this.leave(gives)
      gives.giveUp()
    }
  }
}
