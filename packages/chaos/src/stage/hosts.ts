import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { CrashPoint } from '@hubward/host'
import { LAST_WORDS_FD, type Order, type Told } from './host-process.ts'
import { endWithUs } from './warden.ts'

const HOUR_MS = 3_600_000
/** The clock of the second host in its lives, one after the other. */
const CLOCKS_MS = [0, HOUR_MS, -HOUR_MS]
/** Before a host that could not start, as while PostgreSQL is away, is started again. */
const AGAIN_MS = 300

/** What a host process runs. */
export interface Release {
  /** The module with its `createHost`; absent: the one of this checkout. */
  readonly module?: string
  readonly config: object
}

interface Slot {
  readonly place: number
  release: Release
  child: ChildProcess | undefined
  port: number | undefined
  clockAheadMs: number
  lives: number
  /** Whether we ended it. */
  killed: boolean
  /** Whether we ended it for its clock, or stopped it for another release. */
  retired: boolean
}

/** A time in which a host stood still. */
export interface Frozen {
  readonly pid: number
  readonly from: number
  to: number
}

/** What was done to the hosts. */
export interface HostCounts {
  readonly atRandom: number
  readonly atPoints: Readonly<Partial<Record<CrashPoint, number>>>
  readonly frozen: number
  readonly stalls: number
  readonly lives: number
  readonly wrongClockLives: number
}

/** Host processes, each started again whenever it ends. */
export class Hosts {
  readonly frozen: Frozen[] = []
  /** Times in which a host stood still without us. */
  readonly stalls: Frozen[] = []
  /** Times in which no host listened. */
  readonly absences: { readonly from: number; to: number }[] = []
  /** Hosts that ended though nobody ended them, after they had been ready. */
  readonly endedByThemselves: string[] = []
  readonly #logFd: number
  readonly #changed: (ports: readonly number[]) => void
  readonly #slots: Slot[]
  readonly #atPoints: Partial<Record<CrashPoint, number>> = {}
  #atRandom = 0
  #wrongClockLives = 0
  #dieAt: readonly CrashPoint[] = []
  #clocksAreRight = false
  #ended = false

