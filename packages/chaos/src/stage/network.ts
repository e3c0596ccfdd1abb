import type {
  NewStubMessage,
  StubAction,
  StubConditions,
  StubFault,
  StubMessage,
  StubReply,
  StubWatch,
} from '@hubward/testkit/stub-network'
import got, { type Got } from 'got'
import { startChild } from './child.ts'
import { fileIn, type Place } from './place.ts'

/** What the Network knows of one account. */
export interface AccountHistory {
  readonly log: StubMessage[]
  readonly replies: StubReply[]
  readonly actions: StubAction[]
}

/** The stub Network, seen through its routes for tests. */
export class Network {
  readonly url: string
  readonly #http: Got
  readonly #end: () => Promise<void>

  private constructor(url: string, end: () => Promise<void>) {
    this.url = url
    this.#end = end
    this.#http = got.extend({ prefixUrl: url, retry: { limit: 0 } })
  }

  static async start(place?: Place): Promise<Network> {
    const { started, end } = await startChild<{ url: string }>('./network-process.ts', {
      CHAOS_PORT: String(place?.ports.network ?? 0),
      CHAOS_FILE: fileIn(place, 'network.jsonl') ?? '',
    })
    return new Network(started.url, end)
  }

  async add(account: string, message: NewStubMessage): Promise<StubMessage> {
    return await this.#http.post(`accounts/${account}/messages`, { json: message }).json()
  }

  async edit(account: string, message: string, text: string): Promise<void> {
    await this.#http.patch(`accounts/${account}/messages/${message}`, { json: { text } })
  }

  async delete(account: string, message: string): Promise<void> {
    await this.#http.delete(`accounts/${account}/messages/${message}`)
  }

  async fault(fault: StubFault): Promise<void> {
    await this.#http.post('faults', { json: fault })
  }

  async endFaults(): Promise<void> {
    await this.#http.delete('faults')
  }

  async conditions(change: Partial<StubConditions>): Promise<void> {
    await this.#http.patch('conditions', { json: change })
  }

  async history(account: string): Promise<AccountHistory> {
    const [log, replies, actions] = await Promise.all([
      this.#http(`accounts/${account}/log`).json<StubMessage[]>(),
      this.#http(`accounts/${account}/replies`).json<StubReply[]>(),
      this.#http(`accounts/${account}/actions`).json<StubAction[]>(),
    ])
    return { log, replies, actions }
  }

  /** How much the log of each account holds. */
  async logLengths(): Promise<Readonly<Record<string, number>>> {
    return await this.#http('log-lengths').json()
  }

  async watch(): Promise<StubWatch> {
    return await this.#http('watch').json()
  }

  async end(): Promise<void> {
    await this.#end()
  }
}
