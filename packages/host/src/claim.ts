import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import { Doorbell } from './doorbell.ts'
import type { HostContext } from './host-context.ts'
import { Lease, Stopping } from './lease.ts'
import { LostClaims } from './lost-claims.ts'
import { SharedStatements } from './shared-statements.ts'
import type { SocialHubChannelId } from './store/ids.ts'
import {
  type ClaimWhenRung,
  claimTurns,
  type DueChannel,
  handBackClaimed,
  LeaseLostError,
  type Places,
  renewTurns,
  type TurnClaims,
  untilNextDue,
} from './store/turns.ts'
import { takeTurn } from './turn.ts'

/** For how many of its places a host has one more, kept for Channels where a Ticket Action waits. */
const PLACES_FOR_ONE_OF_PEOPLE = 4
/**
 * How long to wait before due Channels are looked for again when nobody rings. Until the next is due, so
 * that Channels which are due one after the other are not fetched together: whoever answers a Ticket in
 * such a moment would wait for all of them. Within these bounds, since another host may hand one back.
 */
const LOOK_AGAIN_MS = { soonest: 100, latest: 1_000 }
/** How long a stopping host waits for its turns before it aborts them. */
const FINISH_WITHIN_MS = 8_000

interface Turn {
  readonly lease: Lease
  readonly done: Promise<void>
  /** Whether its Channel was rung since it began: perhaps after it was handed back. */
  rung: boolean
}

/**
 * Takes due Channels, gives each its turn, and hands them back: as many at once as configured, in any
 * number of processes.
 */
