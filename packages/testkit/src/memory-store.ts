import type { PlainData, PluginStore, StoredValue } from '@hubward/plugin'

const KEY_LIMIT_CHARACTERS = 256
const VALUE_LIMIT_BYTES = 65_536
const LIST_LIMIT = 1_000

/** A {@link PluginStore} in memory, with the limits of the real one. */
export class MemoryStore implements PluginStore {
  readonly #entries = new Map<string, StoredValue>()
  /** How often something was written or deleted. */
  writes = 0

  async get(key: string): Promise<StoredValue | undefined> {
    return structuredClone(this.#entries.get(checkedKey(key)))
  }

  async set(key: string, value: PlainData, expectedVersion?: number): Promise<number | undefined> {
    const bytes = Buffer.byteLength(JSON.stringify(value))
    if (bytes > VALUE_LIMIT_BYTES) {
      throw new Error(`the value of "${key}" has ${bytes} bytes; at most ${VALUE_LIMIT_BYTES} fit`)
    }
    const version = this.#entries.get(checkedKey(key))?.version ?? 0
    if (expectedVersion !== undefined && expectedVersion !== version) return undefined
    this.writes++
    this.#entries.set(key, { value: structuredClone(value), version: version + 1 })
    return version + 1
  }

  async delete(key: string): Promise<void> {
    this.writes++
    this.#entries.delete(checkedKey(key))
  }

  async list(prefix: string): Promise<readonly ({ readonly key: string } & StoredValue)[]> {
    return [...this.#entries]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .slice(0, LIST_LIMIT)
      .map(([key, stored]) => ({ key, ...structuredClone(stored) }))
  }
}

function checkedKey(key: string): string {
  if (key.length <= KEY_LIMIT_CHARACTERS) return key
  throw new Error(`a key has ${key.length} characters; at most ${KEY_LIMIT_CHARACTERS} fit`)
}
