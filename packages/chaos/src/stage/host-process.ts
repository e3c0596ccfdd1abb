import { writeSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { setClockAhead } from '../../../host/test/stage/wrong-clock.ts'

/** What a host is told while it runs: to end at whichever of these points it comes to. */
export interface Order {
  readonly dieAt: readonly string[]
}

/** What it tells: that it is ready, and later when it stood still, by its own clock. */
export type Told = { readonly address: string } | { readonly from: number; readonly to: number }

/** A third of a lease: a renewal that comes so much too late can miss its end. */
const STALL_MS = 1_300

/** Where it writes the point at which it is about to end, since a message would never arrive. */
export const LAST_WORDS_FD = 4

if (import.meta.main) await run()

/** A host that ends itself with SIGKILL at the point that it was told. */
async function run(): Promise<void> {
  // A third of the time that a start takes.
  enableCompileCache()
  setClockAhead(Number(process.env.CHAOS_CLOCK_AHEAD_MS ?? 0))
  // After the clock: what a module reads of it when it is loaded shall be wrong as well.
  const { containStrayFailures, createHost, parseConfig }: typeof import('@hubward/host') =
    await import(process.env.CHAOS_HOST || '@hubward/host')
  let dieAt: readonly string[] = JSON.parse(process.env.CHAOS_DIE_AT ?? '[]')
  process.on('message', (order: Order) => {
    dieAt = order.dieAt
  })
  process.once('disconnect', () => process.exit(0))
  const host = await createHost({
    config: parseConfig(JSON.parse(process.env.CHAOS_CONFIG ?? '{}')),
    atCrashPoint: (point) => {
      if (!dieAt.includes(point)) return Promise.resolve()
      writeSync(LAST_WORDS_FD, point)
      process.kill(process.pid, 'SIGKILL')
      return new Promise(() => undefined)
    },
  })
  containStrayFailures(host.context.log)
  process.send?.({ address: await host.start() } satisfies Told)
  process.once('SIGTERM', () => void host.stop().then(() => process.exit(0)))
  noteStalls((from, to) => process.send?.({ from, to } satisfies Told))
}

/** On a machine with too much to do a process can stand still though nobody stops it. */
function noteStalls(stalled: (from: number, to: number) => void): void {
  let last = Date.now()
  setInterval(() => {
    const now = Date.now()
    if (now - last > STALL_MS) stalled(last, now)
    last = now
  }, STALL_MS / 4)
}
