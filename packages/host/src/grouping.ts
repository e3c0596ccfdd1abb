import { setImmediate as endOfRound } from 'node:timers/promises'
import { FairQueue } from '@hubward/border'

interface Queued<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/** So much waits already that more would fill the memory: whoever sent it is asked to come again. */
export class TooBusy extends Error {
  override readonly name = 'TooBusy'
}

/** Whose the items are, where one who sends many may not keep the others waiting. */
interface Owners<Item> {
  readonly ownerOf: (item: Item) => string
  /** How many of one owner's may wait. */
  readonly mostOfOne: number
}

/**
 * Does one thing for many at once. While one group is at work, those that arrive form the next: under
 * load they share a round trip and an fsync, and without load nobody waits for anything. A first group
 * takes all that arrive in the same round of Node's event loop: requests that were read together, turns
 * that were claimed together. Without that, the first of them would make a group alone, and webhooks with
 * turns a third more statements.
 */
export class Grouping<Item, Result> {
  readonly #work: (group: readonly Item[]) => Promise<readonly Result[]>
  readonly #most: number
  readonly #ownerOf: (item: Item) => string
  readonly #queue: FairQueue<Queued<Item, Result>>
  #busy = false

  /**
   * @param work answers in the order given. When it fails for a group, it is called for each alone:
   *   one that PostgreSQL won't take must not take its neighbours with it.
   * @param most how many make a group at most.
   * @param owners absent: whoever came first is next, and any number may wait.
   */
  constructor(
    work: (group: readonly Item[]) => Promise<readonly Result[]>,
    most: number,
    owners?: Owners<Item>,
  ) {
    this.#work = work
    this.#most = most
    this.#ownerOf = owners?.ownerOf ?? (() => '')
    this.#queue = new FairQueue(owners?.mostOfOne)
  }

  /** How many wait for their group. */
  get waiting(): number {
    return this.#queue.size
  }

  /** Rejects with TooBusy, at once, where too many of this owner's wait. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (!this.#queue.add(this.#ownerOf(item), { item, resolve, reject })) {
        reject(new TooBusy('too many of one owner wait for their group'))
        return
      }
      if (!this.#busy) void this.#doGroups()
    })
  }

  async #doGroups(): Promise<void> {
    this.#busy = true
    await endOfRound()
    while (this.#queue.size > 0) await this.#do(this.#queue.take(this.#most))
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
