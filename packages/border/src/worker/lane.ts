import type { Logger } from 'pino'
import type { Call, CallFacts } from '../call.ts'
import type { Answer } from '../copied-answer.ts'
import { FairQueue } from '../fair-queue.ts'
import { unmade } from '../run-call.ts'
import { PluginThrew } from '../thrown.ts'
import { RestartPause } from './restart-pause.ts'
import { type Death, type PluginThread, STALLED_MS, TakenBack } from './thread.ts'

/**
 * So many workers may be on their way out at the same time, whether they may still come round or were
 * given up; then none is started until one of them has ended. Each may take a processor and the
 * memory that is allowed for a worker.
 */
const LEAVING_LIMIT = 2

export interface LaneOptions {
  /** For the log. */
  readonly name: string
  /** How many calls are under way at the same moment, at most. */
  readonly atOnce: number
  /** After so long without a call a worker is ended, to give its memory back. */
  readonly idleMs: number
  /** Whether a call that only hangs keeps its place. */
  readonly countsHung: boolean
  readonly start: () => PluginThread
  /** Told which calls a worker may have died of. */
  readonly suspect: (suspicions: readonly string[]) => void
  /** Told that a call came to an end, and its worker lives. */
  readonly clear: (call: CallFacts) => void
  /** Told of a worker that was given up before it has ended. */
  readonly givenUp: (cause: string, ended: Promise<unknown>) => void
  readonly log: Logger
}

interface Waiting {
  readonly call: Call
  readonly settle: PromiseWithResolvers<Answer>
}

/**
 * One worker after the other, and the calls that wait for it. A worker is started when the first call
 * comes, ended when none has come for a while, and replaced when it dies: at once the first time, then
 * after growing pauses in which calls fail without having been made. One that stands still is replaced
 * before it counts as dead, and what it has not begun is given to the next.
 */
