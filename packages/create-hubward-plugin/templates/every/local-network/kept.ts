import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * What the local Network knows. With a file it is there again after a restart, as the host, which
 * remembers how far it has read, may expect of any Network.
 */
export class Kept {
  readonly #file: string | undefined
  readonly #parts = new Map<string, unknown>()

  constructor(file?: string) {
    this.#file = file
    if (file !== undefined) this.#parts = new Map(Object.entries(readKept(file)))
  }

  /** One part of it, as it was left: change it in place. */
  map<Value>(name: string): Map<string, Value> {
    const known = this.#parts.get(name)
    const map = new Map<string, Value>(Object.entries((known ?? {}) as Record<string, Value>))
    this.#parts.set(name, map)
    return map
  }

  save(): void {
    if (this.#file === undefined) return
    const parts = [...this.#parts].map(([name, part]) => [
      name,
      part instanceof Map ? Object.fromEntries(part) : part,
    ])
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(this.#file, JSON.stringify(Object.fromEntries(parts), null, 2))
  }
}

function readKept(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}
