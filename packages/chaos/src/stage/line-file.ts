import { openSync, readFileSync, writeSync } from 'node:fs'

/** A file with a value a line, written before anything else happens: it outlives a process that is killed. */
export class LineFile<Value> {
  /** What was in it when it was opened. */
  readonly earlier: readonly Value[]
  readonly #fd: number

  constructor(path: string) {
    this.#fd = openSync(path, 'a+', 0o600)
    // The last line is empty: a kill interrupts no write to a file.
    this.earlier = readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  }

  add(value: Value): void {
    writeSync(this.#fd, `${JSON.stringify(value)}\n`)
  }
}
