import { setTimeout as pause } from 'node:timers/promises'
import type { Attack, Check } from './attack.ts'
import { startHonest } from './stage/honest.ts'
import type { Served } from './stage/honest-process.ts'
import { residentMib, watchMemory } from './stage/memory.ts'
import { added, lookAtStored, type Stored } from './stage/stored.ts'
import type { World } from './stage/world.ts'

/** What honest people may wait at most, and how much more the host may hold, at the full size. */
const P99_MS = 1_000
const MORE_MIB = 100

/** Before the attack, so that workers run and the memory is what it is at work. */
const WARM_UP_MS = 3_000
/** For so long the honest are looked at, at least. */
const LEAST_MS = 3_000
/** After it, until the memory is looked at once more. */
const SETTLE_MS = 5_000

/** Latencies in few figures. */
export interface ServedFigures {
  readonly count: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly failed: number
  /** One of the failures. */
  readonly failure?: string
}

export interface Measured {
  readonly name: string
  readonly about: string
  readonly seconds: number
  readonly visitors: ServedFigures
  readonly webhooks: ServedFigures
  readonly memoryMib: { readonly before: number; readonly most: number; readonly after: number }
  readonly stored: Stored
  readonly logLines: number
  readonly got: string
  readonly checks: readonly Check[]
  readonly ok: boolean
}

/**
 * Lets honest people and one attacker at a host.
 *
 * @param small in a fraction of the size; then no time and no memory is judged.
 */
export async function measure(world: World, attack: Attack, small: boolean): Promise<Measured> {
  const { env, settings } = attack
  const how = { ...(env && { env }), ...(settings && { settings }) }
  // A host of its own, so that its memory is; a start takes longer than most attacks in small.
  await (small ? world.ensure(how) : world.restart(how))
  const { host, pool } = world
  // What an earlier attack left behind is no matter of this one.
  await pool.query('truncate files, file_chunks')
  await attack.prepare?.(world)
  const honest = await startHonest(world.honest)
  await pause(small ? 500 : WARM_UP_MS)
  const [before, storedBefore, linesBefore] = await Promise.all([
    residentMib(host.pid),
    lookAtStored(pool),
    host.logLines(),
  ])
  honest.forget()
  const memory = watchMemory(host.pid)
  const began = performance.now()
  const { got, checks } = await attack.run(world, small).catch((error: unknown) => ({
    got: 'unknown',
    checks: [{ what: `the attack could be carried out: ${error}`, ok: false }],
  }))
  const seconds = (performance.now() - began) / 1_000
  // What is over at once would be judged by one visitor.
  await pause(small ? 0 : Math.max(0, LEAST_MS - seconds * 1_000))
  const report = await honest.end()
  const survived = host.isRunning
  if (survived) await pause(small ? 0 : SETTLE_MS)
  const after = survived ? await residentMib(host.pid) : Number.NaN
  const most = memory.mostMib()
  const visitors = figuresOf(report.visitors)
  const webhooks = figuresOf(report.webhooks)
  const all = [
    ...checks,
    { what: 'the host lives', ok: survived },
    { what: 'every honest visitor was served', ok: visitors.failed === 0 },
    { what: 'every signed webhook was accepted', ok: webhooks.failed === 0 },
    ...(small ? [] : judged(visitors, webhooks, most - before)),
  ]
  return {
    name: attack.name,
    about: attack.about,
    seconds,
    visitors,
    webhooks,
    memoryMib: { before, most, after },
    stored: added(storedBefore, await lookAtStored(pool)),
    logLines: (await host.logLines()) - linesBefore,
    got,
    checks: all,
    ok: all.every(({ ok }) => ok),
  }
}

function judged(visitors: ServedFigures, webhooks: ServedFigures, moreMib: number): Check[] {
  return [
    { what: `visitors’ p99 is under ${P99_MS} ms`, ok: visitors.p99Ms < P99_MS },
    { what: `webhooks’ p99 is under ${P99_MS} ms`, ok: webhooks.p99Ms < P99_MS },
    { what: `no more than ${MORE_MIB} MiB came to the host’s memory`, ok: moreMib <= MORE_MIB },
  ]
}

function figuresOf({ latenciesMs: unordered, failures }: Served): ServedFigures {
  const latenciesMs = unordered.toSorted((a, b) => a - b)
  const at = (share: number) =>
    latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0
  const [failure] = failures
  return {
    count: latenciesMs.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: latenciesMs.at(-1) ?? 0,
    failed: failures.length,
    ...(failure !== undefined && { failure }),
  }
}
