import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { PluginContext } from '@hubward/plugin'
import type { Got } from 'got'

/** An answer that the Network gives in place of its own. */
export interface CannedAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** One request that the plugin made, whether or not it reached the Network. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  /** Whether it carried an Authorization header. */
  readonly signed: boolean
}

type Mode =
  | { readonly kind: 'none' }
  | { readonly kind: 'answer'; readonly answer: CannedAnswer; readonly onlySigned: boolean }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'stalled' }
  | { readonly kind: 'answers-lost' }

type Connect = PluginContext['connect']

/**
 * What goes wrong between the plugin and its Network, for any Network: it stands in the ways out that
 * a context offers. A fault lasts until the next one is chosen.
 */
export class Faults {
  /** All requests and connections so far. */
  readonly requests: SentRequest[] = []
  #mode: Mode = { kind: 'none' }

  /** All is well again. */
  none(): void {
    this.#mode = { kind: 'none' }
  }

  /**
   * Every request is answered so; the Network hears of none.
   *
   * @param options.onlySigned those without an Authorization header reach the Network: a lost grant
   * doesn't close what is open to everybody.
   */
  answer(answer: CannedAnswer, options: { readonly onlySigned?: boolean } = {}): void {
    this.#mode = { kind: 'answer', answer, onlySigned: options.onlySigned ?? false }
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
    this.#mode = { kind: 'answers-lost' }
  }

  /** A got with these faults, which ends with the call. */
  http(http: Got, signal: AbortSignal): Got {
    return http.extend({
      signal,
      hooks: {
        beforeRequest: [
          async (options) => {
            const url = String(options.url)
            const signed = options.headers.authorization !== undefined
            const canned = await this.#before({ method: options.method, url, signed }, signal)
            return canned && asResponse(canned, url)
          },
        ],
        afterResponse: [
          (response) => {
            this.#after(response.request.options.method)
            return response
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
      const canned = await this.#before({ method, url, signed }, signals)
      if (canned) {
        const { status, headers = {}, body = '' } = canned
        return new Response(status === 204 ? null : body, { status, headers })
      }
      const response = await fetch(request, { signal: signals })
      this.#after(request.method)
      return response
    }
  }

  connect(connect: Connect, signal: AbortSignal): Connect {
    return async (options): Promise<Socket> => {
      const { host, port } = options
      // No canned answer fits a protocol that isn't HTTP.
      if (this.#mode.kind !== 'answer') {
        await this.#before({ method: 'CONNECT', url: `${host}:${port}`, signed: false }, signal)
      }
      return connect(options)
    }
  }

  async #before(request: SentRequest, signal: AbortSignal): Promise<CannedAnswer | undefined> {
    this.requests.push(request)
    switch (this.#mode.kind) {
      case 'answer':
        return this.#mode.onlySigned && !request.signed ? undefined : this.#mode.answer
      case 'unreachable':
        throw broken('ECONNREFUSED', 'connect ECONNREFUSED')
      case 'stalled':
        return aborted(signal)
      default:
        return undefined
    }
  }

  #after(method: string): void {
    if (this.#mode.kind !== 'answers-lost' || method === 'GET' || method === 'HEAD') return
    throw broken('ECONNRESET', 'read ECONNRESET')
  }
}

function broken(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}

/** As much of a response as got reads. */
function asResponse({ status, headers = {}, body = '' }: CannedAnswer, url: string) {
  return Object.assign(Readable.from([Buffer.from(body)]), {
    statusCode: status,
    headers: { ...headers },
    url,
    body: Buffer.from(body),
    complete: true,
  } as const)
}
