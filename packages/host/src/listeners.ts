import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { type Integration, LISTENERS_LIMIT } from '@hubward/border'
import { PluginError } from '@hubward/plugin'
import type { HostContext } from './host-context.ts'
import { pauseOrStop } from './pause-or-stop.ts'
import { retryDelayMs } from './retry.ts'
import { type ChannelNames, loadCallChannel } from './store/channels.ts'
import {
  type ClaimedListener,
  claimIntegrationListeners,
  claimListeners,
  type Holder,
  type ListenerFailure,
  releaseListener,
  renewListeners,
} from './store/listeners.ts'

/** How often a host looks who needs a listener, and whether its own are still wanted. */
const LOOK_EVERY_MS = 5_000
/** Whoever has listened for so long begins anew without a pause that has grown. */
const STEADY_MS = 60_000
/** After this a call is ended and made again, so that nothing gathers in it. */
const LONGEST_MS = 12 * 3_600_000
/** How long a stopping host waits for its listeners. */
const FINISH_WITHIN_MS = 3_000

interface Held {
  readonly claimed: ClaimedListener
  /** With the code of which it was begun. */
  readonly runner: Integration['runner']
  readonly end: AbortController
  readonly done: Promise<void>
  /** Ends it when nobody has renewed its lease, whether PostgreSQL answers or not. */
  lease: NodeJS.Timeout
}

/**
 * Holds the calls in which plugins listen: for each active Channel of a plugin with `listen`, and once
 * for an integration with `listenForAll`, on one host at a time. The lease is a row of `listeners`, and
 * not the turn's. All that is lost with a listener is time: the Channel is fetched all the same.
 */
export class Listeners {
  readonly #context: HostContext
  readonly #holder: Holder = { id: randomUUID(), host: `${hostname()}, process ${process.pid}` }
  readonly #held = new Set<Held>()
  readonly #stopped = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(context: HostContext) {
    this.#context = context
  }

  start(): void {
    this.#running = this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#running
    for (const { end } of this.#held) end.abort()
    const late = pause(FINISH_WITHIN_MS, undefined, { ref: false })
    await Promise.race([Promise.all([...this.#held].map(({ done }) => done)), late])
  }

  async #look(): Promise<void> {
    const { config, log } = this.#context
    const { signal } = this.#stopped
    while (!signal.aborted) {
      try {
        this.#endReplaced()
        await this.#renew()
        await this.#claim()
      } catch (error) {
        log.error({ err: error }, 'who listens could not be looked for')
      }
      // Spread, so that hosts which started together don't ask together.
      const everyMs = Math.min(config.leaseMs / 3, LOOK_EVERY_MS) * (0.8 + Math.random() * 0.4)
      await pauseOrStop(everyMs, signal)
    }
  }

  /** A plugin that was loaded anew listens with its new code. */
  #endReplaced(): void {
    const { integrations } = this.#context
    for (const { claimed, runner, end } of this.#held) {
      if (integrations.get(claimed.integration)?.runner !== runner) end.abort()
    }
  }

  async #renew(): Promise<void> {
    const { config, db } = this.#context
    const held = [...this.#held]
    if (held.length === 0) return
    const asked = held.map(({ claimed }) => claimed)
    const began = performance.now()
    const kept = await renewListeners(db, this.#holder, config.leaseMs, asked)
    for (const [place, one] of held.entries()) {
      if (kept.has(place)) this.#watch(one, began + config.leaseMs)
      else one.end.abort()
    }
  }

  async #claim(): Promise<void> {
    const { config, db, integrations } = this.#context
    const { leaseMs } = config
    for (const integration of integrations.values()) {
      const { name, plugin } = integration
      const ofIt = [...this.#held].filter(({ claimed }) => claimed.integration === name).length
      const room = Math.min(config.plugins.listeners - this.#held.size, LISTENERS_LIMIT - ofIt)
      if (room <= 0) continue
      const began = performance.now()
      const forAll = plugin.listenForAll
        ? await claimIntegrationListeners(db, this.#holder, leaseMs, [name])
        : []
      const forChannels = plugin.listen
        ? await claimListeners(db, this.#holder, leaseMs, [name], room - forAll.length)
        : []
      for (const one of [...forAll, ...forChannels]) {
        this.#begin(one, integration, began + leaseMs)
      }
    }
  }

  #begin(claimed: ClaimedListener, { runner }: Integration, heldUntil: number): void {
    const end = new AbortController()
    const held: Held = {
      claimed,
      runner,
      end,
      done: this.#listen(claimed, end.signal).finally(() => {
        clearTimeout(held.lease)
        clearTimeout(longest)
        this.#held.delete(held)
        this.#context.counters.listenerEnded(claimed.integration)
      }),
      lease: setTimeout(() => undefined, 0),
    }
    const longest = setTimeout(() => end.abort(), LONGEST_MS * (0.8 + Math.random() * 0.2))
    longest.unref()
    this.#watch(held, heldUntil)
    this.#held.add(held)
    this.#context.counters.listenerBegan(claimed.integration)
  }

  #watch(held: Held, heldUntil: number): void {
    clearTimeout(held.lease)
    held.lease = setTimeout(() => held.end.abort(), Math.max(0, heldUntil - performance.now()))
    held.lease.unref()
  }

  async #listen(claimed: ClaimedListener, signal: AbortSignal): Promise<void> {
    const { db, log } = this.#context
    const began = performance.now()
    let error: unknown
    let names: object = { integration: claimed.integration, channel: claimed.channelId }
    try {
      await this.#call(claimed, signal, (known) => {
        names = known
      })
    } catch (thrown) {
      error = thrown
    }
    const { integration } = claimed
    const steady = performance.now() - began >= STEADY_MS
    const failures = signal.aborted ? 0 : steady ? 1 : claimed.failures + 1
    const atLeastMs = (error instanceof PluginError && error.retryAfterMs) || 0
    const failure = failureOf(error)
    const againInMs = failures === 0 ? 0 : retryDelayMs(failures, atLeastMs, Math.random())
    if (!signal.aborted) {
      this.#context.counters.listenerGaveUp(integration, failure.code)
      const level = failures === 1 ? 'info' : 'warn'
      const facts = { ...names, failures, againInMs, err: error }
      log[level](facts, 'a plugin no longer listens, and is called again; meanwhile it is polled')
    }
    const ended = { failures, againInMs, ...(!signal.aborted && { failure }) }
    await releaseListener(db, this.#holder, claimed, ended).catch((cause) => {
      log.warn({ ...names, err: cause }, 'a listener could not be given back')
    })
  }

  async #call(
    { integration, channelId }: ClaimedListener,
    signal: AbortSignal,
    named: (names: ChannelNames) => void,
  ): Promise<void> {
    const { db, sealer, plugins } = this.#context
    if (channelId === null) return await plugins.listenForAll(integration, signal)
    const channel = await loadCallChannel(db, sealer, channelId)
    if (!channel) return
    named(channel.names)
    await plugins.listen(channel, signal)
  }
}

/** A plugin that returns has a reason, too: its Network closed the connection. */
function failureOf(error: unknown): ListenerFailure {
  if (error instanceof PluginError) return { code: error.code, message: error.message }
  return { code: 'none', message: error === undefined ? 'it returned' : String(error) }
}
