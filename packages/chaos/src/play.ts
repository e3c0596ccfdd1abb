import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './histories/histories.ts'
import type { World } from './stage/world.ts'

/** Does each step of a plan at its time. @returns steps that broke, which none may. */
export async function play<Step extends { readonly atMs: number }>(
  { hosts, socialhub }: Pick<World, 'hosts' | 'socialhub'>,
  steps: readonly Step[],
  perform: (step: Step) => Promise<void>,
  progress: (sentence: string) => void,
): Promise<readonly Fault[]> {
  let began = performance.now()
  const broken: Fault[] = []
  const running = new Set<Promise<void>>()
  const begin = (step: Step) => {
    const done = perform(step)
      .catch((error: unknown) => {
        const what = `the step ${JSON.stringify(step)}`
        progress(`Broken: ${what}: ${error}`)
        broken.push({ what, life: [String(error)] })
      })
      .finally(() => running.delete(done))
    running.add(done)
  }
  let told = 0
  for (const step of steps) {
    const wait = step.atMs - (performance.now() - began)
    if (wait > 0) await pause(wait)
    // On a slow machine the plan waits for the hosts, so that as much happens to them as elsewhere.
    began += await hosts.halfReady()
    begin(step)
    const minute = Math.floor(step.atMs / 30_000)
    if (minute > told) {
      told = minute
      const { atRandom, atPoints } = hosts.counts
      const points = Object.values(atPoints).reduce((sum, n) => sum + n, 0)
      progress(
        `${minute * 30} s: ${socialhub.arrivals.length} Tickets, ${atRandom + points} kills (${points} at points)`,
      )
    }
  }
  await Promise.all(running)
  return broken
}
