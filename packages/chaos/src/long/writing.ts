import { setTimeout as pause } from 'node:timers/promises'
import type { Act } from '../plan/step.ts'
import { again } from '../run.ts'
import type { Notes } from './notes.ts'
import type { Event, Scheduled } from './schedule.ts'
import { type Goals, makeSlice } from './slice.ts'

const OPERATOR_LOOKS_EVERY_MS = 20_000
const SLICE_MESSAGES = 500
/** No more than this a second, so that kills don't come faster than hosts start. */
const MESSAGES_A_SECOND = 70
/** So many messages may wait to become Tickets before people write on. */
const BACKLOG = 1_500
/** However many wait: some may belong to Channels that stand still. */
const BACKLOG_PATIENCE_MS = 20_000

/** Plays one slice of the plan after the other, and the events of the schedule at their messages. */
export class Writing {
  readonly #notes: Notes
  readonly #schedule: readonly Scheduled[]
  readonly #signal: AbortSignal
  readonly #running = new Set<Promise<void>>()
  /** How many events have been begun. */
  #events: number
  #lastEvent: Promise<void> = Promise.resolve()
  /** What of a reply or kill belongs to the next slice. */
  readonly #carry = { replies: 0, kills: 0 }

  constructor(notes: Notes, schedule: readonly Scheduled[], signal: AbortSignal) {
    this.#notes = notes
    this.#schedule = schedule
    this.#signal = signal
    this.#events = notes.progress.events
  }

  /** Whether something is still to come. */
  get isOpen(): boolean {
    const { messages, replies, kills } = this.#notes.left
    return Math.max(messages, replies, kills) > 0 || this.#events < this.#schedule.length
  }

  /** Until so many messages have been written since the beginning, or nothing is to come any more. */
  async play(untilMessages: number): Promise<void> {
    const { world, reconnecting } = this.#notes.stage
    const played = new AbortController()
    const people = [
      again(played.signal, () => reconnecting.look(this.#signal)),
      again(played.signal, () => world.mail.read()),
      this.#operate(played.signal),
    ]
    this.#notes.progress.phase = 'writing and killing'
    world.hosts.goOn()
    try {
      while (
        this.isOpen &&
        !this.#signal.aborted &&
        this.#notes.count('messages') < untilMessages
      ) {
        await this.#slice()
      }
      await Promise.all(this.#running)
    } finally {
      played.abort()
      await Promise.all(people)
    }
  }

  async #slice(): Promise<void> {
    const { progress, settings, stage } = this.#notes
    const { world, performer } = stage
    const want = this.#nextSlice()
    const acts = makeSlice(settings, progress.planned, want)
    progress.planned = {
      messages: progress.planned.messages + want.messages,
      replies: progress.planned.replies + want.replies,
      kills: progress.planned.kills + want.kills,
    }
    let next = performance.now()
    for (const act of acts) {
      if (this.#signal.aborted) return
      await world.hosts.halfReady()
      const messages = act.kind === 'message' ? 1 : act.kind === 'burst' ? act.messages : 0
      if (messages > 0) {
        await this.#roomForMore()
        next = Math.max(next, performance.now())
        await pause(Math.max(0, next - performance.now()))
        next += (messages * 1_000) / MESSAGES_A_SECOND
      }
      this.#begin(act.kind, performer.do(act))
      const due = this.#schedule[this.#events]
      if (due && this.#notes.count('messages') >= due.after) {
        this.#events += 1
        // One after the other, as somebody does who looks how it went.
        this.#lastEvent = this.#lastEvent.then(async () => {
          await this.#happen(due.event)
          progress.events += 1
        })
        this.#begin(due.event.what, this.#lastEvent)
      }
    }
    // What was killed meanwhile counts for the next one.
    this.#notes.save()
  }

  /** As many replies and kills as belong to so many messages; at the end, what is missing. */
  #nextSlice(): Goals {
    const { settings, progress, left } = this.#notes
    const { goals } = settings
    const { planned } = progress
    if (left.messages <= 0) {
      return {
        messages: 100,
        replies: Math.min(50, Math.max(0, left.replies)),
        kills: Math.min(4, Math.max(0, left.kills)),
      }
    }
    const messages = Math.min(SLICE_MESSAGES, Math.ceil(goals.messages / 10), left.messages)
    // Evenly over what is left, also after the goals were raised.
    const share = (name: 'replies' | 'kills') => {
      const leftMessages = Math.max(messages, goals.messages - planned.messages)
      const left = Math.max(0, goals[name] - planned[name])
      const exact = (left * messages) / leftMessages + this.#carry[name]
      this.#carry[name] = exact - Math.floor(exact)
      return Math.floor(exact)
    }
    return { messages, replies: share('replies'), kills: share('kills') }
  }

  async #happen(event: Event): Promise<void> {
    const { progress, stage } = this.#notes
    const { world, performer } = stage
    const { what } = event
    if (what === 'update') {
      progress.updated = event.host + 1
      this.#notes.save()
      this.#notes.say(`Updating host ${event.host} …`)
      await world.hosts.replace(event.host, world.release)
      world.operator.useToday()
      this.#notes.say(`Host ${event.host} runs this release.`)
      return
    }
    this.#notes.say(`Now: ${what} …`)
    const act: Act = what === 'crash' ? { kind: 'restart-postgres', how: 'crash' } : { kind: what }
    await performer.do(act)
    const outage = world.cluster?.outages.at(-1)
    progress.failovers.push({
      what,
      messages: this.#notes.count('messages'),
      ...(outage && { leaderlessSeconds: (outage.ledAgain - outage.from) / 1_000 }),
    })
    this.#notes.say(`Done: ${what}.`)
  }

  #begin(what: string, act: Promise<void>): void {
    const done = act
      .catch((error: unknown) => {
        if (this.#signal.aborted) return
        this.#notes.say(`Broken: ${what}: ${error}`)
        this.#notes.progress.faults.push({ what: `the step ${what}`, life: [String(error)] })
      })
      .finally(() => this.#running.delete(done))
    this.#running.add(done)
  }

  async #roomForMore(): Promise<void> {
    const until = performance.now() + BACKLOG_PATIENCE_MS
    while (this.#notes.waiting > BACKLOG && performance.now() < until && !this.#signal.aborted) {
      await pause(100)
    }
  }

  /** Now and then the operator looks whether Channels are held that need somebody. */
  async #operate(signal: AbortSignal): Promise<void> {
    const { operator } = this.#notes.stage.world
    while (!signal.aborted) {
      await pause(OPERATOR_LOOKS_EVERY_MS, undefined, { signal }).catch(() => undefined)
      if (!signal.aborted) await operator.look().catch(() => undefined)
    }
  }
}
