import type { PluginProblem } from '@hubward/plugin'
import type { Call, CallFacts, LaneName, PluginRunner } from '../call.ts'
import type { Answer } from '../copied-answer.ts'
import type { DescribedPlugin } from '../described-plugin.ts'
import { Lane } from './lane.ts'
import { Suspects } from './suspects.ts'
import { PluginThread, type ThreadOptions, Unusable, WorkerDied } from './thread.ts'
import type { UnstoppableWorkers } from './unstoppable.ts'

export interface WorkerRunnerOptions extends Omit<ThreadOptions, 'survived'> {
  readonly integration: string
  readonly callsAtOnce: number
  /** After so long without a call a worker ends. */
  readonly idleMs: number
  readonly unstoppable: UnstoppableWorkers
  /** Told of each worker that is ready: what its code declares. */
  readonly loaded?: (plugin: DescribedPlugin) => void
  /** Told of a worker that could not load the plugin. */
  readonly unusable?: (problems: readonly PluginProblem[]) => void
}

/** So many connections of listeners one worker holds. */
export const LISTENERS_LIMIT = 500
/** For so long no good request clears a stranger whose request alone has killed a worker. */
const STRANGERS_LINGER_MS = 600_000

/** Who may have killed a worker, and where their calls are made from then on. */
interface Quarantine {
  readonly suspects: Suspects
  readonly lane: Lane
}

/**
 * Runs a plugin in workers of its own: one for each lane (see `LaneName`), so that a hung fetch costs
 * no reply, and a stranger's request neither. A call that a worker may have died of makes a suspect:
 * such calls of that Channel, or that visitor, are made in a further worker, one at a time, until one
 * has come to an end or has merely hung. So a Channel that kills its worker again and again does so
 * alone, and a worker that dies there names its culprit for certain. Visitors and Channels that are
 * suspects have one worker each.
 */
export class WorkerRunner implements PluginRunner {
  readonly #start: () => PluginThread
  readonly #lanes: Readonly<Record<LaneName, Lane>>
  readonly #channels: Quarantine
  readonly #visitors: Quarantine
  #closed = false

  constructor(options: WorkerRunnerOptions) {
    const { integration, callsAtOnce, idleMs, log, unstoppable, loaded, unusable } = options
    const clear = (call: CallFacts) => this.#quarantineOf(call).suspects.clear(call.suspicion)
    this.#start = () => {
      const thread = new PluginThread({ ...options, survived: clear })
      thread.ready.then(loaded, (error) => {
        // One that was ended before it was ready says nothing of its plugin.
        if (!this.#closed && error instanceof Unusable) unusable?.(error.problems)
      })
      return thread
    }
    const lane = (
      name: string,
      { suspects }: { readonly suspects: Pick<Suspects, 'suspect'> },
      atOnce = callsAtOnce,
      countsHung = true,
    ) =>
      new Lane({
        name,
        log,
        clear,
        start: this.#start,
        atOnce,
        idleMs,
        countsHung,
        suspect: (suspicions) => suspects.suspect(suspicions),
        givenUp: (cause, ended) => unstoppable.add({ integration, cause }, ended),
      })
    const quarantine = (name: string, lingersMs: number): Quarantine => {
      const suspects = new Suspects({ lingersMs })
      return { suspects, lane: lane(name, { suspects }, 1, false) }
    }
    this.#channels = quarantine('suspected', 0)
    this.#visitors = quarantine('suspected-visitors', STRANGERS_LINGER_MS)
    this.#lanes = {
      visitors: lane('visitors', this.#visitors),
      people: lane('people', this.#channels),
      media: lane('media', this.#channels),
      unhurried: lane('unhurried', this.#channels),
      // Nobody is suspected: calls without an end can't wait for each other. Pauses grow instead.
      listening: lane('listening', { suspects: { suspect: () => undefined } }, LISTENERS_LIMIT),
    }
  }

  /**
   * Imports the plugin, in a worker that ends afterwards: many plugins that are read one after the other
   * need the memory of one.
   *
   * @throws Unusable
   */
  async load(): Promise<DescribedPlugin> {
    const thread = this.#start()
    const { people } = this.#lanes
    people.adopt(thread)
    const plugin = await thread.ready
    people.endIdle()
    await thread.died
    return plugin
  }

  async run(call: Call): Promise<Answer> {
    if (call.lane === 'listening') return await this.#lanes.listening.run(call)
    const { suspects, lane } = this.#quarantineOf(call)
    if (suspects.has(call.suspicion)) return await lane.run(call)
    try {
      return await this.#lanes[call.lane].run(call)
    } catch (error) {
      // It may have died of another's call: a visitor who sent nothing bad is served all the same.
      if (call.again && error instanceof WorkerDied && error.others > 0) return await lane.run(call)
      throw error
    }
  }

  stalled(): number {
    return this.#all.reduce((sum, lane) => sum + lane.stalled(), 0)
  }

  async close(how: 'now' | 'when-idle'): Promise<void> {
    this.#closed = true
    // Who listens would never be idle.
    const closed = this.#all.map((lane) => lane.close(lane === this.#lanes.listening ? 'now' : how))
    await Promise.all(closed)
  }

  get #all(): readonly Lane[] {
    return [...Object.values(this.#lanes), this.#channels.lane, this.#visitors.lane]
  }

  #quarantineOf({ lane }: CallFacts): Quarantine {
    return lane === 'visitors' ? this.#visitors : this.#channels
  }
}