  /**
   * @param releaseAt what each host runs, by its place.
   * @param changed is told the ports that are listened on, whenever they change.
   */
  constructor(
    count: number,
    releaseAt: (place: number) => Release,
    logFd: number,
    changed: (ports: readonly number[]) => void,
  ) {
    this.#logFd = logFd
    this.#changed = changed
    this.#slots = Array.from({ length: count }, (_, place) => ({
      place,
      release: releaseAt(place),
      child: undefined,
      port: undefined,
      clockAheadMs: 0,
      lives: 0,
      killed: false,
      retired: false,
    }))
  }

  async start(): Promise<void> {
    for (const slot of this.#slots) this.#live(slot)
    await this.allReady()
  }

  async allReady(): Promise<void> {
    while (this.#slots.some(({ port }) => port === undefined)) await pause(50)
  }

  /** SIGKILL, at once. */
  kill(place: number): void {
    const slot = this.#slots[place % this.#slots.length]
    if (!slot?.child || slot.killed) return
    slot.killed = true
    slot.child.kill('SIGKILL')
  }

  /** The next host that comes to this point ends there. */
  arm(point: CrashPoint): void {
    this.#order([...this.#dieAt, point])
  }

  #order(dieAt: readonly CrashPoint[]): void {
    this.#dieAt = dieAt
    for (const { child } of this.#slots) {
      if (child?.connected) child.send({ dieAt } satisfies Order, () => undefined)
    }
  }

  /** Nobody ends any more, and all clocks are right. */
  async leaveAlone(): Promise<void> {
    this.#order([])
    this.#clocksAreRight = true
    for (const slot of this.#slots) {
      if (slot.clockAheadMs === 0) continue
      slot.retired = true
      slot.child?.kill('SIGKILL')
    }
    await this.allReady()
  }

  /** After that it goes on as before. */
  goOn(): void {
    this.#clocksAreRight = false
  }

  /** Stops a host in an orderly way, and goes on with another release in its place. */
  async replace(place: number, release: Release): Promise<void> {
    const slot = this.#slots[place % this.#slots.length]
    if (!slot) return
    const lives = slot.lives
    slot.release = release
    slot.retired = true
    slot.child?.kill('SIGTERM')
    while (!this.#ended && (slot.lives === lives || slot.port === undefined)) await pause(50)
  }

  /** @returns for how many milliseconds fewer than half of the hosts listened. */
  async halfReady(): Promise<number> {
    const began = performance.now()
    const ready = () => this.#slots.filter(({ port }) => port !== undefined).length
    while (ready() * 2 < this.#slots.length) await pause(50)
    return performance.now() - began
  }

  /** SIGSTOP, and SIGCONT after that time. */
  async freeze(place: number, forMs: number): Promise<void> {
    const slot = this.#slots[place % this.#slots.length]
    const { child, port } = slot ?? {}
    if (!child?.pid || port === undefined) return
    const frozen = { pid: child.pid, from: Date.now(), to: Number.POSITIVE_INFINITY }
    this.frozen.push(frozen)
    child.kill('SIGSTOP')
    await pause(forMs)
    child.kill('SIGCONT')
    frozen.to = Date.now()
  }

  get counts(): HostCounts {
    return {
      atRandom: this.#atRandom,
      atPoints: this.#atPoints,
      frozen: this.frozen.length,
      stalls: this.stalls.length,
      lives: this.#slots.reduce((sum, { lives }) => sum + lives, 0),
      wrongClockLives: this.#wrongClockLives,
    }
  }

  #live(slot: Slot): void {
    // The second host is the one whose clock can't be trusted.
    const clocks = slot.place === 1 && !this.#clocksAreRight ? CLOCKS_MS : [0]
    const clockAheadMs = clocks[slot.lives % clocks.length] ?? 0
    const child = fork(new URL('./host-process.ts', import.meta.url), {
      env: {
        ...process.env,
        CHAOS_CONFIG: JSON.stringify(slot.release.config),
        CHAOS_HOST: slot.release.module ?? '',
        CHAOS_CLOCK_AHEAD_MS: String(clockAheadMs),
        CHAOS_DIE_AT: JSON.stringify(this.#dieAt),
      },
      // What LAST_WORDS_FD stands for is the last of these.
      stdio: ['ignore', this.#logFd, this.#logFd, 'ipc', 'pipe'],
    })
    endWithUs(child)
    Object.assign(slot, { child, clockAheadMs, port: undefined, killed: false })
    slot.lives += 1
    if (clockAheadMs !== 0) this.#wrongClockLives += 1
    let lastWords = ''
    child.stdio[LAST_WORDS_FD]?.on('data', (chunk: Buffer) => {
      lastWords += chunk.toString()
    })
    child.on('message', (told: Told) => {
      if ('from' in told) {
        // By its own clock, which may be wrong.
        const [from, to] = [told.from - clockAheadMs, told.to - clockAheadMs]
        this.stalls.push({ pid: child.pid ?? 0, from, to })
        return
      }
      slot.port = Number(new URL(told.address).port)
      this.#tell()
    })
    // After `close`, not `exit`: its last words have been read then.
    child.once('close', (code, signal) => {
      const wasReady = slot.port !== undefined
      const { retired } = slot
      slot.retired = false
      slot.port = undefined
      slot.child = undefined
      this.#tell()
      if (this.#ended) return
      if (lastWords !== '') this.#noteDeath(lastWords as CrashPoint)
      else if (slot.killed) this.#atRandom += 1
      else if (wasReady && !retired)
        this.endedByThemselves.push(`host ${slot.place}: ${signal ?? code}`)
      const again = slot.killed || lastWords !== '' ? 0 : AGAIN_MS
      setTimeout(() => !this.#ended && this.#live(slot), again)
    })
  }

  #noteDeath(point: CrashPoint): void {
    this.#atPoints[point] = (this.#atPoints[point] ?? 0) + 1
    const place = this.#dieAt.indexOf(point)
    if (place >= 0) this.#order(this.#dieAt.toSpliced(place, 1))
  }

  #tell(): void {
    const ports = this.#slots.flatMap(({ port }) => port ?? [])
    const last = this.absences.at(-1)
    const isAbsent = last?.to === Number.POSITIVE_INFINITY
    if (ports.length === 0 && !isAbsent) {
      this.absences.push({ from: Date.now(), to: Number.POSITIVE_INFINITY })
    }
    if (ports.length > 0 && isAbsent) last.to = Date.now()
    this.#changed(ports)
  }

  async end(): Promise<void> {
    this.#ended = true
    const ends = this.#slots.map(async ({ child }) => {
      if (!child) return
      child.kill('SIGKILL')
      while (child.exitCode === null && child.signalCode === null) await pause(20)
    })
    await Promise.all(ends)
  }
}
