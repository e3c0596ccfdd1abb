import { Performer } from '../performer.ts'
import { accountNamed } from '../plan/plan.ts'
import type { IntegrationName, Plan } from '../plan/step.ts'
import { Reconnecting } from '../quiet.ts'
import { buildWorld } from '../stage/world.ts'
import { type Progress, readSettings, type Settings } from './folder.ts'
import { formerHost } from './former.ts'
import { Notes } from './notes.ts'
import { compareRound } from './round.ts'
import { scheduleOf } from './schedule.ts'
import { Writing } from './writing.ts'

const SAVE_EVERY_MS = 2_000
const TELL_EVERY_MS = 30_000

/** One runner of a long run: from where the one before it ended, to the goals. */
export async function runLong(folder: string, stop: AbortSignal): Promise<Progress['outcome']> {
  const settings = readSettings(folder)
  if (!settings) throw new Error(`No long run was begun in ${folder}.`)
  const notes = new Notes(folder, settings)
  const { progress } = notes
  notes.save()
  const over = new AbortController()
  const signal = AbortSignal.any([stop, over.signal])
  const former = await formerHost(folder)
  progress.former = former.name
  const { isBuilt, updated, life } = progress
  const world = await buildWorld(planOf(settings), {
    kept: { place: settings.place, isBuilt, former: former.host, updated },
    signal,
    progress: (sentence) => notes.say(sentence),
  })
  const stage = {
    world,
    performer: new Performer(world, life),
    reconnecting: new Reconnecting(world),
  }
  notes.isBuilt(stage)
  const timers = [
    setInterval(() => notes.save(), SAVE_EVERY_MS),
    setInterval(() => notes.tell(), TELL_EVERY_MS),
  ]
  try {
    if (isBuilt) {
      notes.say(`Runner ${life} goes on.`)
      await stage.performer.recall()
    }
    await untilGoals(notes, former.host !== undefined, signal)
    return progress.outcome
  } finally {
    for (const timer of timers) clearInterval(timer)
    if (stop.aborted) progress.phase = 'stopped'
    notes.save()
    over.abort()
    await stage.reconnecting.finished()
    await world.end()
  }
}

function planOf({ seed, hosts, channels, cluster, workers }: Settings): Plan {
  const names: readonly IntegrationName[] = ['finding', 'blind', 'granted']
  return {
    seed,
    durationMs: 0,
    hosts,
    strictGrants: true,
    workers,
    cluster,
    // They are made slice by slice.
    steps: [],
    accounts: names.flatMap((name) =>
      Array.from({ length: channels }, (_, number) => accountNamed(name, number)),
    ),
  }
}

/** Writes and compares in turn, until the goals are reached or something differs. */
async function untilGoals(notes: Notes, hasFormer: boolean, signal: AbortSignal): Promise<void> {
  const { progress, settings } = notes
  const writing = new Writing(notes, scheduleOf(settings, hasFormer), signal)
  while (!signal.aborted) {
    await writing.play((progress.rounds.at(-1)?.messages ?? 0) + settings.roundMessages)
    if (signal.aborted) return
    const isLast = !writing.isOpen
    const hasLedger = !hasFormer || progress.updated >= settings.hosts
    const agrees = await compareRound(notes, { hasLedger, isLast }, signal)
    if (agrees === undefined) return
    if (!agrees) progress.outcome = 'differs'
    else if (isLast) progress.outcome = 'agrees'
    if (progress.outcome !== 'open') return
  }
}
