import type { PlainData, PushEntry, PushLog } from '@hubward/plugin'

/** A {@link PushLog} in memory. */
export class MemoryPushLog implements PushLog {
  readonly #entries: PushEntry[] = []

  append(entry: PlainData, receivedTime: string): void {
    this.#entries.push({
      number: this.#entries.length + 1,
      entry: structuredClone(entry),
      receivedTime,
    })
  }

  async read(after: number, limit: number): Promise<readonly PushEntry[]> {
    return structuredClone(this.#entries.slice(after, after + limit))
  }
}
