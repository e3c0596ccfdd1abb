interface Queued<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Does one thing for many at once. While one group is at work, those that arrive form the next: under
 * load they share a round trip and an fsync, and without load nobody waits for anything.
 */
export class Grouping<Item, Result> {
  readonly #work: (group: readonly Item[]) => Promise<readonly Result[]>
  readonly #most: number
  #queue: Queued<Item, Result>[] = []
  #busy = false

  /**
   * @param work answers in the order given. When it fails for a group, it is called for each alone:
   *   one that PostgreSQL won't take must not take its neighbours with it.
   * @param most how many make a group at most.
   */
  constructor(work: (group: readonly Item[]) => Promise<readonly Result[]>, most: number) {
    this.#work = work
    this.#most = most
  }

  /** How many wait for their group. */
  get waiting(): number {
    return this.#queue.length
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject })
      if (!this.#busy) void this.#doGroups()
    })
  }

  async #doGroups(): Promise<void> {
    this.#busy = true
    while (this.#queue.length > 0) await this.#do(this.#queue.splice(0, this.#most))
    this.#busy = false
  }

  async #do(group: readonly Queued<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#work(group.map(({ item }) => item))
      if (results.length !== group.length) throw new Error('a group was not answered as a whole')
      for (const [place, { resolve }] of group.entries()) {
        const result = results[place]
        if (result !== undefined) resolve(result)
      }
    } catch (error) {
      const [only, ...others] = group
      if (only && others.length === 0) only.reject(error)
      else for (const queued of group) await this.#do([queued])
    }
  }
}
