import { createHash } from 'node:crypto'
import type { FailedIntegration } from '@hubward/border'
import type { HostContext } from '../host-context.ts'
import { pauseOrStop } from '../pause-or-stop.ts'
import { hasActiveChannel } from '../store/channel-finding.ts'
import { writeNotice } from '../store/notices.ts'

/** How often is looked: one that ran can be lost later, when its code can't be loaded any more. */
const LOOK_EVERY_MS = 60_000
/** How long hosts may differ in what is configured, while they are restarted one after the other. */
const GONE_AFTER_MS = 15 * 60_000
/** How long a notice waits for the same from other hosts. */
const COLLECT_MS = 30_000

/**
 * Tells the operator of configured integrations that don't run here, and of active Channels whose
 * integration is not configured: each cause once a day, however often and on however many hosts it is met.
 */
export class MissingIntegrations {
  readonly #context: Pick<HostContext, 'db' | 'log'>
  readonly #failures: () => readonly FailedIntegration[]
  readonly #gone: Map<string, Date>
  readonly #stopped = new AbortController()
  readonly #told = new Set<string>()
  #running: Promise<void> = Promise.resolve()

  constructor(
    context: Pick<HostContext, 'db' | 'log'>,
    failures: () => readonly FailedIntegration[],
    gone = new Map<string, Date>(),
  ) {
    this.#context = context
    this.#failures = failures
    this.#gone = gone
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
    for (const { name, problems } of this.#failures()) {
      const cause = problems.map(({ where, rule }) => `${where}: ${rule}`).join('; ')
      await this.#note('integration.missing', name, cause, now)
    }
    for (const [name, since] of this.#gone) {
      if (now.getTime() - since.getTime() < GONE_AFTER_MS) continue
      await this.#note('integration.gone', name, 'The configuration does not name it.', now)
    }
  }

  async #note(
    kind: 'integration.missing' | 'integration.gone',
    integration: string,
    cause: string,
    now: Date,
  ): Promise<void> {
    const { db, log } = this.#context
    const day = now.toISOString().slice(0, 10)
    const digest = createHash('sha256').update(cause).digest('hex').slice(0, 16)
    const about = `${integration} ${digest} ${day}`
    if (this.#told.has(`${kind} ${about}`)) return
    try {
      if (kind === 'integration.gone' && !(await hasActiveChannel(db, integration))) {
        // The operator ended or paused them, as the notice advises.
        this.#gone.delete(integration)
        return
      }
      await writeNotice(db, { kind, about, cause, integration, collectMs: COLLECT_MS })
      this.#told.add(`${kind} ${about}`)
    } catch (error) {
      log.error({ err: error, integration }, 'that an integration is missing could not be noted')
    }
  }
}
