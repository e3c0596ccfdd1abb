import type {
  Channel,
  Followup,
  Interactor,
  Manifest,
  RouteFault,
  Ticket,
  TicketAction,
  WebhookFault,
} from '@hubward/simulator'
import got, { type Got, HTTPError } from 'got'
import { startChild } from './child.ts'
import { LineFile } from './line-file.ts'
import { fileIn, type Place } from './place.ts'

export interface SimulatorStarted {
  readonly apiUrl: string
  readonly appUrl: string
  readonly accountId: string
}

/** A Ticket as it became visible, or as it was changed. */
export interface TicketSeen {
  readonly ticketId: string
  readonly channelId: string
  readonly networkItemId: string
  readonly message: string
  readonly isReply: boolean
  /** ISO 8601. */
  readonly time: string
}

/** A Ticket Action that a host accepted; told again when it is sent again. */
export interface ActionSeen {
  readonly actionId: string
  /** Milliseconds since 1970. */
  readonly acceptedAt: number
}

/** A million Tickets need more than Node.js takes by itself. */
const MUCH_MEMORY = ['--max-old-space-size=8192']

interface Lists {
  manifests: Manifest
  channels: Channel
  tickets: Ticket
  followups: Followup
  'ticket-actions': TicketAction
  interactors: Interactor
}

/** SocialHub, seen through the simulator's control routes. */
export class SocialHub {
  readonly started: SimulatorStarted
  /** Each change of a visible Ticket, in the order in which they happened. */
  readonly seen: TicketSeen[] = []
  /** Those of them that were the first of their Ticket. */
  readonly arrivals: TicketSeen[] = []
  /** Those of them that can be answered: no Reply-Tickets. */
  readonly answerable: TicketSeen[] = []
  /** When hosts accepted events. */
  readonly accepted: number[] = []
  readonly #known = new Set<string>()
  readonly #http: Got
  readonly #end: () => Promise<void>

  private constructor(started: SimulatorStarted, end: () => Promise<void>) {
    this.started = started
    this.#end = end
    this.#http = got.extend({ prefixUrl: `${started.appUrl}/simulator`, retry: { limit: 0 } })
  }

  static async start(place?: Place): Promise<SocialHub> {
    const seenFile = fileIn(place, 'seen.jsonl')
    const earlier = seenFile === undefined ? [] : new LineFile<TicketSeen>(seenFile).earlier
    const env = {
      ...(place && {
        CHAOS_PORT: String(place.ports.api),
        CHAOS_APP_PORT: String(place.ports.app),
        // Beyond a failover.
        CHAOS_ATTEMPTS: '10',
      }),
      CHAOS_FILE: fileIn(place, 'socialhub.jsonl') ?? '',
      CHAOS_SEEN_FILE: seenFile ?? '',
    }
    const { child, started, end } = await startChild<SimulatorStarted>(
      './simulator-process.ts',
      env,
      place && MUCH_MEMORY,
    )
    const socialhub = new SocialHub(started, end)
    for (const seen of earlier) socialhub.#see(seen)
    child.on('message', (seen: TicketSeen | ActionSeen) => {
      if ('acceptedAt' in seen) socialhub.accepted.push(seen.acceptedAt)
      else socialhub.#see(seen)
    })
    return socialhub
  }

  #see(seen: TicketSeen): void {
    this.seen.push(seen)
    if (this.#known.has(seen.ticketId)) return
    this.#known.add(seen.ticketId)
    this.arrivals.push(seen)
    if (!seen.isReply) this.answerable.push(seen)
  }

  async list<Name extends keyof Lists>(name: Name, query = ''): Promise<Lists[Name][]> {
    return await this.#http(`${name}?${query}`).json()
  }

  /** Does what a person would click. @throws NotAllowed where SocialHub would not let them. */
  async act<Result>(name: string, input: object): Promise<Result> {
    try {
      return await this.#http.post(`act/${name}`, { json: input }).json()
    } catch (error) {
      if (error instanceof HTTPError && error.response.statusCode < 500) {
        throw new NotAllowed(String(error.response.body))
      }
      throw error
    }
  }

  async routeFault(fault: RouteFault): Promise<void> {
    await this.#http.post('faults', { json: fault })
  }

  async webhookFault(fault: WebhookFault): Promise<void> {
    await this.#http.post('webhook-faults', { json: fault })
  }

  async endFaults(): Promise<void> {
    await Promise.all([this.#http.delete('faults'), this.#http.delete('webhook-faults')])
  }

  async counts(): Promise<Record<string, { total: number; byStatus: Record<string, number> }>> {
    return await this.#http('counts').json()
  }

  async end(): Promise<void> {
    await this.#end()
  }
}

/** What SocialHub lets nobody do, as in answering a Ticket of a Channel that is switched off. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed'
}
