// Long because all that a worker may do, and die of, is one state machine.
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { type Effect, PluginError, type PluginProblem } from '@hubward/plugin'
import type { Logger } from 'pino'
import { blame, type Call, type CallFacts } from '../call.ts'
import type { Answer } from '../copied-answer.ts'
import { type DescribedPlugin, putTogether } from '../described-plugin.ts'
import { PluginThrew, readThrown } from '../thrown.ts'
import { Gate } from './gate.ts'
import { createGrants } from './host-services.ts'
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts'
import { Sender } from './sender.ts'
import { takeIn } from './streams.ts'

/** How long a plugin may take to be imported. */
const IMPORT_TIMEOUT_MS = 30_000
const LOOK_EVERY_MS = 500
/** So many looks without an answer: the worker has stood still for about five seconds. */
const LOOKS_WITHOUT_ANSWER = 10
/** Measured: an idle worker holds 40 MB with this, and 51 MB without; its start takes no longer. */
const YOUNG_GENERATION_MB = 4
/** So many, and it may stand still: whoever is asked to wait now can be told so before it counts as dead. */
const LOOKS_WITHOUT_CALLS = 2
/** A call that is under way for so long, while its worker answers, is no loop. */
export const STALLED_MS = 2_000
/** So many, and another worker is started; this one may still come round. */
const LOOKS_UNTIL_SILENCE = 4
/** How long a worker may take to end when it is told to: what is no native code ends within milliseconds. */
const END_WITHIN_MS = 2_000
const BYTES_PER_MB = 1_048_576
const LEVELS = ['debug', 'info', 'warn', 'error'] as const

export interface ThreadOptions {
  readonly entryUrl: string
  readonly openHosts: readonly string[]
  /** How much its heap and its buffers may take up together. */
  readonly memoryMb: number
  /** Names the integration. */
  readonly log: Logger
  /** Told whose call was given up after a while, and did the worker no harm: it only hung. */
  readonly survived: (call: CallFacts) => void
}

/** Why a plugin could not be loaded. */
export class Unusable extends Error {
  readonly problems: readonly PluginProblem[]

  constructor(problems: readonly PluginProblem[]) {
    super(problems.map(({ where, rule }) => `${where} ${rule}`).join('; '))
    this.problems = problems
  }
}

/** Of a call that was taken back: the plugin has not seen it. */
export class TakenBack extends Error {}

/** Of a call under way in a worker that died, perhaps of another call. */
export class WorkerDied extends PluginError {
  /** How many other calls it may have died of. */
  readonly others: number

  constructor(message: string, effect: Effect, others: number) {
    super('unavailable', { message, effect })
    this.others = others
  }
}

/** How a worker came to its end. */
export interface Death {
  readonly cause: string
  /** False: it was given up, and goes on in native code, which nothing interrupts. */
  readonly hasEnded: boolean
  /** Whether we ended it because nobody needs it. */
  readonly wanted: boolean
  /** Which calls it may have died of, as `Call.suspicion` names them: one of these, if it was a call. */
  readonly suspects: readonly string[]
}

/** A call that is under way in the worker. */
interface UnderWay {
  readonly call: Call
  readonly grant: ReturnType<typeof createGrants>
  readonly settle: PromiseWithResolvers<Answer>
  /** On the clock of `performance`. */
  readonly began: number
  answered: boolean
  stream?: Readable
}

/**
 * One worker with one plugin, as the host's thread sees it: starting, ready, dead, ended.
 *
 * It dies when it is ended, when the plugin ends it (`process.exit`, no memory left), and when it
 * stands still: then it is ended from outside, since its event loop answers nothing any more. One that
 * doesn't end then is in native code. It counts as dead all the same, and nothing that it says is
 * heard; its thread ends when the native code is done.
 */
