/**
 * Sets the clock that this process reads by `Date`. Timers and `performance.now()` measure how long
 * something takes and are right on a machine whose clock is wrong, so they stay.
 */
export function setClockAhead(aheadMs: number): void {
  const Right = Date
  class Wrong extends Right {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(Right.now() + aheadMs)
      else super(...(given as [number]))
    }

    static override now(): number {
      return Right.now() + aheadMs
    }
  }
  Object.defineProperty(globalThis, 'Date', { value: Wrong, configurable: true, writable: true })
}
