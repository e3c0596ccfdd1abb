import type { Logger } from 'pino'

/** How long something is counted before a line is written. */
const COLLECT_MS = 10_000

/** One line of the log for whatever happens many times: a flood must not fill the log as well. */
export class CountedWarning {
  readonly #log: Logger
  readonly #sentence: string
  #counts = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(log: Logger, sentence: string) {
    this.#log = log
    this.#sentence = sentence
  }

  /** @param what one of few: it becomes a field of the line. */
  note(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
    this.#timer ??= setTimeout(() => this.flush(), COLLECT_MS).unref()
  }

  /** Writes down what was counted. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#counts.size === 0) return
    this.#log.warn(Object.fromEntries(this.#counts), this.#sentence)
    this.#counts = new Map()
  }
}
