import { createHash } from 'node:crypto'
import type { FailedIntegration } from '@hubward/border'
import type { HostContext } from '../host-context.ts'
import { pauseOrStop } from '../pause-or-stop.ts'
import { writeNotice } from '../store/notices.ts'

/** How often is looked: one that ran can be lost later, when its code can't be loaded any more. */
const LOOK_EVERY_MS = 60_000
/** How long a notice waits for the same from other hosts. */
const COLLECT_MS = 30_000

/**
 * Tells the operator of configured integrations that don't run here: each cause once a day, however
 * often and on however many hosts it is met.
 */
export class MissingIntegrations {
  readonly #context: Pick<HostContext, 'db' | 'log'>
  readonly #failures: () => readonly FailedIntegration[]
  readonly #stopped = new AbortController()
  readonly #told = new Set<string>()
  #running: Promise<void> = Promise.resolve()

  constructor(
    context: Pick<HostContext, 'db' | 'log'>,
    failures: () => readonly FailedIntegration[],
  ) {
    this.#context = context
    this.#failures = failures
  }

  start(): void {
    this.#running = this.#repeat()
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#running
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      await this.tell(new Date())
      await pauseOrStop(LOOK_EVERY_MS, signal)
    }
  }

  /** Writes down what is missing now and was not told yet. */
  async tell(now: Date): Promise<void> {
    const { db, log } = this.#context
    for (const { name, problems } of this.#failures()) {
      const cause = problems.map(({ where, rule }) => `${where}: ${rule}`).join('; ')
      const day = now.toISOString().slice(0, 10)
      const about = `${name} ${createHash('sha256').update(cause).digest('hex').slice(0, 16)} ${day}`
      if (this.#told.has(about)) continue
      try {
        const collectMs = COLLECT_MS
        await writeNotice(db, {
          kind: 'integration.missing',
          about,
          cause,
          integration: name,
          collectMs,
        })
        this.#told.add(about)
      } catch (error) {
        log.error(
          { err: error, integration: name },
          'that an integration is missing could not be noted',
        )
      }
    }
  }
}
