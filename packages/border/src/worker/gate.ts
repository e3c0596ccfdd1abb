/**
 * How far a worker has come with its calls, in memory that both threads share: so the host takes back
 * what a worker that stands still has not begun, and nothing is done twice. Calls are numbered from 1,
 * and begun in this order.
 */
export class Gate {
  readonly memory: SharedArrayBuffer
  /** The number of the last call that was begun; once the gate is closed, as `closed` writes it. */
  readonly #begun: BigInt64Array

  constructor(memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory
    this.#begun = new BigInt64Array(memory)
  }

  /** In the worker. False: the call was taken back. */
  begin(call: number): boolean {
    const before = Atomics.load(this.#begun, 0)
    return before >= 0n && Atomics.compareExchange(this.#begun, 0, before, BigInt(call)) === before
  }

  /**
   * On the host's side: from now on the worker begins nothing.
   *
   * @returns the number of the last call that it has begun.
   */
  close(): number {
    for (;;) {
      const before = Atomics.load(this.#begun, 0)
      if (before < 0n) return Number(closed(before))
      if (Atomics.compareExchange(this.#begun, 0, before, closed(before)) === before) {
        return Number(before)
      }
    }
  }
}

/** Below zero for every number, zero included; and the other way round. */
function closed(number: bigint): bigint {
  return -1n - number
}
