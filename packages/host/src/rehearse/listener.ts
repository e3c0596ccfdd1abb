import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { verifyWebhook } from '@hubward/socialhub'
import type { FollowupId, SocialHubChannelId, TicketId } from '../store/ids.ts'
import { field, textAt } from './api.ts'
import { Arrivals } from './arrivals.ts'
import type { Traffic } from './traffic.ts'

/** One event of one webhook request. */
export interface Delivered {
  readonly at: number
  readonly channelId: SocialHubChannelId
  /** As in `ticket_action`. */
  readonly kind: string
  readonly ticketId: TicketId
  readonly followupId: FollowupId
  readonly uuid: string
  /** How long SocialHub waited, where it got no answer. */
  readonly heldMs?: number
}

/** A browser that SocialHub sent, by "Add Channel" or "Reactivate". */
export interface Callback {
  readonly kind: 'add' | 'back'
  readonly token: string
  readonly referer: string
}

interface ListenerOptions {
  readonly host: string
  readonly port: number
  /** Below which path of the public URL; nobody guesses it. */
  readonly path: string
  readonly webhookPath: string
  readonly secret: string
  readonly traffic: Traffic
  /** How long a held request is left open when SocialHub does not close it. */
  readonly holdMs: number
  readonly page: () => string
  readonly answered: (id: string, choice: string) => void
}

/** What SocialHub reaches of a rehearsal: webhook, callbacks, and the page of its person. */
export class Listener {
  readonly deliveries = new Arrivals<Delivered>()
  readonly callbacks = new Arrivals<Callback>()
  /** Tickets whose events are refused; the first delivery of one gets no answer at all. */
  readonly refused = new Set<string>()
  /** Test requests fail while this is true. */
  failTests = false
  readonly #options: ListenerOptions
  readonly #held = new Set<string>()
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      this.#options.traffic.note({ problem: String(error) })
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })

  constructor(options: ListenerOptions) {
    this.#options = options
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    if (this.#server.listening) await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, webhookPath, page, answered } = this.#options
    // Not as a relative address, for some ask for `//`, which is none.
    const url = new URL(`http://rehearsal${request.url ?? '/'}`)
    if (url.pathname.endsWith(webhookPath) && request.method === 'POST') {
      return await this.#webhook(request, response)
    }
    const at = url.pathname.endsWith(path) ? '' : url.pathname.split(`${path}/`)[1]
    if (at === 'add' || at === 'back') {
      const { referer = '' } = request.headers
      this.#options.traffic.note({ from: 'a browser', callback: at, headers: request.headers })
      this.callbacks.add({ kind: at, token: url.searchParams.get('token') ?? '', referer })
      response.writeHead(303, { location: '.' }).end()
      return
    }
    if (at !== '') {
      response.writeHead(404).end()
      return
    }
    if (request.method === 'POST') {
      const form = new URLSearchParams((await buffer(request)).toString())
      answered(form.get('id') ?? '', form.get('choice') ?? '')
      response.writeHead(303, { location: url.pathname }).end()
      return
    }
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'; form-action 'self'",
      })
      .end(page())
  }

  async #webhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { secret, traffic } = this.#options
    const at = Date.now()
    const rawBody = await buffer(request)
    const { headers } = request
    const verified = verifyWebhook({
      secret,
      timestamp: headers['x-socialhub-timestamp'],
      signature: headers['x-socialhub-signature'],
      rawBody,
    })
    if (!verified.ok) {
      traffic.note({ from: 'unknown', refused: verified.reason })
      response.writeHead(401).end()
      return
    }
    const body: unknown = JSON.parse(rawBody.toString())
    const events = eventsOf(body, at)
    const isRefused = events.some(({ ticketId }) => this.refused.has(ticketId))
    const fails = isRefused || (events.length === 0 && this.failTests)
    const heldMs = isRefused ? await this.#hold(events, response) : undefined
    traffic.note({ from: 'SocialHub', headers, body, answered: fails ? 500 : 200, heldMs })
    if (fails) response.writeHead(500).end()
    else response.writeHead(200, { 'x-socialhub-challenge': verified.challenge }).end()
    for (const event of events) {
      this.deliveries.add({ ...event, ...(heldMs !== undefined && { heldMs }) })
    }
  }

  /** The first delivery of a refused event gets no answer, to see how long SocialHub waits for one. */
  async #hold(events: readonly Delivered[], response: ServerResponse): Promise<number | undefined> {
    const [{ ticketId } = { ticketId: '' }] = events
    if (this.#held.has(ticketId)) return undefined
    this.#held.add(ticketId)
    const began = Date.now()
    const limit = AbortSignal.timeout(this.#options.holdMs)
    await once(response, 'close', { signal: limit }).catch(() => undefined)
    return limit.aborted ? undefined : Date.now() - began
  }
}

function eventsOf(body: unknown, at: number): Delivered[] {
  const events = field(body, 'events')
  if (typeof events !== 'object' || events === null) return []
  return Object.entries(events).flatMap(([kind, list]) =>
    (Array.isArray(list) ? list : []).map((event: unknown) => ({
      at,
      channelId: textAt(body, 'channelId'),
      kind,
      ticketId: textAt(event, 'ticketId'),
      followupId: textAt(event, 'payload', 'followupId'),
      uuid: textAt(event, 'uuid'),
    })),
  )
}
