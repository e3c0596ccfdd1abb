import type { Logger } from 'pino'
import type { Db } from '../store/database.ts'
import { writeNotice } from '../store/notices.ts'

/** How long refusals are counted in memory before they are written down. */
const FLUSH_MS = 1_000
/** How long a notice waits for more of the same before it is sent. */
const COLLECT_MS = 30_000
const HOUR_MS = 3_600_000

interface Refused {
  readonly integration: string
  readonly reason: string
  /** How far the request's time was off, where that was the reason. */
  readonly offMs: number | undefined
  readonly hour: number
  count: number
}

/**
 * Collects webhook requests that were refused: the operator hears of each integration and reason at
 * most once an hour, however many there are, and they cost one statement a second.
 */
export class Refusals {
  readonly #db: Db
  readonly #log: Logger
  #open = new Map<string, Refused>()
  #timer: NodeJS.Timeout | undefined

  constructor({ db, log }: { db: Db; log: Logger }) {
    this.#db = db
    this.#log = log
  }

  /** @param now milliseconds since 1970. */
  note(integration: string, reason: string, offMs: number | undefined, now: number): void {
    const hour = Math.floor(now / HOUR_MS)
    const key = `${integration} ${reason} ${hour}`
    const known = this.#open.get(key)
    if (known) known.count += 1
    else this.#open.set(key, { integration, reason, offMs, hour, count: 1 })
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
  }

  /** Writes down what was counted. To be called before the database is left. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const open = this.#open
    this.#open = new Map()
    for (const { integration, reason, offMs, hour, count } of open.values()) {
      try {
        await writeNotice(this.#db, {
          kind: offMs === undefined ? 'webhook.refused' : 'clock.wrong',
          about: `${integration} ${reason} ${hour}`,
          cause: causeOf(reason, offMs),
          integration,
          count,
          collectMs: COLLECT_MS,
        })
      } catch (error) {
        this.#log.error({ err: error, integration, reason, count }, 'refusals could not be noted')
      }
    }
  }
}

function causeOf(reason: string, offMs: number | undefined): string {
  if (offMs === undefined) return `The requests were refused with ${reason}.`
  const seconds = Math.round(Math.abs(offMs) / 1_000)
  return `The signature is right, but the request was signed ${seconds} seconds ${
    offMs > 0 ? 'before' : 'after'
  } this machine’s time.`
}
