import { once } from 'node:events'
import type { Fault } from '../histories/histories.ts'
import { becomeQuiet } from '../quiet.ts'
import { compareAll } from './compare.ts'
import type { Notes } from './notes.ts'

const QUIET_WITHIN_MS = 600_000

/**
 * Lets all become quiet, and compares it.
 *
 * @param how.isLast whether one more conversation shall be seen to its end.
 * @returns whether it agrees; undefined when it was stopped meanwhile.
 */
export async function compareRound(
  notes: Notes,
  how: { hasLedger: boolean; isLast: boolean },
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const { progress, stage } = notes
  const { world, performer, reconnecting } = stage
  const stopped = once(signal, 'abort').then(() => ['stopped'])
  const quiet = () =>
    Promise.race([becomeQuiet(world, performer, reconnecting, QUIET_WITHIN_MS), stopped])
  progress.phase = 'becoming quiet'
  notes.tell()
  const began = performance.now()
  let unsettled = await quiet()
  if (unsettled.length === 0 && how.isLast) {
    const untold = await Promise.race([performer.converse(), stopped])
    unsettled = [...untold, ...(await quiet())]
  }
  if (signal.aborted) return undefined
  progress.phase = 'comparing'
  notes.save()
  const quietUntil = performance.now()
  const { faults, counts } = await compareAll(world, notes.frozen, how.hasLedger)
  if (unsettled.length > 0) {
    progress.faults.push({ what: 'it did not become quiet', life: unsettled })
  }
  const ended = world.hosts.endedByThemselves
  progress.faults.push(...ended.map((what): Fault => ({ what, life: [] })), ...faults)
  notes.isQuiet()
  const messages = notes.count('messages')
  progress.rounds.push({
    time: new Date().toISOString(),
    messages,
    kills: notes.kills,
    quietSeconds: Math.round((quietUntil - began) / 1_000),
    compareSeconds: Math.round((performance.now() - quietUntil) / 1_000),
    compared: counts,
  })
  notes.save()
  const differ = progress.faults.length
  notes.say(
    `Compared after ${messages} messages: ${differ === 0 ? 'all agrees' : `${differ} faults`}.`,
  )
  return differ === 0
}
