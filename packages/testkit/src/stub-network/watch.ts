import type { Keep } from './kept.ts'
import type { StubCall, StubOverlap } from './wire.ts'

/**
 * A client that gives up a call closes its connection, and the next call can arrive on another one
 * before that close is seen here. Such a pair is no overlap unless it lasts longer than this.
 */
const CLOSE_MARGIN_MS = 250

export interface WatchedCall {
  readonly account: string
  readonly call: StubCall
  /** Who called, by its `x-client` header: the process id of a host. */
  readonly client: string
  readonly startedMs: number
  readonly startedTime: string
  endedMs?: number
  /** True when the client closed the connection before it had the answer. */
  givenUp?: boolean
}

/** Sees every call, and remembers those of one account that ran at the same time. */
export class CallWatch {
  readonly #open = new Map<string, Set<WatchedCall>>()
  /** Calls that are still open, with those that began meanwhile. */
  readonly #beside = new Map<WatchedCall, WatchedCall[]>()
  readonly #overlaps: StubOverlap[] = []
  readonly #counts = new Map<StubCall, number>()
  readonly #keep: Keep

  /** @param keep is told of each overlap, once its first call has ended. */
  constructor(keep: Keep) {
    this.#keep = keep
  }

  /** One that was kept before. */
  recall(overlap: StubOverlap): void {
    this.#overlaps.push(overlap)
  }

  begin(account: string, call: StubCall, client: string): WatchedCall {
    const begun: WatchedCall = { account, call, client, ...startingNow() }
    const open = this.#open.get(account) ?? new Set()
    for (const first of open) this.#beside.get(first)?.push(begun)
    this.#beside.set(begun, [])
    this.#open.set(account, open.add(begun))
    this.#counts.set(call, (this.#counts.get(call) ?? 0) + 1)
    return begun
  }

  end(call: WatchedCall, givenUp: boolean): void {
    call.endedMs = performance.now()
    call.givenUp = givenUp
    this.#open.get(call.account)?.delete(call)
    for (const overlap of this.#overlapsOf(call)) {
      this.#overlaps.push(overlap)
      this.#keep({ kind: 'overlap', overlap })
    }
    this.#beside.delete(call)
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }

  overlaps(): StubOverlap[] {
    const open = [...this.#beside.keys()].flatMap((first) => this.#overlapsOf(first))
    return [...this.#overlaps, ...open]
  }

  #overlapsOf(first: WatchedCall): StubOverlap[] {
    return (this.#beside.get(first) ?? [])
      .filter((second) => ranTogether(first, second))
      .map((second) => ({
        account: first.account,
        first: partOf(first),
        second: partOf(second),
      }))
  }
}

function startingNow() {
  return { startedMs: performance.now(), startedTime: new Date().toISOString() }
}

function partOf({ call, client, startedTime }: WatchedCall): StubOverlap['first'] {
  return { call, client, startedTime }
}

function ranTogether(first: WatchedCall, second: WatchedCall): boolean {
  if (!first.givenUp) return true
  const endedMs = first.endedMs ?? performance.now()
  return endedMs - second.startedMs > CLOSE_MARGIN_MS
}
