import { setTimeout as pause } from 'node:timers/promises'
import { CRASH_POINTS, type CrashPoint } from '@hubward/host'
import { type Moves, type Standstill, standstills } from './cluster/outages.ts'
import { compareWorld } from './compare.ts'
import { collect, type Fault } from './histories/histories.ts'
import { Performer } from './performer.ts'
import type { Plan } from './plan/step.ts'
import { play } from './play.ts'
import { becomeQuiet, Reconnecting } from './quiet.ts'
import type { HostCounts } from './stage/hosts.ts'
import { buildWorld, type World } from './stage/world.ts'

const PEOPLE_LOOK_EVERY_MS = 1_000

/** What a run leaves behind. */
export interface Report {
  readonly seed: number
  readonly ok: boolean
  readonly seconds: number
  readonly kills: number
  readonly hosts: HostCounts
  readonly postgresRestarts: number
  /** Where PostgreSQL is a cluster: how long nothing moved when it failed. */
  readonly standstills?: readonly Standstill[]
  readonly reconnects: number
  /** By the operator, at the end: grants that hosts took down with them. */
  readonly brakesReleased: number
  /** Told to the agency: whole, and broken off since the host was killed meanwhile. */
  readonly notices: { readonly told: number; readonly brokenOff: number }
  /** How often each thing was done, and how often there was nothing to do it to. */
  readonly done: Readonly<Record<string, number>>
  readonly impossible: Readonly<Record<string, number>>
  readonly compared: Readonly<Record<string, number>>
  /** SocialHub's answers by route and status. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Points that no host was ended at. */
  readonly pointsNotReached: readonly CrashPoint[]
  readonly faults: readonly Fault[]
  readonly logFile: string
  /** Where this report is to be kept. */
  readonly reportFile: string
}

/** Goes through a plan, lets everything become quiet, and compares the histories. */
export async function run(
  plan: Plan,
  options: {
    quietMs: number
    /** Whether it is a fault when a point was never reached. */
    allPoints: boolean
    progress: (sentence: string) => void
  },
): Promise<Report> {
  const { progress } = options
  const began = performance.now()
  const over = new AbortController()
  const world = await buildWorld(plan, { progress, signal: over.signal })
  try {
    const performer = new Performer(world)
    const reconnecting = new Reconnecting(world)
    const planned = new AbortController()
    const untilOver = new AbortController()
    const people = [
      again(planned.signal, () => reconnecting.look(untilOver.signal)),
      again(planned.signal, () => world.mail.read()),
    ]
    const written = { from: Date.now(), to: 0 }
    const broken = await play(world, plan.steps, (step) => performer.do(step), progress)
    written.to = Date.now()
    planned.abort()
    await Promise.all(people)
    progress('All faults are off: waiting for quiet …')
    const quiet = () => becomeQuiet(world, performer, reconnecting, options.quietMs)
    let unsettled = await quiet()
    if (unsettled.length === 0) {
      unsettled = [...(await performer.converse()), ...(await quiet())]
    }
    over.abort()
    await reconnecting.finished()
    const compared = await compareWorld(world, await collect(world))
    const { counts } = world.hosts
    const pointsNotReached = CRASH_POINTS.filter((point) => counts.atPoints[point] === undefined)
    const answers = Object.entries(await world.socialhub.counts())
    const faults = [
      ...broken,
      ...(unsettled.length > 0 ? [{ what: 'it did not become quiet', life: unsettled }] : []),
      ...world.hosts.endedByThemselves.map((what) => ({ what, life: [] })),
      ...(options.allPoints && pointsNotReached.length > 0
        ? [{ what: 'points that nothing reached', life: pointsNotReached }]
        : []),
      ...compared.faults,
    ]
    return {
      seed: plan.seed,
      ok: faults.length === 0,
      seconds: Math.round((performance.now() - began) / 1_000),
      kills: counts.atRandom + Object.values(counts.atPoints).reduce((sum, n) => sum + n, 0),
      hosts: counts,
      postgresRestarts: world.postgres.restarts,
      ...(world.cluster && {
        standstills: standstills(world.cluster.outages, moves(world), written),
      }),
      reconnects: reconnecting.count,
      brakesReleased: world.operator.count,
      notices: { told: world.notices.told, brokenOff: world.notices.brokenOff },
      done: performer.done,
      impossible: performer.impossible,
      compared: compared.counts,
      answers: Object.fromEntries(answers.map(([route, { byStatus }]) => [route, byStatus])),
      pointsNotReached,
      faults,
      logFile: world.logFile,
      reportFile: world.logFile.replace(/log$/, 'json'),
    }
  } finally {
    over.abort()
    await world.end()
  }
}

function moves({ hosts, socialhub }: World): Moves {
  const tickets = socialhub.seen.map(({ time }) => Date.parse(time))
  return { tickets, events: socialhub.accepted, absences: hosts.absences }
}

/** What people do all the time: Customers bring back what stopped, visitors read their mail. */
export async function again(signal: AbortSignal, look: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await pause(PEOPLE_LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
    // PostgreSQL may be away.
    await look().catch(() => undefined)
  }
}
