/** What has arrived so far, and what somebody waits for. */
export class Arrivals<Item> {
  readonly all: Item[] = []
  readonly #waiting = new Set<(item: Item) => void>()

  add(item: Item): void {
    this.all.push(item)
    for (const tell of [...this.#waiting]) tell(item)
  }

  /** Resolves with the first one from now on that fits; rejects when the signal is aborted. */
  next(fits: (item: Item) => boolean, signal: AbortSignal): Promise<Item> {
    const { promise, resolve, reject } = Promise.withResolvers<Item>()
    const tell = (item: Item) => {
      if (fits(item)) resolve(item)
    }
    const stop = () => reject(signal.reason)
    this.#waiting.add(tell)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    return promise.finally(() => {
      this.#waiting.delete(tell)
      signal.removeEventListener('abort', stop)
    })
  }
}
