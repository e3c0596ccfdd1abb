import type { Journal } from './journal.ts'
import type { State } from './state/state.ts'

export type Until = <T>(
  look: () => T | undefined | false,
  options?: { what?: string; timeoutMs?: number },
) => Promise<T>

/** What a test waited for didn't come. */
export class WaitedInVain extends Error {
  override readonly name = 'WaitedInVain'
}

const TIMEOUT_MS = 10_000

/**
 * Waits for something to be there without sleeping: `look` is called now and after each change of
 * the state or the journal, until it returns something. Rejects after `timeoutMs`, naming `what`.
 */
export function createUntil(state: State, journal: Journal, signal: AbortSignal): Until {
  return (look, { what = 'what a test waits for', timeoutMs = TIMEOUT_MS } = {}) =>
    new Promise((resolve, reject) => {
      const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      // The loop must not end while somebody waits.
      const keepAlive = setTimeout(() => undefined, timeoutMs + 1000)

      function stop(): void {
        clearTimeout(keepAlive)
        state.changes.off('change', tryNow)
        journal.changes.off('entry', tryNow)
        over.removeEventListener('abort', giveUp)
      }
      function giveUp(): void {
        stop()
        const why = signal.aborted ? 'the simulator stopped' : `${timeoutMs} ms went by`
        reject(new WaitedInVain(`Waited in vain for ${what}: ${why}.`))
      }
      function tryNow(): void {
        const found = look()
        if (found === undefined || found === false) return
        stop()
        resolve(found)
      }

      state.changes.on('change', tryNow)
      journal.changes.on('entry', tryNow)
      over.addEventListener('abort', giveUp)
      if (over.aborted) giveUp()
      else tryNow()
    })
}
