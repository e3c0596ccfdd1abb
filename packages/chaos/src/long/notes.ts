import { join } from 'node:path'
import type { Performer } from '../performer.ts'
import type { Reconnecting } from '../quiet.ts'
import type { Frozen } from '../stage/hosts.ts'
import { LineFile } from '../stage/line-file.ts'
import type { World } from '../stage/world.ts'
import { added, type Counts, total } from './counts.ts'
import { type Progress, readProgress, type Settings, writeProgress } from './folder.ts'

/** Everything that a runner has built. */
export interface Stage {
  readonly world: World
  readonly performer: Performer
  readonly reconnecting: Reconnecting
}

/** What a runner notes in the folder, beside what runners before it noted. */
export class Notes {
  readonly settings: Settings
  readonly progress: Progress
  readonly #folder: string
  readonly #before: Counts
  readonly #frozen: LineFile<Frozen>
  #noted = { frozen: 0, stalls: 0 }
  readonly #began = performance.now()
  #stage: Stage | undefined
  /** Messages and Tickets when all was quiet last. */
  #quietAt = { messages: 0, tickets: 0 }

  constructor(folder: string, settings: Settings) {
    this.#folder = folder
    this.settings = settings
    const before = readProgress(folder)
    this.#before = before?.counts ?? {}
    this.progress = {
      isBuilt: false,
      former: '',
      planned: { messages: 0, replies: 0, kills: 0 },
      updated: 0,
      events: 0,
      failovers: [],
      counts: {},
      rounds: [],
      faults: [],
      ...before,
      // One that agreed goes on when its goals are raised.
      outcome: 'open',
      pid: process.pid,
      beat: '',
      phase: 'starting',
      life: (before?.life ?? 0) + 1,
    }
    this.#frozen = new LineFile(join(folder, 'frozen.jsonl'))
  }

  get stage(): Stage {
    if (!this.#stage) throw new Error('nothing is built yet')
    return this.#stage
  }

  isBuilt(stage: Stage): void {
    this.#stage = stage
    this.progress.isBuilt = true
    this.#quietAt.tickets = stage.world.socialhub.answerable.length
    this.save()
  }

  isQuiet(): void {
    const { performer, world } = this.stage
    this.#quietAt = { messages: performer.messages, tickets: world.socialhub.answerable.length }
  }

  count(name: 'messages' | 'replies'): number {
    const before = this.#before[name]
    return (typeof before === 'number' ? before : 0) + (this.#stage?.performer[name] ?? 0)
  }

  get kills(): number {
    return total(this.progress.counts.kills)
  }

  /** Messages, replies and kills that are still to come. */
  get left(): { readonly messages: number; readonly replies: number; readonly kills: number } {
    const { messages, replies, kills } = this.settings.goals
    return {
      messages: messages - this.count('messages'),
      replies: replies - this.count('replies'),
      kills: kills - this.kills,
    }
  }

  /** Messages that are no Tickets yet, about: some are deleted before. */
  get waiting(): number {
    const { world, performer } = this.stage
    const { messages, tickets } = this.#quietAt
    return performer.messages - messages - (world.socialhub.answerable.length - tickets)
  }

  /** When hosts stood still, under all runners. */
  get frozen(): readonly Frozen[] {
    const { hosts } = this.stage.world
    return [...this.#frozen.earlier, ...hosts.frozen, ...hosts.stalls]
  }

  save(): void {
    const hosts = this.#stage?.world.hosts
    if (hosts) {
      for (const one of hosts.frozen.slice(this.#noted.frozen)) this.#frozen.add(one)
      for (const one of hosts.stalls.slice(this.#noted.stalls)) this.#frozen.add(one)
      this.#noted = { frozen: hosts.frozen.length, stalls: hosts.stalls.length }
    }
    this.progress.beat = new Date().toISOString()
    this.progress.counts = added(this.#before, this.#counts())
    writeProgress(this.#folder, this.progress)
  }

  /** What this runner has come to. */
  #counts(): Counts {
    const seconds = Math.round((performance.now() - this.#began) / 1_000)
    if (!this.#stage) return { runners: 1, seconds }
    const { world, performer, reconnecting } = this.#stage
    const { atRandom, atPoints, lives, wrongClockLives, frozen, stalls } = world.hosts.counts
    return {
      runners: 1,
      seconds,
      messages: performer.messages,
      replies: performer.replies,
      kills: { 'at random': atRandom, ...atPoints },
      hosts: { started: lives, 'with a wrong clock': wrongClockLives, frozen, stalls },
      'PostgreSQL restarted': world.postgres.restarts,
      reconnects: reconnecting.count,
      'brakes released': world.operator.count,
      'notices broken off': world.notices.brokenOff,
      done: performer.done,
      impossible: performer.impossible,
    }
  }

  tell(): void {
    const { phase, rounds } = this.progress
    this.say(
      `${phase}: ${this.count('messages')} messages, ${this.count('replies')} replies, ${this.kills} kills, ${this.waiting} waiting, ${rounds.length} rounds agreed`,
    )
  }

  say(sentence: string): void {
    console.log(`${new Date().toISOString().slice(11, 19)}  ${sentence}`)
  }
}
