import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits between two rounds of work that a host does again and again. It ends at once, without an error,
 * when the signal says to stop; and a process that has nothing else to do doesn't stay for it.
 */
export async function pauseOrStop(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
