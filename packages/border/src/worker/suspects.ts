/** So many are remembered at most. */
const LIMIT = 10_000

/**
 * Whose calls a worker may have died of, as `Call.suspicion` names them. A good answer clears one; but
 * for `lingersMs` not one whose call was the only one in a worker that died: a stranger sends a good
 * request as easily as a bad one.
 */
export class Suspects {
  readonly #lingersMs: number
  /** Until when nothing clears it, on the clock of `performance`. */
  readonly #known = new Map<string, number>()

  constructor({ lingersMs }: { lingersMs: number }) {
    this.#lingersMs = lingersMs
  }

  has(suspicion: string): boolean {
    return this.#known.has(suspicion)
  }

  suspect(suspicions: readonly string[]): void {
    const isCertain = suspicions.length === 1
    for (const suspicion of suspicions) {
      if (isCertain) this.#add(suspicion, performance.now() + this.#lingersMs)
      else if (!this.#known.has(suspicion)) this.#add(suspicion, 0)
    }
  }

  clear(suspicion: string): void {
    const until = this.#known.get(suspicion)
    if (until !== undefined && until <= performance.now()) this.#known.delete(suspicion)
  }

  #add(suspicion: string, until: number): void {
    this.#known.delete(suspicion)
    this.#known.set(suspicion, until)
    const [first] = this.#known
    if (this.#known.size > LIMIT && first) this.#known.delete(first[0])
  }
}
