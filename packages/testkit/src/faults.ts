import { isDeepStrictEqual } from 'node:util'
import type { PluginContext } from '@hubward/plugin'
import type { Got } from 'got'
import {
  asResponse,
  befallen,
  broken,
  type CannedAnswer,
  requesting,
  type Seen,
} from './answer-on-the-way.ts'
import { SocketFaults } from './faulty-sockets.ts'
import { notePast, throughContext } from './past-the-guard.ts'

/** One request that the plugin made, whether or not it reached the Network. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  /** Whether it carried an Authorization header. */
  readonly signed: boolean
}

type Mode =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'answer'
      readonly answer: CannedAnswer
      readonly onlySigned: boolean
      readonly which: number | undefined
      count: number
    }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'stalled' }
  | { readonly kind: 'held'; readonly which: number; count: number }
  | { readonly kind: 'answers-lost'; readonly which: number | undefined; count: number }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | {
      readonly kind: 'rewritten'
      change(body: string, request: { method: string; url: string }): string
    }

/** How a request's connection is made is the host's: it refuses these. */
const HOW_CONNECTED = [
  'agent',
  'createConnection',
  'dnsLookup',
  'dnsCache',
  'http2',
  'enableUnixSockets',
  'request',
] as const

/** How a request is sent that nobody waits for. */
const AS_IT_IS = { throwHttpErrors: false, retry: { limit: 0 } } as const

const isBytes = (body: unknown): body is Uint8Array => body instanceof Uint8Array

type Connect = PluginContext['connect']
type StartTls = PluginContext['startTls']

/**
 * What goes wrong between the plugin and its Network, for any Network: it stands in the ways out that
 * a context offers. A fault lasts until the next one is chosen.
 */
export class Faults {
  /** All requests and connections so far. */
  readonly requests: SentRequest[] = []
  /** Connections other than HTTP, and what goes wrong with them. */
  readonly sockets = new SocketFaults()
  #mode: Mode = { kind: 'none' }
  readonly #held: (() => Promise<unknown>)[] = []

  /** All is well again. */
  none(): void {
    this.#mode = { kind: 'none' }
    this.sockets.none()
  }

  /**
   * Every request is answered so; the Network hears of none.
   *
   * @param options.onlySigned those without an Authorization header reach the Network: a lost grant
   * doesn't close what is open to everybody.
   * @param options.which this request alone is answered so, the first is 0; the others reach the Network.
   */
  answer(
    answer: CannedAnswer,
    options: { readonly onlySigned?: boolean; readonly which?: number } = {},
  ): void {
    const { onlySigned = false, which } = options
    this.#mode = { kind: 'answer', answer, onlySigned, which, count: 0 }
  }

  /** No connection comes about. */
  unreachable(): void {
    this.#mode = { kind: 'unreachable' }
  }

  /** Requests go nowhere and are never answered; only their signal ends them. */
  stall(): void {
    this.#mode = { kind: 'stalled' }
  }

  /** What changes something on the Network does so, but the connection breaks before the answer. */
  loseAnswers(): void {
    this.#mode = { kind: 'answers-lost', which: undefined, count: 0 }
  }

  /** One answer is lost, whatever was asked: the first is 0. What was asked has happened. */
  loseAnswer(which: number): void {
    this.#mode = { kind: 'answers-lost', which, count: 0 }
  }

  /**
   * One request that changes something stays on its way, the first is 0. To the plugin its connection
   * has broken; the Network hears of it when it is let go by {@link arrive}.
   */
  holdRequest(which: number): void {
    this.#mode = { kind: 'held', which, count: 0 }
  }

