import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import { Doorbell } from './doorbell.ts'
import type { HostContext } from './host-context.ts'
import { Lease, Stopping } from './lease.ts'
import { SharedStatements } from './shared-statements.ts'
import { claimTurns, type DueChannel, LeaseLostError, renewTurns } from './store/turns.ts'
import { takeTurn } from './turn.ts'

/** For how many of its places a host has one more, kept for Channels where a Ticket Action waits. */
const PLACES_FOR_ONE_OF_PEOPLE = 4
/** How often due Channels are looked for when nobody rings: the clock's share of the latency. */
const LOOK_EVERY_MS = 1_000
/** How long a stopping host waits for its turns before it aborts them. */
const FINISH_WITHIN_MS = 8_000

interface Turn {
  readonly lease: Lease
  readonly done: Promise<void>
}

/**
 * Takes due Channels, gives each its turn, and hands them back: as many at once as configured, in any
 * number of processes.
 */
export class Claims {
  readonly #context: HostContext
  readonly #holder = randomUUID()
  readonly #turns = new Map<string, Turn>()
  readonly #doorbell: Doorbell
  readonly #statements: SharedStatements
  readonly #stopped = new AbortController()
  #wake = Promise.withResolvers<void>()
  #running: Promise<unknown> = Promise.resolve()

  constructor(context: HostContext, pool: Pool, live: ConstructorParameters<typeof Doorbell>[3]) {
    this.#context = context
    this.#statements = new SharedStatements(context.db, context.sealer, this.#holder)
    this.#doorbell = new Doorbell(
      pool,
      context.log,
      (channelId, why) => {
        const turn = this.#turns.get(channelId)
        if (turn) turn.lease.ring(why)
        else this.#wake.resolve()
      },
      live,
    )
  }

  async start(): Promise<void> {
    await this.#doorbell.start()
    this.#running = Promise.all([this.#claim(), this.#renew()])
  }

  /** Takes no new turn, finishes those under way or hands them back, within ten seconds. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#wake.resolve()
    const turns = [...this.#turns.values()]
    const late = setTimeout(() => {
      for (const { lease } of turns) lease.end(new Stopping('the host stops'))
    }, FINISH_WITHIN_MS)
    // What may be interrupted gives way at once, as for a Ticket Action.
    for (const { lease } of turns) lease.ring('action')
    await Promise.all(turns.map((turn) => turn.done))
    clearTimeout(late)
    await this.#running
    await this.#doorbell.stop()
  }

  async #claim(): Promise<void> {
    const { config, db, log } = this.#context
    while (!this.#stopped.signal.aborted) {
      this.#wake = Promise.withResolvers<void>()
      const free = this.#places() - this.#turns.size
      const forPeople = Math.ceil(config.concurrentTurns / PLACES_FOR_ONE_OF_PEOPLE)
      let full = false
      if (free + forPeople > 0) {
        try {
          const heldUntil = performance.now() + config.leaseMs
          const claimed = await claimTurns(db, this.#holder, config.leaseMs, {
            any: Math.max(0, free),
            people: Math.min(forPeople, forPeople + free),
          })
          for (const one of claimed) this.#begin(one, heldUntil)
          full = claimed.length >= free
        } catch (error) {
          log.error({ err: error }, 'due Channels could not be looked for')
        }
      }
      // With every place taken, the next turn that ends wakes this loop.
      await this.#sleep(full && this.#turns.size < this.#places() ? 0 : LOOK_EVERY_MS)
    }
  }

  /** For Channels of any kind. Beyond them are those that are kept for people. */
  #places(): number {
    return this.#context.config.concurrentTurns + this.#stalled()
  }

  /**
   * Turns that wait for a plugin that hangs: they cost nothing meanwhile, and their plugin bounds how
   * many they are. Without their places, one plugin that hangs would keep all others from their turns.
   */
  #stalled(): number {
    const runners = [...this.#context.integrations.values()].map(({ runner }) => runner)
    return runners.reduce((sum, runner) => sum + runner.stalled(), 0)
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (milliseconds === 0) return
    const timer = new AbortController()
    await Promise.race([
      this.#wake.promise,
      pause(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined),
    ])
    timer.abort()
  }

  #begin(claimed: DueChannel, heldUntil: number): void {
    const lease = new Lease(this.#context.db, this.#holder, claimed, heldUntil)
    const done = this.#serve(lease, claimed).finally(() => {
      lease.close()
      // After a lease that was lost the Channel may have been claimed here once more.
      if (this.#turns.get(claimed.channelId)?.lease === lease) {
        this.#turns.delete(claimed.channelId)
      }
      this.#context.counters.turns(this.#turns.size)
      this.#wake.resolve()
    })
    this.#turns.set(claimed.channelId, { lease, done })
    this.#context.counters.turns(this.#turns.size)
  }

  async #serve(lease: Lease, { overdueMs, peopleWait }: DueChannel): Promise<void> {
    const { log, atCrashPoint } = this.#context
    try {
      const { rungSeen, nextInMs } = await takeTurn(this.#context, lease, {
        statements: this.#statements,
        stopping: this.#stopped.signal,
        turns: () => this.#turns.size,
        peopleWait,
        makesWay: () => peopleWait && this.#turns.size > this.#places(),
        overdueMs,
      })
      await atCrashPoint('turn.ending')
      await this.#statements.end({ claimed: lease.claimed, rungSeen, nextInMs })
    } catch (error) {
      const stopping = error instanceof Stopping
      const lost = stopping || error instanceof LeaseLostError
      log[lost ? 'warn' : 'error']({ ...lease.names, err: error }, 'a turn ended early')
      // Otherwise not handed back: the next turn begins when the lease ends, which also spaces out a
      // crash loop. A call that was cut off has a deadline of its own, which the next host waits for.
      if (stopping) await this.#handBack(lease)
    }
  }

  async #handBack({ claimed, names }: Lease): Promise<void> {
    const { log } = this.#context
    await this.#statements
      .end({ claimed, rungSeen: '0', nextInMs: 0 })
      .catch((error) => log.error({ ...names, err: error }, 'a turn could not be handed back'))
  }

  async #renew(): Promise<void> {
    const { config, db, log } = this.#context
    const { signal } = this.#stopped
    while (!signal.aborted || this.#turns.size > 0) {
      const every = config.leaseMs / 3
      await pause(signal.aborted ? Math.min(every, 100) : every, undefined, {
        ...(signal.aborted ? {} : { signal }),
      }).catch(() => undefined)
      const held = [...this.#turns.values()].map((turn) => turn.lease)
      if (held.length === 0) continue
      const heldUntil = performance.now() + config.leaseMs
      try {
        const kept = await renewTurns(
          db,
          this.#holder,
          config.leaseMs,
          held.map((lease) => lease.claimed),
        )
        for (const lease of held) {
          if (kept.has(lease.channelId)) lease.renewed(heldUntil)
          // A turn that ended meanwhile has been handed back, not lost.
          if (!kept.has(lease.channelId) && this.#turns.get(lease.channelId)?.lease === lease) {
            lease.lost()
          }
        }
      } catch (error) {
        log.error({ err: error }, 'leases could not be renewed')
      }
    }
  }
}