export class PluginThread {
  /** Rejects with {@link Unusable}. */
  readonly ready: Promise<DescribedPlugin>
  readonly died: Promise<Death>
  /** Its thread is gone. */
  readonly ended: Promise<void>
  readonly #worker: Worker
  readonly #sender: Sender<ToWorker>
  readonly #options: ThreadOptions
  readonly #running = new Map<number, UnderWay>()
  /** Calls that were given up, and the ping before: they may be what it stands still in. */
  readonly #givenUp = new Map<number, UnderWay & { readonly ping: number }>()
  readonly #loaded = Promise.withResolvers<DescribedPlugin>()
  readonly #death = Promise.withResolvers<Death>()
  readonly #end = Promise.withResolvers<void>()
  readonly #gate = new Gate()
  readonly #watch: NodeJS.Timeout
  #whenSilent: () => void = () => undefined
  #calls = 0
  #pings = 0
  #pongs = 0
  #cause: string | undefined
  #wanted = false
  #endsWhenIdle = false
  #isEnding = false
  #dead = false

  constructor(options: ThreadOptions) {
    this.#options = options
    this.ready = this.#loaded.promise
    this.died = this.#death.promise
    this.ended = this.#end.promise
    const compileCache = getCompileCacheDir()
    const start: WorkerStart = {
      entryUrl: options.entryUrl,
      openHosts: options.openHosts,
      compileCache: compileCache && dirname(compileCache),
      gate: this.#gate.memory,
    }
    this.#worker = new Worker(entryOfWorker(), {
      workerData: start,
      // Nothing of the host's environment: keys and passwords stand in it.
      env: {},
      // A report of Node's lists the process's environment once more for each worker, unless told here.
      execArgv: ['--report-exclude-env'],
      // Nothing of it is read: `entry.ts` says what becomes of it.
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: options.memoryMb,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    })
    this.#sender = new Sender((messages, transfer) => {
      if (!this.#dead) this.#worker.postMessage(messages, [...transfer])
    })
    this.#worker.on('message', (messages: readonly FromWorker[]) => {
      if (this.#dead) return
      for (const message of messages) void this.#hear(message)
    })
    this.#worker.on('error', (error) => {
      this.#cause ??= nameOf(error)
    })
    this.#worker.on('exit', (code) => {
      this.#die(this.#cause ?? `it ended itself with code ${code}`, true)
      this.#end.resolve()
    })
    const late = setTimeout(() => this.#kill('its import had no end'), IMPORT_TIMEOUT_MS)
    this.#watch = setInterval(() => void this.#look(), LOOK_EVERY_MS)
    this.#watch.unref()
    const settled = () => {
      clearTimeout(late)
      this.#holdProcess()
    }
    this.ready.then(settled, settled)
  }

  get isDead(): boolean {
    return this.#dead
  }

  /** Whether it may stand still: what it is given now might share its end. */
  get isSilent(): boolean {
    return this.#pings - this.#pongs >= LOOKS_WITHOUT_CALLS
  }

  /** How many calls are under way. */
  get calls(): number {
    return this.#running.size
  }

  /** How many turns wait for a call that takes long. */
  get stalledTurns(): number {
    return this.#stalled().filter(({ call }) => call.inTurn).length
  }

  /** How many calls are under way that don't take long. */
  get freshCalls(): number {
    return this.#running.size - this.#stalled().length
  }

  #stalled(): readonly UnderWay[] {
    const then = performance.now() - STALLED_MS
    return [...this.#running.values()].filter(({ began }) => began < then)
  }

  /** Asks for one call. Only once it is ready. */
  run(call: Call): Promise<Answer> {
    const id = ++this.#calls
    const { name, input, known, over, services } = call
    const settle = Promise.withResolvers<Answer>()
    const grant = createGrants(services, over)
    this.#running.set(id, {
      call,
      settle,
      grant,
      began: performance.now(),
      answered: false,
    })
    this.#holdProcess()
    over.addEventListener('abort', () => this.#forget(id), { once: true })
    call.begun()
    const levels = LEVELS.filter((level) => call.log.isLevelEnabled(level))
    const mails = services.ofChannel?.mailState !== undefined
    this.#sender.tell({ kind: 'call', id, call: { name, input, known }, levels, mails })
    return settle.promise
  }

  /**
   * Told when it has stood still for about two seconds: it may come round, but nobody should wait for
   * that.
   */
  onSilence(told: () => void): void {
    this.#whenSilent = told
  }

  /** Takes back what it has not begun: these calls fail with {@link TakenBack}. It is given no more. */
  takeBack(): void {
    const begun = this.#gate.close()
    for (const [id, { settle }] of this.#running) {
      if (id <= begun) continue
      this.#running.delete(id)
      settle.reject(new TakenBack('the call was not begun'))
    }
  }

  /** Ends it at once, for somebody who needs it no more. */
  stop(cause: string): void {
    this.#wanted = true
    this.#kill(cause)
  }

  /** Ends it for its own good, when it has finished what is under way. */
  endWhenIdle(): void {
    this.#endsWhenIdle = true
    // What was given up may be what it stands still in.
    if (this.#running.size === 0 && this.#givenUp.size === 0) this.stop('nobody needs it')
  }

  /** Ends it at once. What is under way fails, and nobody knows with which effect. */
  #kill(cause: string): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#cause ??= cause
    void this.#worker.terminate()
    // An end that waits to be heard, since this thread was busy, is heard before.
    const late = setTimeout(() => setImmediate(() => this.#die(cause, false)), END_WITHIN_MS)
    void this.ended.then(() => clearTimeout(late))
  }

  async #hear(message: FromWorker): Promise<void> {
    switch (message.kind) {
      case 'loaded':
        return this.#loaded.resolve(putTogether(message.plugin))
      case 'unusable':
        this.#loaded.reject(new Unusable(message.problems))
        return this.stop('its plugin can’t be used')
      case 'pong':
        return this.#hearPong(message.number)
      case 'answered':
        return this.#answered(message.id)?.resolve(message.answer)
      case 'opened': {
        const running = this.#running.get(message.id)
        if (!running) return void (await message.stream.cancel())
        running.stream = takeIn(message.stream, running.call.over)
        return this.#answered(message.id)?.resolve({ stream: running.stream, rest: message.rest })
      }
      case 'threw':
        return this.#answered(message.id)?.reject(new PluginThrew(message.thrown))
      case 'log': {
        const running = this.#running.get(message.id)
        return running?.call.services.log[message.level](message.message, message.fields)
      }
      case 'set-aside': {
        const running = this.#running.get(message.id)
        return running?.call.services.noteSetAside?.(message.items)
      }
      case 'stray':
        return this.#blameStray(message.id, message.thrown)
      case 'wish':
        return await this.#grant(message)
    }
  }

  #answered(id: number): UnderWay['settle'] | undefined {
    const running = this.#running.get(id)
    if (running) running.answered = true
    return running?.settle
  }

  async #grant({ id, wish, of }: Extract<FromWorker, { kind: 'wish' }>): Promise<void> {
    try {
      const running = this.#running.get(id)
      if (!running) throw new PluginError('unavailable', { message: 'the call is over' })
      const { value, transfer } = await running.grant(of)
      const granted = { kind: 'granted', wish, value } as const
      if (transfer.length > 0) this.#sender.tellNow(granted, transfer)
      else this.#sender.tell(granted)
    } catch (error) {
      this.#sender.tell({ kind: 'denied', wish, thrown: readThrown(error, new Date()) })
    }
  }

  #blameStray(id: number | undefined, thrown: string): void {
    const running = id === undefined ? undefined : this.#running.get(id)
    const sentence = 'a plugin failed where nobody awaited it'
    if (!running) {
      this.#options.log.error({ thrown: this.#redacted(thrown) }, sentence)
      return
    }
    const { call } = running
    const [reason = ''] = thrown.split('\n')
    blame(call, sentence, { reason }, { thrown: call.redact(thrown) })
  }

  /** A text that belongs to no call may hold the secrets of any. */
  #redacted(text: string): string {
    return [...this.#running.values()].reduce((rest, { call }) => call.redact(rest), text)
  }

  #forget(id: number): void {
    const running = this.#running.get(id)
    if (!running) return
    this.#running.delete(id)
    const { answered, settle } = running
    if (!answered) {
      this.#givenUp.set(id, { ...running, ping: this.#pings })
      // Whoever waited has gone: a promise that nobody listens to must not fail loudly.
      settle.promise.catch(() => undefined)
      settle.reject(new PluginError('unavailable', { message: 'the call is over' }))
    }
    this.#sender.tell({ kind: 'over', id })
    this.#holdProcess()
    if (this.#endsWhenIdle) this.endWhenIdle()
  }

  #hearPong(number: number): void {
    this.#pongs = number
    for (const [id, { began, call, ping }] of this.#givenUp) {
      if (ping >= number) continue
      this.#givenUp.delete(id)
      if (began < performance.now() - STALLED_MS) this.#options.survived(call)
    }
    if (this.#endsWhenIdle) this.endWhenIdle()
  }

  /** Looks whether it still answers, and how much memory it holds. */
  async #look(): Promise<void> {
    if (this.#isEnding || (this.#running.size === 0 && this.#givenUp.size === 0)) return
    // Counted by looks and not by the clock: a host that stood still itself has made none meanwhile.
    if (this.#pings - this.#pongs >= LOOKS_WITHOUT_ANSWER) {
      const seconds = (LOOKS_WITHOUT_ANSWER * LOOK_EVERY_MS) / 1_000
      return this.#kill(`it stood still for ${seconds} seconds`)
    }
    if (this.#pings - this.#pongs >= LOOKS_UNTIL_SILENCE) this.#whenSilent()
    this.#pings += 1
    this.#sender.tell({ kind: 'ping', number: this.#pings })
    const heap = await this.#worker.getHeapStatistics().catch(() => undefined)
    // V8 limits the heap alone; buffers lie outside of it.
    const heldMb = heap && (heap.used_heap_size + heap.external_memory) / BYTES_PER_MB
    if (heldMb !== undefined && heldMb > this.#options.memoryMb) {
      this.#kill(`it held ${Math.round(heldMb)} MB; ${this.#options.memoryMb} are allowed`)
    }
  }

  #die(cause: string, hasEnded: boolean): void {
    if (this.#dead) return
    this.#dead = true
    this.#worker.unref()
    clearInterval(this.#watch)
    this.#loaded.reject(new Unusable([{ where: 'import', rule: `ended its worker: ${cause}` }]))
    const running = [...this.#running.values()]
    const calls = [...running, ...this.#givenUp.values()].map((one) => one.call)
    this.#running.clear()
    this.#givenUp.clear()
    const others = calls.length - 1
    for (const call of calls) this.#blameDeath(call, cause, others)
    for (const { call, settle, stream } of running) {
      stream?.destroy(new Error(`the plugin's worker died: ${cause}`))
      const { effect, name } = call
      const message = `the plugin's worker died during ${name}: ${cause}`
      settle.reject(new WorkerDied(message, effect, others))
    }
    const suspects = [...new Set(calls.map((call) => call.suspicion))]
    this.#death.resolve({ cause, suspects, wanted: this.#wanted, hasEnded })
  }

  /** One of several is named in the log only: it may be innocent. The next call of each runs alone, which shows whose fault it was. */
  #blameDeath(call: Call, cause: string, others: number): void {
    const sentence = 'the worker of a plugin died during a call'
    if (others > 0) call.log.error({ cause, orDuringOneOfOthers: others }, sentence)
    else blame(call, sentence, { reason: `its worker died: ${cause}` }, { cause })
  }

  /** A process that waits for a call goes on; one that waits for nothing may end. */
  #holdProcess(): void {
    if (this.#running.size > 0) this.#worker.ref()
    else this.#worker.unref()
  }
}

function nameOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return 'it ran out of memory'
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** Compiled to JavaScript where this package is published, and TypeScript here. */
function entryOfWorker(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./boot.ts', import.meta.url)
    : new URL('./boot.js', import.meta.url)
}
