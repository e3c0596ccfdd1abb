/** What is said of a worker that was given up. */
export interface GivenUp {
  readonly integration: string
  /** Why it was to end. */
  readonly cause: string
}

/**
 * Workers that were told to end and go on all the same: native code, such as a regular expression's or
 * `normalize` over a long text, can't be interrupted. Each takes a processor until it is done, and the
 * process can't end in the common way before.
 */
export class UnendedWorkers {
  readonly #counts = new Map<string, number>()
  /** Told of each that is given up. */
  readonly #givenUp: (worker: GivenUp) => void

  constructor(givenUp: (worker: GivenUp) => void = () => undefined) {
    this.#givenUp = givenUp
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** By integration; also of those that had one and have none now. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  /** @param ended when the worker has come to its end at last. */
  add(worker: GivenUp, ended: Promise<unknown>): void {
    const count = (by: number) => {
      this.#counts.set(worker.integration, (this.#counts.get(worker.integration) ?? 0) + by)
    }
    count(1)
    void ended.then(() => count(-1))
    this.#givenUp(worker)
  }
}
