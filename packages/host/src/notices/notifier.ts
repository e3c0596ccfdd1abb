import { hash } from 'node:crypto'
import type { HostContext } from '../host-context.ts'
import { pauseOrStop } from '../pause-or-stop.ts'
import { retryDelayMs } from '../retry.ts'
import { claimNotices, type Destination, putOffNotice, settleNotice } from '../store/notices.ts'
import { compose } from './compose.ts'
import { destinationsOf, NotTold, type Sender } from './destinations.ts'

const LOOK_EVERY_MS = 5_000
/** Longer than a receiver may take: after it another host tries. */
const LEASE_MS = 60_000
const AT_ONCE = 20
const HOUR_MS = 3_600_000
/** Between the first attempts; `retryDelayMs` lets it grow to a quarter of an hour. */
const PAUSE_MS = 10_000

type NotifierContext = Pick<HostContext, 'config' | 'db' | 'log'> &
  Partial<Pick<HostContext, 'availability' | 'atCrashPoint'>>

/**
 * Tells the operator what was written down. Every host does it; a notice is sent by whichever comes
 * first. What a host was about to send when it died is sent once more, since nobody knows whether it
 * arrived: under the same id, by which a mail server or a receiver knows it, and saying that it may be a
 * repeat. To be told twice costs a glance; not to be told may cost a Customer.
 */
export class Notifier {
  readonly #context: NotifierContext
  /** Who was told of the disk that is full now. */
  readonly #toldOfFullDisk = new Set<Destination>()
  readonly #stopped = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(context: NotifierContext) {
    this.#context = context
  }

  start(): void {
    if (destinationsOf(this.#context.config).size > 0) this.#running = this.#repeat()
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#running
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      await this.tellOfFullDisk()
      const tried = await this.tellDue().catch((error: unknown) => {
        this.#context.log.error({ err: error }, 'notices could not be looked for')
        return 0
      })
      if (tried === AT_ONCE) continue
      await pauseOrStop(LOOK_EVERY_MS * (0.75 + Math.random() / 2), signal)
    }
  }

  /** What can't be written down is told at once, by each host that meets it. */
  async tellOfFullDisk(): Promise<void> {
    const { availability, config, log } = this.#context
    if (!availability?.diskFull) {
      this.#toldOfFullDisk.clear()
      return
    }
    for (const [destination, send] of destinationsOf(config)) {
      if (this.#toldOfFullDisk.has(destination)) continue
      this.#toldOfFullDisk.add(destination)
      const notice = compose({
        id: fullDiskId(config.publicUrl, Date.now()),
        kind: 'disk.full',
        destination,
        subject: { channel: null, integration: null, count: 1 },
        cause: 'PostgreSQL refused to write with the code 53100: no room is left.',
        attempts: 1,
        maybeTold: false,
        createdAt: new Date(),
      })
      await send(notice).catch((error: unknown) => {
        this.#toldOfFullDisk.delete(destination)
        log.warn({ destination, why: messageOf(error) }, 'the operator could not be told')
      })
    }
  }

  /** Sends what is due now. @returns how many were tried. */
  async tellDue(): Promise<number> {
    const { config, db, log } = this.#context
    const senders = destinationsOf(config)
    const due = await claimNotices(db, [...senders.keys()], LEASE_MS, AT_ONCE)
    await Promise.all(
      due.map(async (notice) => {
        const { id, kind, destination, attempts, maybeTold } = notice
        try {
          const send: Sender | undefined = senders.get(destination)
          await send?.(compose(notice))
          await this.#context.atCrashPoint?.('notice.sent')
          await settleNotice(db, id)
        } catch (error) {
          const inMs = retryDelayMs(attempts, Math.min(PAUSE_MS * attempts, 900_000), Math.random())
          const maybe = maybeTold || !(error instanceof NotTold) || error.maybeTold
          const givenUp = await putOffNotice(db, id, inMs, maybe)
          log[givenUp ? 'error' : 'warn'](
            { notice: id, kind, destination, attempts, why: messageOf(error) },
            givenUp
              ? 'the operator could not be told for a day; this notice is given up'
              : 'the operator could not be told; it is tried again',
          )
        }
      }),
    )
    return due.length
  }
}

/**
 * Nothing can be written down then, so hosts can't agree who tells it: all do under the same id, an hour
 * long, also after a restart.
 */
function fullDiskId(publicUrl: string, now: number): string {
  const hex = hash('sha256', `${publicUrl} disk.full ${Math.floor(now / HOUR_MS)}`, 'hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
