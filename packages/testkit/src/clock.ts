/** Time that stands still until a test moves it. */
export class TestClock {
  #nowMs: number

  /** @param start ISO 8601. */
  constructor(start: string) {
    this.#nowMs = Date.parse(start)
  }

  now(): Date {
    return new Date(this.#nowMs)
  }

  advance(ms: number): void {
    this.#nowMs += ms
  }
}