  /** What was held reaches the Network, late. */
  async arrive(): Promise<void> {
    for (const send of this.#held.splice(0)) await send()
  }

  /** Each answer breaks off after so many bytes of its body. */
  cutAnswers(afterBytes: number): void {
    this.#mode = { kind: 'cut', afterBytes }
  }

  /** Bodies of answers arrive as `change` makes them. */
  rewrite(change: (body: string, request: { method: string; url: string }) => string): void {
    this.#mode = { kind: 'rewritten', change }
  }

  /** Whether the fault of now befalls such a request: no canned answer fits another protocol. */
  reaches({ method }: SentRequest): boolean {
    return method !== 'CONNECT' || this.#mode.kind !== 'answer'
  }

  /** A got with these faults, which ends with the call. */
  http(http: Got, signal: AbortSignal): Got {
    const make = requesting(this.#seen, http.defaults.options.request)
    const request: typeof make = (...given) => throughContext(() => make(...given))
    const { agent, createConnection, dnsLookup, dnsCache, http2, enableUnixSockets } =
      http.defaults.options
    const usual = { agent, createConnection, dnsLookup, dnsCache, http2, enableUnixSockets }
    const ours = { ...usual, request }
    return http.extend({
      signal,
      request,
      hooks: {
        beforeRequest: [
          async (options) => {
            const own = HOW_CONNECTED.find((name) => !isDeepStrictEqual(options[name], ours[name]))
            if (own !== undefined) notePast(`the option “${own}” of context.http`)
            const url = String(options.url)
            const signed = options.headers.authorization !== undefined
            const { method, body, headers: sent } = options
            const canned = await this.#before({ method, url, signed }, signal, async () => {
              // What flows can't be sent later.
              const whole = body === undefined || typeof body === 'string' || isBytes(body)
              const headers = { ...sent }
              return whole ? () => http(url, { ...AS_IT_IS, method, headers, body }) : undefined
            })
            return canned && asResponse(canned, url)
          },
        ],
      },
    })
  }

  fetch(fetch: typeof globalThis.fetch, signal: AbortSignal): typeof globalThis.fetch {
    return async (input, init) => {
      const request = new Request(input, init)
      const signals = AbortSignal.any([signal, request.signal])
      const { method, url, headers: sent } = request
      const signed = sent.has('authorization')
      const canned = await this.#before({ method, url, signed }, signals, async () => {
        const body = await request.clone().arrayBuffer()
        // Without the signal, which ends with the call.
        return () => fetch(url, { method, headers: sent, body })
      })
      if (canned) {
        const { status, headers = {}, body = '' } = canned
        return new Response(status === 204 ? null : body, { status, headers })
      }
      const response = await throughContext(() => fetch(request, { signal: signals }))
      return befallen(response, this.#seen(method, url))
    }
  }

  connect(connect: Connect, signal: AbortSignal): Connect {
    return async (options) => {
      const { host, port } = options
      // No canned answer fits a protocol that isn't HTTP.
      if (this.#mode.kind !== 'answer') {
        await this.#before({ method: 'CONNECT', url: `${host}:${port}`, signed: false }, signal)
      }
      return this.sockets.opened(options.tls, () => throughContext(() => connect(options)))
    }
  }

  startTls(startTls: StartTls): StartTls {
    return async (socket, options) =>
      this.sockets.opened(true, () => throughContext(() => startTls(socket, options)))
  }

  /** @param laterOf what sends the request when it is let go; undefined where it can't be held. */
  async #before(
    request: SentRequest,
    signal: AbortSignal,
    laterOf: () => Promise<(() => Promise<unknown>) | undefined> = async () => undefined,
  ): Promise<CannedAnswer | undefined> {
    this.requests.push(request)
    switch (this.#mode.kind) {
      case 'answer': {
        const { answer, onlySigned, which } = this.#mode
        if (which !== undefined && which !== this.#mode.count++) return undefined
        return onlySigned && !request.signed ? undefined : answer
      }
      case 'unreachable':
        throw broken('ECONNREFUSED', 'connect ECONNREFUSED')
      case 'stalled':
        return aborted(signal)
      case 'held': {
        const isRead = request.method === 'GET' || request.method === 'HEAD'
        if (isRead || this.#mode.which !== this.#mode.count++) return undefined
        const later = await laterOf()
        if (later === undefined) return undefined
        this.#held.push(later)
        throw broken('ECONNRESET', 'read ECONNRESET')
      }
      default:
        return undefined
    }
  }

  readonly #seen: Seen = (method, url) => {
    const mode = this.#mode
    switch (mode.kind) {
      case 'answers-lost': {
        const changes = method !== 'GET' && method !== 'HEAD'
        const lost = mode.which === undefined ? changes : mode.which === mode.count++
        return lost ? { kind: 'lost' } : undefined
      }
      case 'cut':
        return mode
      case 'rewritten':
        return { kind: 'rewritten', rewrite: (body) => mode.change(body, { method, url }) }
      default:
        return undefined
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}
