import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import type { Got } from 'got'

/** An answer that the Network gives in place of its own. */
export interface CannedAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What a fault does with an answer that is on its way: nothing, loses it, breaks it off, rewrites it. */
export type OnTheWay =
  | undefined
  | { readonly kind: 'lost' }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | { readonly kind: 'rewritten'; rewrite(body: string): string }

type RequestFunction = NonNullable<Got['defaults']['options']['request']>

/** Where an answer comes by. */
export type Seen = (method: string, url: string) => OnTheWay

/**
 * Makes requests as Node does, with what befalls their answers. A lost answer looks like one: the
 * request has failed, and there is no response.
 */
export function requesting(seen: Seen, given: RequestFunction | undefined): RequestFunction {
  return (url, options, answered) => {
    // Who makes requests in a way of its own makes its answers, too.
    if (given) return given(url, options, answered)
    // Looked up for each request: tests put mocks in their place.
    const request = (url.protocol === 'https:' ? https : http).request(url, options)
    const emit = request.emit
    request.emit = function emitted(event: string | symbol, ...given: unknown[]): boolean {
      const fault = event === 'response' ? seen(request.method, url.href) : undefined
      if (!fault) return Reflect.apply(emit, request, [event, ...given])
      void befall(request, given[0] as IncomingMessage, fault, (...event) => {
        Reflect.apply(emit, request, event)
      })
      return true
    }
    return request
  }
}

async function befall(
  request: ClientRequest,
  answer: IncomingMessage,
  fault: NonNullable<OnTheWay>,
  emit: (event: string, value: unknown) => void,
): Promise<void> {
  const whole: Buffer = Buffer.concat(await answer.toArray())
  if (fault.kind === 'lost') {
    // Without a response it is a connection that broke; later the socket must find it again.
    Object.assign(request, { res: null })
    request.on('error', () => undefined)
    emit('error', broken('ECONNRESET', 'read ECONNRESET'))
    setImmediate(() => Object.assign(request, { res: answer }))
    return
  }
  const { statusCode: status = 200 } = answer
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && name !== 'content-length') kept[name] = String(value)
  }
  const url = request.path
  if (fault.kind === 'cut') {
    const begun = asResponse({ status, headers: kept }, url, cut(whole, fault.afterBytes))
    emit('response', Object.assign(begun, { complete: false }))
    return
  }
  const body = fault.rewrite(whole.toString())
  emit('response', asResponse({ status, headers: kept, body }, url))
}

/** What befalls an answer of `fetch`. */
export async function befallen(response: Response, fault: OnTheWay): Promise<Response> {
  if (!fault) return response
  if (fault.kind === 'lost') {
    await response.body?.cancel()
    throw new TypeError('fetch failed', { cause: broken('ECONNRESET', 'read ECONNRESET') })
  }
  const whole = Buffer.from(await response.arrayBuffer())
  const body =
    fault.kind === 'cut'
      ? ReadableStream.from<Uint8Array>(cut(whole, fault.afterBytes))
      : fault.rewrite(whole.toString())
  const { status, headers, url } = response
  const kept = new Headers(headers)
  for (const name of ['content-length', 'content-encoding']) kept.delete(name)
  const empty = [204, 205, 304].includes(status)
  const made = new Response(empty ? null : body, { status, headers: kept })
  return Object.defineProperty(made, 'url', { value: url })
}

async function* cut(whole: Buffer, afterBytes: number): AsyncGenerator<Buffer> {
  if (afterBytes > 0) yield whole.subarray(0, afterBytes)
  throw broken('ECONNRESET', 'aborted')
}

/** As much of a response as got reads. */
export function asResponse(
  { status, headers = {}, body = '' }: CannedAnswer,
  url: string,
  content: AsyncIterable<Buffer> | Iterable<Buffer> = [Buffer.from(body)],
) {
  return Object.assign(Readable.from(content), {
    statusCode: status,
    headers: { ...headers },
    url,
    body: Buffer.from(body),
    complete: true,
  })
}

export function broken(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
