import type { Logger } from 'pino'
import { runningCall } from './call.ts'
import { endAtOnce } from './end-at-once.ts'

/**
 * Keeps the process alive when a plugin leaves a promise to itself that fails, or throws where nobody
 * can catch it (a timer, an event). What the host itself did not foresee still ends the process.
 *
 * @returns what takes the listeners away again.
 */
export function containStrayFailures(log: Logger): () => void {
  const onRejection = (reason: unknown) => {
    if (!blame(reason)) throw reason
  }
  const onException = (error: unknown) => {
    if (blame(error)) return
    log.fatal({ err: error }, 'the host ends after an error that it did not foresee')
    endAtOnce(1)
  }
  process.on('unhandledRejection', onRejection)
  process.on('uncaughtException', onException)
  return () => {
    process.off('unhandledRejection', onRejection)
    process.off('uncaughtException', onException)
  }
}

function blame(thrown: unknown): boolean {
  const call = runningCall.getStore()
  if (!call) return false
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  call.log.error({ thrown: call.redact(text) }, 'a plugin failed where nobody awaited it')
  return true
}