export class Claims implements TurnClaims {
  readonly #context: HostContext
  readonly #holder = randomUUID()
  readonly #turns = new Map<string, Turn>()
  readonly #doorbell: Doorbell
  readonly #statements: SharedStatements
  readonly #stopped = new AbortController()
  /** Statements under way that may claim, and whom. */
  readonly #accepting = new Map<Promise<unknown>, readonly SocialHubChannelId[]>()
  readonly #lost = new LostClaims()
  /** Places that statements under way may fill. */
  #reserved = 0
  /** Whether the last look left no place for any Channel, so that others may wait for one. */
  #full = true
  /** Whether it may have left Channels behind where a Ticket Action waits: they are next. */
  #peopleLeft = true
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
        if (!turn) return this.#wake.resolve()
        turn.rung = true
        turn.lease.ring(why)
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
    const late = setTimeout(() => {
      for (const { lease } of this.#turns.values()) lease.end(new Stopping('the host stops'))
    }, FINISH_WITHIN_MS)
    // What may be interrupted gives way at once, as for a Ticket Action.
    for (const { lease } of this.#turns.values()) lease.ring('action')
    await Promise.all(this.#accepting.keys())
    await this.#turnsEnd()
    await this.#running
    // A look that was under way may have begun some.
    await this.#turnsEnd()
    await this.#handBackLost()
    clearTimeout(late)
    await this.#doorbell.stop()
  }

  async #turnsEnd(): Promise<void> {
    await Promise.all([...this.#turns.values()].map((turn) => turn.done))
  }

  async claimWith<Stored extends { readonly claimed: readonly DueChannel[] }>(
    socialhubChannelIds: readonly SocialHubChannelId[],
    statement: (offer: ClaimWhenRung) => Promise<Stored>,
  ): Promise<Stored> {
    const { leaseMs } = this.#context.config
    const integrations = [...this.#context.integrations.keys()]
    const free = this.#peopleLeft || this.#stopped.signal.aborted ? 0 : this.#free().people
    const places = Math.max(0, Math.min(free, socialhubChannelIds.length))
    if (places === 0) return await statement({ holder: null, leaseMs, places, integrations })
    this.#reserved += places
    const heldUntil = performance.now() + leaseMs
    const stored = statement({ holder: this.#holder, leaseMs, places, integrations })
    const begun = stored.then(
      ({ claimed }) => {
        for (const one of claimed) this.#begin(one, heldUntil, 'if wanted')
      },
      (error) => this.#lost.add(error, socialhubChannelIds, leaseMs),
    )
    this.#accepting.set(begun, socialhubChannelIds)
    await begun
    this.#accepting.delete(begun)
    this.#reserved -= places
    if (this.#full) this.#wake.resolve()
    return await stored
  }

  /** What statements may have claimed whose answers were lost: nobody would take these turns. */
  async #handBackLost(): Promise<void> {
    const { db, log } = this.#context
    const except = [...this.#turns.values()].map(({ lease }) => lease.channelId)
    await this.#lost
      .handBack(new Set([...this.#accepting.values()].flat()), (ids) =>
        handBackClaimed(db, this.#holder, ids, except),
      )
      .catch((error) =>
        log.error({ err: error }, 'turns that may have been claimed could not be handed back'),
      )
  }

  async #claim(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      this.#wake = Promise.withResolvers<void>()
      const inMs = await this.#look().catch((error) => {
        this.#context.log.error({ err: error }, 'due Channels could not be looked for')
        return LOOK_AGAIN_MS.latest
      })
      await this.#sleep(inMs)
    }
  }

  /** @returns until the next look: 0 where there may be more, and places for them. */
  async #look(): Promise<number> {
    const { config, db } = this.#context
    await this.#handBackLost()
    const free = this.#free()
    const any = Math.max(0, free.any)
    // Those that are kept for people are left to `claimWith`, unless there are too few others.
    const people = Math.max(0, any < free.people - free.any ? free.people - any : 0)
    if (any + people === 0) {
      // The next turn that ends wakes this loop.
      this.#full = true
      this.#peopleLeft = true
      return LOOK_AGAIN_MS.latest
    }
    this.#reserved += any + people
    let claimed: readonly DueChannel[]
    try {
      const heldUntil = performance.now() + config.leaseMs
      claimed = await claimTurns(db, this.#holder, config.leaseMs, { any, people })
      for (const one of claimed) this.#begin(one, heldUntil, 'always')
      this.#full = claimed.length >= any
      this.#peopleLeft = claimed.filter(({ peopleWait }) => peopleWait).length >= any + people
    } finally {
      this.#reserved -= any + people
    }
    const left = this.#free()
    if ((this.#full && left.any > 0) || (this.#peopleLeft && left.people > 0)) return 0
    const { soonest, latest } = LOOK_AGAIN_MS
    if (claimed.length > 0) return latest // The end of each turn wakes this loop.
    return Math.min(latest, Math.max(soonest, (await untilNextDue(db)) ?? latest))
  }

  /** Places that are free: for Channels of any kind, and for those where a Ticket Action waits. */
  #free(): Places {
    const any = this.#places() - this.#turns.size - this.#reserved
    const { concurrentTurns } = this.#context.config
    return { any, people: any + Math.ceil(concurrentTurns / PLACES_FOR_ONE_OF_PEOPLE) }
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

  /** @param look whether its end lets this host look for due Channels. */
  #begin(claimed: DueChannel, heldUntil: number, look: 'always' | 'if wanted'): void {
    const lease = new Lease(this.#context.db, this.#holder, claimed, heldUntil)
    const turn = { lease, rung: false, done: Promise.resolve() }
    turn.done = this.#serve(lease, claimed).then((isDue) => {
      lease.close()
      // After a lease that was lost the Channel may have been claimed here once more.
      if (this.#turns.get(claimed.channelId) === turn) this.#turns.delete(claimed.channelId)
      this.#context.counters.turns(this.#turns.size)
      // Who rang after it was handed back was heard, and nobody has looked since.
      if (look === 'always' || isDue || turn.rung || this.#full) this.#wake.resolve()
    })
    this.#turns.set(claimed.channelId, turn)
    this.#context.counters.turns(this.#turns.size)
  }

  /** @returns whether the Channel is due again at once. */
  async #serve(lease: Lease, { overdueMs, peopleWait }: DueChannel): Promise<boolean> {
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
      return nextInMs !== undefined && nextInMs <= 0
    } catch (error) {
      const stopping = error instanceof Stopping
      const lost = stopping || error instanceof LeaseLostError
      log[lost ? 'warn' : 'error']({ ...lease.names, err: error }, 'a turn ended early')
      // Otherwise not handed back: the next turn begins when the lease ends, which also spaces out a
      // crash loop. A call that was cut off has a deadline of its own, which the next host waits for.
      if (stopping) await this.#handBack(lease)
      return false
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
