import type { Db, Trx } from './store/database.ts'
import type { ChannelId } from './store/ids.ts'
import {
  assertHeld,
  type Claimed,
  type ComingCall,
  type HeldStatement,
  LeaseLostError,
  type Ring,
  runHeld,
} from './store/turns.ts'

/** What has been due for this long is no longer interrupted. */
const PATIENCE_MS = 60_000

/**
 * The right to one turn of one Channel. Whatever a turn stores goes through `transaction`, which
 * refuses to write once somebody else has taken the Channel over.
 */
export class Lease {
  readonly channelId: ChannelId
  readonly claimed: Claimed
  readonly holder: string
  /** How the log names the Channel; more than its id once its turn has read it. */
  names: Readonly<Record<string, string>>
  /** Aborts when the lease is lost, or the host stops and can wait no longer. */
  readonly signal: AbortSignal
  readonly #db: Db
  readonly #ended = new AbortController()
  #interrupt: (() => void) | undefined
  #rung = false
  #heldUntil: number
  #end: NodeJS.Timeout | undefined

  /** @param heldUntil by `performance.now()`: nobody else takes the Channel over before that. */
  constructor(db: Db, holder: string, claimed: Claimed, heldUntil: number) {
    this.#db = db
    this.holder = holder
    this.claimed = claimed
    this.channelId = claimed.channelId
    this.names = { channel: claimed.channelId }
    this.signal = this.#ended.signal
    this.#heldUntil = heldUntil
    this.#watchEnd()
  }

  /** @throws LeaseLostError */
  async transaction<Result>(work: (trx: Trx) => Promise<Result>): Promise<Result> {
    if (this.signal.aborted) throw this.signal.reason
    return await this.#db.transaction().execute(async (trx) => {
      await assertHeld(trx, this.holder, this.claimed)
      return await work(trx)
    })
  }

  /**
   * One statement that changes the Channel; see {@link runHeld}.
   *
   * @throws LeaseLostError
   */
  async single(statement: HeldStatement): Promise<void> {
    if (this.signal.aborted) throw this.signal.reason
    await runHeld(this.#db, this.holder, this.claimed, [statement])
  }

  /**
   * Statements that change the Channel before a call, which the lease outlasts; see {@link runHeld}.
   *
   * @returns whether the call is to be made.
   * @throws LeaseLostError
   */
  async outlast(call: ComingCall, statements: readonly HeldStatement[]): Promise<boolean> {
    if (this.signal.aborted) throw this.signal.reason
    const storedAt = performance.now()
    const begun = await runHeld(this.#db, this.holder, this.claimed, statements, call)
    this.renewed(storedAt + call.outlastMs)
    return begun
  }

  /**
   * To be called right before something is asked of SocialHub or a Network: a host that stood still,
   * or could not reach PostgreSQL, may have lost a Channel without having been told.
   *
   * @throws LeaseLostError
   */
  assertHeld(): void {
    if (performance.now() > this.#heldUntil) this.lost()
    if (this.signal.aborted) throw this.signal.reason
  }

  /** The database has extended it. */
  renewed(heldUntil: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, heldUntil)
    this.#watchEnd()
  }

  /** The turn is over. */
  close(): void {
    clearTimeout(this.#end)
  }

  /** What runs under a lease that nobody renewed ends with it, whether PostgreSQL answers or not. */
  #watchEnd(): void {
    clearTimeout(this.#end)
    this.#end = setTimeout(() => this.lost(), Math.max(0, this.#heldUntil - performance.now()))
    this.#end.unref()
  }

  /** Somebody rang. A fetch gives way to what people wait for. */
  ring(why: Ring): void {
    if (why !== 'action') return
    this.#rung = true
    this.#interrupt?.()
  }

  /**
   * Does what may be interrupted by a ring: its signal aborts then. A ring that came since the
   * mailbox was last read counts as well. What has been due for long is no longer interrupted, so that
   * nothing starves.
   *
   * @throws Interrupted
   */
  async interruptible<Result>(
    overdueMs: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    this.assertHeld()
    if (overdueMs > PATIENCE_MS) return await work(this.signal)
    const interruption = new AbortController()
    const signal = AbortSignal.any([this.signal, interruption.signal])
    this.#interrupt = () => interruption.abort(new Interrupted('a Ticket Action came in'))
    if (this.#rung) this.#interrupt()
    try {
      return await work(signal)
    } catch (error) {
      throw signal.reason instanceof Interrupted ? signal.reason : error
    } finally {
      this.#interrupt = undefined
    }
  }

  /** To be called right before the mailbox is read. */
  listen(): void {
    this.#rung = false
  }

  /** Whether an action came in since `listen`. */
  get rung(): boolean {
    return this.#rung
  }

  end(reason: Error): void {
    this.#ended.abort(reason)
  }

  lost(): void {
    this.end(new LeaseLostError(this.channelId))
  }
}

/** Why a fetch ended early. Its position has not moved, so it is simply done again. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** The host ends: what can't be finished now is taken up by the next one. */
export class Stopping extends Error {
  override readonly name = 'Stopping'
}
