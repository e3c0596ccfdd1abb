import type { Commission, PluginRunner } from '../asked.ts'
import { suspicionOf } from '../call.ts'
import type { Answer } from '../carried.ts'
import type { DescribedPlugin } from '../described.ts'
import { Lane } from './lane.ts'
import { PluginThread, type ThreadOptions } from './thread.ts'

export interface IsolatedOptions extends Omit<ThreadOptions, 'survived'> {
  readonly callsAtOnce: number
}

/** What nobody waits for. All other calls go before it, in a worker of their own. */
const UNHURRIED: ReadonlySet<string> = new Set(['fetchMessages', 'listRecent', 'subscribe'])

/** So many suspects are remembered at most. */
const SUSPECTS_LIMIT = 10_000

/**
 * Runs a plugin in workers of its own: one for what people wait for, one for fetches, so that a hung
 * fetch costs no reply, one for media, which are read as slowly as somebody's browser likes, and one
 * for suspects. A call that a worker may have died of makes a suspect: such calls of that Channel are
 * made there, one at a time, until one has come to an end or has merely hung. So a Channel that kills
 * its worker again and again does so alone, and a worker that dies there names its culprit for certain.
 */
export class IsolatedRunner implements PluginRunner {
  readonly #start: () => PluginThread
  readonly #suspects = new Set<string>()
  readonly #people: Lane
  readonly #unhurried: Lane
  readonly #media: Lane
  readonly #suspected: Lane

  constructor(options: IsolatedOptions) {
    const clear = (suspicion: string) => this.#suspects.delete(suspicion)
    this.#start = () => new PluginThread({ ...options, survived: clear })
    const lane = (name: string, atOnce: number, countsHung = true) =>
      new Lane({
        name,
        atOnce,
        countsHung,
        log: options.log,
        start: this.#start,
        suspect: (suspicions) => this.#suspect(suspicions),
        clear,
      })
    this.#people = lane('people', options.callsAtOnce)
    this.#unhurried = lane('unhurried', options.callsAtOnce)
    this.#media = lane('media', options.callsAtOnce)
    this.#suspected = lane('suspected', 1, false)
  }

  /**
   * Imports the plugin; the worker that did is kept for what comes.
   *
   * @throws Unusable
   */
  async load(): Promise<DescribedPlugin> {
    const thread = this.#start()
    this.#people.adopt(thread)
    return await thread.ready
  }

  run(commission: Commission): Promise<Answer> {
    const { name } = commission.call
    if (this.#suspects.has(suspicionOf(commission.call))) return this.#suspected.run(commission)
    if (name === 'openMedia') return this.#media.run(commission)
    return (UNHURRIED.has(name) ? this.#unhurried : this.#people).run(commission)
  }

  stalled(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.stalled(), 0)
  }

  async close(how: 'now' | 'when-idle'): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close(how)))
  }

  get #lanes(): readonly Lane[] {
    return [this.#people, this.#unhurried, this.#media, this.#suspected]
  }

  #suspect(suspicions: readonly string[]): void {
    for (const suspicion of suspicions) {
      this.#suspects.add(suspicion)
      const [first] = this.#suspects
      if (this.#suspects.size > SUSPECTS_LIMIT && first !== undefined) this.#suspects.delete(first)
    }
  }
}
