import { PluginError } from '@hubward/plugin'
import type { Logger } from 'pino'
import type { Commission } from '../asked.ts'
import { suspicionOf } from '../call.ts'
import type { Answer } from '../carried.ts'
import { PluginThrew } from '../thrown.ts'
import { FairQueue } from './fair-queue.ts'
import { type Death, type PluginThread, STALLED_MS } from './thread.ts'

/** After this long without a call a worker is ended, to give its memory back. */
const IDLE_MS = 60_000
const LONGEST_PAUSE_MS = 60_000

export interface LaneOptions {
  /** For the log. */
  readonly name: string
  /** How many calls are under way at the same moment, at most. */
  readonly atOnce: number
  /** Whether a call that only hangs keeps its place. */
  readonly countsHung: boolean
  readonly start: () => PluginThread
  /** Told which calls a worker may have died of. */
  readonly suspect: (suspicions: readonly string[]) => void
  /** Told that a call came to an end, and its worker lives. */
  readonly clear: (suspicion: string) => void
  readonly log: Logger
}

interface Waiting {
  readonly commission: Commission
  readonly settle: PromiseWithResolvers<Answer>
}

/**
 * One worker after the other, and the calls that wait for it. A worker is started when the first call
 * comes, ended when none has come for a while, and replaced when it dies: at once the first time, then
 * after growing pauses in which calls fail without having been made.
 */
export class Lane {
  readonly #options: LaneOptions
  readonly #queue = new FairQueue<Waiting>()
  #thread: PluginThread | undefined
  #ready = false
  #deaths = 0
  /** On the clock of `performance`. */
  #notBefore = 0
  #idle: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: LaneOptions) {
    this.#options = options
  }

  run(commission: Commission): Promise<Answer> {
    const { call, over } = commission
    const settle = Promise.withResolvers<Answer>()
    const waiting = { commission, settle }
    this.#queue.add(call.subject, waiting)
    over.addEventListener(
      'abort',
      () => {
        if (!this.#queue.remove(call.subject, waiting)) return
        settle.promise.catch(() => undefined)
        settle.reject(unmade('the call was given up before it was made'))
      },
      { once: true },
    )
    this.#serve()
    // With every place taken for long, others hang: to wait behind them would hold up a turn as well.
    const late = setTimeout(() => {
      this.#serve()
      if (!this.#ready || !this.#queue.remove(call.subject, waiting)) return
      const why = this.#thread?.isSilent
        ? 'the plugin’s worker does not answer'
        : `${this.#options.atOnce} other calls of the plugin take too long`
      settle.reject(unmade(why))
    }, STALLED_MS)
    over.addEventListener('abort', () => clearTimeout(late), { once: true })
    return settle.promise
  }

  /** How many turns wait for a call that takes long. */
  stalled(): number {
    return this.#thread?.stalledTurns ?? 0
  }

  /** Takes a worker as its own that somebody else has started. */
  adopt(thread: PluginThread): void {
    this.#thread = thread
    this.#ready = false
    thread.ready.then(
      () => {
        this.#ready = true
        this.#serve()
        this.#rest()
      },
      (error) => this.#refuseAll(`the plugin can’t be loaded: ${error.message}`),
    )
    void thread.died.then((death) => this.#replace(thread, death))
  }

  /** Ends the worker; `when-idle`, after the calls under way. Those that wait are not made. */
  async close(how: 'now' | 'when-idle'): Promise<void> {
    this.#closed = true
    clearTimeout(this.#idle)
    this.#refuseAll('the plugin’s worker is being ended')
    const thread = this.#thread
    if (!thread || thread.isDead) return
    thread.endWhenIdle()
    if (how === 'now') thread.kill('the host stops')
    await thread.died
  }

  #serve(): void {
    if (this.#queue.size === 0) return
    const thread = this.#thread
    if (this.#closed) this.#refuseAll('the plugin’s worker was ended')
    else if (!thread) this.#start()
    else if (this.#ready) this.#serveFrom(thread)
  }

  #serveFrom(thread: PluginThread): void {
    clearTimeout(this.#idle)
    // Should it stand still, nobody else shall wait for its end, or be suspected of it.
    if (thread.isSilent) return
    while (this.#taken(thread) < this.#options.atOnce) {
      const waiting = this.#queue.next()
      if (!waiting) return
      this.#make(thread, waiting)
    }
  }

  #taken(thread: PluginThread): number {
    return this.#options.countsHung ? thread.calls : thread.freshCalls
  }

  #make(thread: PluginThread, { commission, settle }: Waiting): void {
    const { call, over } = commission
    // A call that was given up may still hold the worker: only an answer clears anybody.
    const clear = () => {
      this.#deaths = 0
      this.#options.clear(suspicionOf(call))
    }
    thread.run(commission).then(
      (answer) => {
        clear()
        settle.resolve(answer)
      },
      (error) => {
        if (error instanceof PluginThrew) clear()
        settle.reject(error)
      },
    )
    over.addEventListener(
      'abort',
      () => {
        this.#serve()
        this.#rest()
      },
      { once: true },
    )
  }

  #start(): void {
    const pauseMs = this.#notBefore - performance.now()
    if (pauseMs <= 0) {
      this.adopt(this.#options.start())
      return
    }
    const seconds = Math.ceil(pauseMs / 1_000)
    this.#refuseAll(
      `the plugin’s worker died ${this.#deaths} times in a row; it is started again in ${seconds} s`,
    )
  }

  #replace(thread: PluginThread, { cause, suspects, wanted }: Death): void {
    if (this.#thread !== thread) return
    this.#thread = undefined
    const { log, name, suspect } = this.#options
    if (!wanted) {
      this.#deaths += 1
      this.#notBefore = performance.now() + pauseAfter(this.#deaths)
      log.error({ cause, lane: name, deaths: this.#deaths }, 'the worker of a plugin died')
      suspect(suspects)
    }
    this.#serve()
  }

  /** Nobody needs a worker that has nothing to do. */
  #rest(): void {
    clearTimeout(this.#idle)
    const thread = this.#thread
    if (!thread || thread.calls > 0) return
    this.#idle = setTimeout(() => {
      // Out of sight first: a call that comes now gets a new one.
      if (this.#thread === thread && thread.calls === 0) {
        this.#thread = undefined
        thread.endWhenIdle()
      }
    }, IDLE_MS)
    this.#idle.unref()
  }

  #refuseAll(why: string): void {
    for (let waiting = this.#queue.next(); waiting; waiting = this.#queue.next()) {
      waiting.settle.reject(unmade(why))
    }
  }
}

/** After the first death none, then a second, two, four … */
function pauseAfter(deaths: number): number {
  return deaths < 2 ? 0 : Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** (deaths - 2))
}

function unmade(message: string): PluginError {
  return new PluginError('unavailable', { message, effect: 'none' })
}
