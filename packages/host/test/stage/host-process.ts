import type { CrashPoint } from '../../src/crash-points.ts'
import { setClockAhead } from './wrong-clock.ts'

setClockAhead(Number(process.env.CLOCK_AHEAD_MS ?? 0))
// After the clock: what a module reads of it when it is loaded shall be wrong as well.
const { parseConfig } = await import('../../src/config.ts')
const { createHost } = await import('../../src/host.ts')

/**
 * A host in a process of its own. It says over IPC when it first comes to the point named `HOLD_AT`,
 * and stands still there, so that the test can end it, or let it go on.
 */
const goOn = Promise.withResolvers<void>()
process.on('message', (message) => {
  if (message === 'go on') goOn.resolve()
})
const host = await createHost({
  config: parseConfig(JSON.parse(process.env.HOST_CONFIG ?? '{}')),
  atCrashPoint: (point: CrashPoint) => {
    if (point !== process.env.HOLD_AT) return Promise.resolve()
    process.send?.({ reached: point })
    return goOn.promise
  },
})
await host.start()
process.send?.({ ready: true })
process.once('SIGTERM', () => void host.stop().then(() => process.exit(0)))
// Nobody is left to talk to: the test has ended.
process.once('disconnect', () => process.exit(0))
