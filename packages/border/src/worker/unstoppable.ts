/** What is said of a worker that was given up. */
export interface GivenUp {
  readonly integration: string
  /** Why it was to end. */
  readonly cause: string
}

export interface UnstoppableListener {
  /** How many there are of one integration now. */
  counted(integration: string, count: number): void
  givenUp(worker: GivenUp): void
}

/**
 * Workers that were told to end and go on all the same: native code, such as a regular expression's or
 * `normalize` over a long text, can't be interrupted. Each takes a processor until it is done, and the
 * process can't end in the common way before.
 */
export class UnstoppableWorkers {
  readonly #counts = new Map<string, number>()
  readonly #told: UnstoppableListener | undefined

  constructor(told?: UnstoppableListener) {
    this.#told = told
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** @param ended when the worker has come to its end at last. */
  add(worker: GivenUp, ended: Promise<unknown>): void {
    const { integration } = worker
    const count = (by: number) => {
      const counted = (this.#counts.get(integration) ?? 0) + by
      this.#counts.set(integration, counted)
      this.#told?.counted(integration, counted)
    }
    count(1)
    void ended.then(() => count(-1))
    this.#told?.givenUp(worker)
  }
}
