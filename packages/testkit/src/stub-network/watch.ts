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
  readonly #pairs: { readonly first: WatchedCall; readonly second: WatchedCall }[] = []
  readonly #counts = new Map<StubCall, number>()

  begin(account: string, call: StubCall, client: string): WatchedCall {
    const begun: WatchedCall = { account, call, client, ...startingNow() }
    const open = this.#open.get(account) ?? new Set()
    for (const first of open) this.#pairs.push({ first, second: begun })
    this.#open.set(account, open.add(begun))
    this.#counts.set(call, (this.#counts.get(call) ?? 0) + 1)
    return begun
  }

  end(call: WatchedCall, givenUp: boolean): void {
    call.endedMs = performance.now()
    call.givenUp = givenUp
    this.#open.get(call.account)?.delete(call)
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }

  overlaps(): StubOverlap[] {
    return this.#pairs.filter(ranTogether).map(({ first, second }) => ({
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

function ranTogether({ first, second }: { first: WatchedCall; second: WatchedCall }): boolean {
  if (!first.givenUp) return true
  const endedMs = first.endedMs ?? performance.now()
  return endedMs - second.startedMs > CLOSE_MARGIN_MS
}
