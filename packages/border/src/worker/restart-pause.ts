const LONGEST_PAUSE_MS = 60_000

/** How often in a row workers died, and how long that keeps the next one from being started. */
export class RestartPause {
  #count = 0
  /** On the clock of `performance`. */
  #notBefore = 0

  get count(): number {
    return this.#count
  }

  /** How long to wait now: after the first death not at all, then a second, two, four … */
  get pauseMs(): number {
    return Math.max(0, this.#notBefore - performance.now())
  }

  add(): void {
    this.#count += 1
    const pauseMs = this.#count < 2 ? 0 : Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** (this.#count - 2))
    this.#notBefore = performance.now() + pauseMs
  }

  /** A call came to an end: its worker lives. The pause of an earlier one goes on. */
  forget(): void {
    this.#count = 0
  }
}