export class Lane {
  readonly #options: LaneOptions
  readonly #queue = new FairQueue<Waiting>()
  #thread: PluginThread | undefined
  /** Given no more calls, and not at their end yet. */
  readonly #leaving = new Set<PluginThread>()
  /** Since when the worker can be given calls, on the clock of `performance`. */
  #readySince: number | undefined
  readonly #restart = new RestartPause()
  #idle: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: LaneOptions) {
    this.#options = options
  }

  run(call: Call): Promise<Answer> {
    const settle = Promise.withResolvers<Answer>()
    this.#enqueue({ call, settle })
    return settle.promise
  }

  /** How many turns wait for a call that takes long. */
  stalled(): number {
    return this.#threads.reduce((sum, thread) => sum + thread.stalledTurns, 0)
  }

  /** Takes a worker as its own that somebody else has started. */
  adopt(thread: PluginThread): void {
    this.#thread = thread
    this.#readySince = undefined
    thread.ready.then(
      () => {
        if (this.#thread !== thread) return
        this.#readySince = performance.now()
        this.#serve()
        this.#rest()
      },
      (error) => {
        if (this.#thread === thread) this.#refuseAll(`the plugin can’t be loaded: ${error.message}`)
      },
    )
    thread.onSilence(() => this.#setAside(thread))
    void thread.died.then((death) => this.#bury(thread, death))
    void thread.ended.then(() => {
      this.#leaving.delete(thread)
      this.#serve()
    })
  }

  /**
   * Ends the workers; `when-idle`, after the calls under way. Those that wait are not made, and a worker
   * that was given up is not waited for.
   */
  async close(how: 'now' | 'when-idle'): Promise<void> {
    this.#closed = true
    clearTimeout(this.#idle)
    this.#refuseAll('the plugin’s worker is being ended')
    const threads = this.#threads
    for (const thread of threads) {
      if (how === 'now') thread.stop('the host stops')
      else thread.endWhenIdle()
    }
    await Promise.all(threads.map((thread) => thread.died))
  }

  /** Ends a worker that has nothing to do. */
  endIdle(): void {
    const thread = this.#thread
    if (!thread || thread.calls > 0) return
    // Out of sight first: a call that comes now gets a new one.
    this.#leave(thread)
    thread.endWhenIdle()
  }

  get #threads(): readonly PluginThread[] {
    return this.#thread ? [this.#thread, ...this.#leaving] : [...this.#leaving]
  }

  #enqueue(waiting: Waiting): void {
    const { call } = waiting
    const { over } = call
    const giveUp = (why: string) => {
      // Whoever waited may have gone: a promise that nobody listens to must not fail loudly.
      waiting.settle.promise.catch(() => undefined)
      waiting.settle.reject(unmade(why))
    }
    const givenUp = 'the call was given up before it was made'
    if (over.aborted) {
      giveUp(givenUp)
      return
    }
    this.#queue.add(call.subject, waiting)
    over.addEventListener(
      'abort',
      () => this.#queue.remove(call.subject, waiting) && giveUp(givenUp),
      { once: true },
    )
    this.#serve()
    // With every place taken for long, others hang: to wait behind them would hold up a turn as well.
    const late = setInterval(() => {
      this.#serve()
      if (this.#isSoonServed && this.#queue.has(call.subject, waiting)) return
      clearInterval(late)
      if (this.#queue.remove(call.subject, waiting)) giveUp(this.#whyNot)
    }, STALLED_MS)
    over.addEventListener('abort', () => clearInterval(late), { once: true })
  }

  /** Whether a worker has only just come for those who wait, or is about to come. */
  get #isSoonServed(): boolean {
    if (!this.#thread) return false
    const isNew =
      this.#readySince === undefined || performance.now() - this.#readySince < STALLED_MS
    return isNew || (this.#thread.isSilent && this.#mayReplace)
  }

  get #whyNot(): string {
    if (!this.#thread) return this.#whyNoWorker
    return this.#thread.isSilent
      ? 'the plugin’s worker does not answer'
      : `${this.#options.atOnce} other calls of the plugin take too long`
  }

  get #whyNoWorker(): string {
    return `${this.#leaving.size} workers of the plugin stand still and can’t be ended; calls are made again when one of them has come to its end`
  }

  #serve(): void {
    if (this.#queue.size === 0) return
    const thread = this.#thread
    if (this.#closed) this.#refuseAll('the plugin’s worker was ended')
    else if (!thread) this.#start()
    else if (this.#readySince !== undefined) this.#serveFrom(thread)
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

  #make(thread: PluginThread, waiting: Waiting): void {
    const { call, settle } = waiting
    // A call that was given up may still hold the worker: only an answer clears anybody.
    const clear = () => {
      this.#restart.forget()
      this.#options.clear(call)
    }
    thread.run(call).then(
      (answer) => {
        clear()
        settle.resolve(answer)
      },
      (error) => {
        if (error instanceof TakenBack) return this.#enqueue(waiting)
        if (error instanceof PluginThrew) clear()
        settle.reject(error)
      },
    )
    call.over.addEventListener(
      'abort',
      () => {
        this.#serve()
        this.#rest()
      },
      { once: true },
    )
  }

  #start(): void {
    if (this.#leaving.size >= LEAVING_LIMIT) {
      // One that only stands still may be ended soon: whoever waits has a while.
      if ([...this.#leaving].every(({ isDead }) => isDead)) this.#refuseAll(this.#whyNoWorker)
      return
    }
    const { count, pauseMs } = this.#restart
    if (pauseMs === 0) {
      this.adopt(this.#options.start())
      return
    }
    const seconds = Math.ceil(pauseMs / 1_000)
    this.#refuseAll(
      `the plugin’s worker died ${count} times in a row; it is started again in ${seconds} s`,
    )
  }

  /** Whether there may be another worker when the one of now leaves. */
  get #mayReplace(): boolean {
    return this.#leaving.size + 1 < LEAVING_LIMIT
  }

  /** Others need not wait for what a worker stands still in; it may come round, and finish what it has begun. */
  #setAside(thread: PluginThread): void {
    if (this.#thread !== thread || this.#closed || !this.#mayReplace) return
    this.#leave(thread)
    const { log, name } = this.#options
    log.warn(
      { lane: name, calls: thread.calls },
      'a worker of a plugin stands still and is replaced',
    )
    thread.takeBack()
    thread.endWhenIdle()
    this.#serve()
  }

  /** From now on it is given no call. */
  #leave(thread: PluginThread): void {
    if (this.#thread === thread) this.#thread = undefined
    this.#leaving.add(thread)
  }

  #bury(thread: PluginThread, { cause, suspects, wanted, hasEnded }: Death): void {
    const { log, name, suspect, givenUp } = this.#options
    this.#leave(thread)
    if (hasEnded) this.#leaving.delete(thread)
    if (!wanted) {
      this.#restart.add()
      log.error({ cause, lane: name, deaths: this.#restart.count }, 'the worker of a plugin died')
      suspect(suspects)
    }
    if (!hasEnded) {
      log.error(
        { cause, lane: name, leaving: this.#leaving.size, limit: LEAVING_LIMIT },
        'the worker of a plugin can’t be ended, for it is in native code, and is given up',
      )
      givenUp(cause, thread.ended)
    }
    this.#serve()
  }

  /** Nobody needs a worker that has nothing to do. */
  #rest(): void {
    clearTimeout(this.#idle)
    const thread = this.#thread
    const end = () => this.#thread === thread && this.endIdle()
    this.#idle = setTimeout(end, this.#options.idleMs).unref()
  }

  #refuseAll(why: string): void {
    for (let waiting = this.#queue.next(); waiting; waiting = this.#queue.next()) {
      waiting.settle.reject(unmade(why))
    }
  }
}
