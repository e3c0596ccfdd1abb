import type { WireResult } from './stage/wire.ts'
import type { HostSettings, World } from './stage/world.ts'

/** Whether things are as they should be, said as a sentence. */
export interface Check {
  readonly what: string
  readonly ok: boolean
}

export interface Outcome {
  /** What the attacker has in the end. */
  readonly got: string
  readonly checks: readonly Check[]
}

/** What somebody does to a host that means no good. */
export interface Attack extends HostSettings {
  readonly name: string
  readonly about: string
  /** What is done before anybody looks at time and memory. */
  prepare?(world: World): Promise<void>
  /** @param small a fraction of the size, where only the outcome counts. */
  run(world: World, small: boolean): Promise<Outcome>
}

/** Answers and ends of connections, in few words. */
export function saidOf({ answers, closed, stillOpen, longestMs }: WireResult): string {
  const parts = Object.entries(answers).map(([status, count]) => `${count} × ${status}`)
  if (closed > 0) parts.push(`${closed} closed without an answer`)
  if (stillOpen > 0) parts.push(`${stillOpen} still held in the end`)
  return `${parts.join(', ') || 'nothing'}; the last after ${(longestMs / 1_000).toFixed(1)} s`
}

/** Whether no connection was answered well. */
export function refusedAll({ answers }: WireResult): boolean {
  return Object.keys(answers).every((status) => Number(status) >= 400)
}
