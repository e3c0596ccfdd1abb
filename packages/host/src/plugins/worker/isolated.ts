import type { Commission, PluginRunner } from '../asked.ts'
import type { Carried, CarriedPage } from '../carried.ts'
import type { DescribedPlugin } from '../described.ts'
import { Lane } from './lane.ts'
import { PluginThread, type ThreadOptions } from './thread.ts'

export interface IsolatedOptions extends ThreadOptions {
  readonly callsAtOnce: number
}

/** What nobody waits for. All other calls go before it, in a worker of their own. */
const UNHURRIED: ReadonlySet<string> = new Set(['fetchMessages', 'listRecent', 'subscribe'])

/** So many suspects are remembered at most. */
const SUSPECTS_LIMIT = 10_000

/**
 * Runs a plugin in workers of its own: one for what people wait for, one for fetches, so that a hung
 * fetch costs no reply, and a third for suspects. Whose call a worker may have died of is a suspect: its
 * calls are made there, one at a time, until one has come to an end. So a Channel that kills its worker
 * again and again does so alone, and a worker that dies there names its culprit for certain.
 */
export class IsolatedRunner implements PluginRunner {
  readonly #options: IsolatedOptions
  readonly #suspects = new Set<string>()
  readonly #people: Lane
  readonly #unhurried: Lane
  readonly #suspected: Lane

  constructor(options: IsolatedOptions) {
    this.#options = options
    const lane = (name: string, atOnce: number) =>
      new Lane({
        name,
        atOnce,
        log: options.log,
        start: () => new PluginThread(options),
        suspect: (subjects) => this.#suspect(subjects),
        clear: (subject) => this.#suspects.delete(subject),
      })
    this.#people = lane('people', options.callsAtOnce)
    this.#unhurried = lane('unhurried', options.callsAtOnce)
    this.#suspected = lane('suspected', 1)
  }

  /**
   * Imports the plugin; the worker that did is kept for what comes.
   *
   * @throws Unusable
   */
  async load(): Promise<DescribedPlugin> {
    const thread = new PluginThread(this.#options)
    this.#people.adopt(thread)
    return await thread.ready
  }

  run(commission: Commission): Promise<Carried | CarriedPage> {
    const { name, subject } = commission.call
    if (this.#suspects.has(subject)) return this.#suspected.run(commission)
    return (UNHURRIED.has(name) ? this.#unhurried : this.#people).run(commission)
  }

  stalled(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.stalled(), 0)
  }

  async close(how: 'now' | 'when-idle'): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close(how)))
  }

  get #lanes(): readonly Lane[] {
    return [this.#people, this.#unhurried, this.#suspected]
  }

  #suspect(subjects: readonly string[]): void {
    for (const subject of subjects) {
      this.#suspects.add(subject)
      const [first] = this.#suspects
      if (this.#suspects.size > SUSPECTS_LIMIT && first !== undefined) this.#suspects.delete(first)
    }
  }
}
