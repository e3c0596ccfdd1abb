import { Duplex } from 'node:stream'
import type { PluginContext } from '@hubward/plugin'
import type { Got, Response as GotResponse, OptionsInit, RequestError } from 'got'
import type { Exchange } from './called.ts'

/** What is larger is a film or an archive, and no fixture for a test. */
const BODY_LIMIT_BYTES = 1_048_576

type WaysOut = Pick<PluginContext, 'http' | 'fetch' | 'connect' | 'startTls' | 'resolve'>

/** What is told of each exchange: a promise where the answer comes later than the call ends. */
type Tell = (exchange: Exchange | Promise<Exchange>) => void

/** The ways to the Network, with each answer told before the plugin sees it. */
export function observed(context: WaysOut, tell: Tell): WaysOut {
  return {
    http: observedGot(context.http, tell),
    fetch: observedFetch(context.fetch, tell),
    connect: (options) => {
      const { host, port, tls } = options
      const about = `${tls ? 'tls' : 'tcp'}://${host}:${port}`
      return observedCall(tell, 'connect', about, 'connected', () => context.connect(options))
    },
    startTls: (socket, options) =>
      observedCall(tell, 'startTls', options?.servername ?? '', 'secured', () =>
        context.startTls(socket, options),
      ),
    resolve: (name, type) =>
      observedCall(
        tell,
        'resolve',
        `${type} ${name}`,
        (servers) => (servers.length === 0 ? 'nothing' : JSON.stringify(servers)),
        () => context.resolve(name, type),
      ),
  }
}

/** What is no HTTP: whether it came about. */
async function observedCall<Result>(
  tell: Tell,
  method: string,
  url: string,
  said: string | ((result: Result) => string),
  call: () => Promise<Result>,
): Promise<Result> {
  const since = performance.now()
  const about = () => ({
    ...{ method, url, requestType: '', requestBody: null },
    tookMs: Math.round(performance.now() - since),
  })
  try {
    const result = await call()
    tell({ ...about(), result: typeof said === 'string' ? said : said(result) })
    return result
  } catch (error) {
    tell({ ...about(), error: error instanceof Error ? error.message : String(error) })
    throw error
  }
}

function observedGot(http: Got, tell: Tell): Got {
  return http.extend({
    handlers: [
      (options, next) => {
        const asked = next(options)
        if (options.isStream && asked instanceof Duplex) tell(answeredStream(asked))
        return asked
      },
    ],
    hooks: {
      afterResponse: [
        (response) => {
          tell(answeredGot(response))
          return response
        },
      ],
      beforeError: [
        (error) => {
          const { options } = error
          // With an answer, `afterResponse` has told it.
          if (options && !options.isStream && !error.response) {
            tell({
              method: options.method,
              url: String(options.url),
              ...sentByGot(options),
              tookMs: Math.round(error.timings?.phases.total ?? 0),
              error: `${error.code}: ${error.message}`,
            })
          }
          return error
        },
      ],
    },
  })
}

/** What is read as a stream: when its answer begins, or when it is clear that none does. */
function answeredStream(asked: Duplex): Promise<Exchange> {
  return new Promise((resolve) => {
    asked.once('response', (response: GotResponse) => {
      const told = answeredGot(response)
      if (told.answer) {
        resolve({ ...told, answer: { ...told.answer, body: null, streamed: true } })
      }
    })
    asked.once('error', (error: RequestError) => {
      const { options } = error
      resolve({
        method: options?.method ?? '',
        url: String(options?.url ?? ''),
        ...sentByGot(options ?? {}),
        tookMs: Math.round(error.timings?.phases.total ?? 0),
        error: `${error.code}: ${error.message}`,
      })
    })
  })
}

function answeredGot(response: GotResponse): Exchange {
  const { options } = response.request
  const headers = Object.entries(response.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : String(value ?? ''),
  ])
  return {
    method: options.method,
    url: String(response.requestUrl),
    ...sentByGot(options),
    tookMs: Math.round(response.timings?.phases.total ?? 0),
    answer: {
      status: response.statusCode,
      headers: Object.fromEntries(headers),
      body: response.rawBody && kept(response.rawBody),
    },
  }
}

/** got has made a text of JSON and forms by then, and says in a header which it was. */
function sentByGot({ headers, body }: Pick<OptionsInit, 'headers' | 'body'>) {
  const type = String(headers?.['content-type'] ?? '')
  return sent(type, typeof body === 'string' || body instanceof Uint8Array ? body : null)
}

function sent(requestType: string, body: string | Uint8Array | null) {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return { requestType, requestBody: bytes && kept(bytes) }
}

function observedFetch(fetch: PluginContext['fetch'], tell: Tell): PluginContext['fetch'] {
  return async (input, init) => {
    const since = performance.now()
    const request = new Request(input, init)
    const copy = request.clone()
    const told = async (rest: Pick<Exchange, 'answer' | 'error'>) => {
      const body = copy.body === null ? null : new Uint8Array(await copy.arrayBuffer())
      tell({
        method: copy.method,
        url: copy.url,
        requestType: copy.headers.get('content-type') ?? '',
        requestBody: body && kept(body),
        tookMs: Math.round(performance.now() - since),
        ...rest,
      })
    }
    try {
      // The guard puts its own signal in the place of the request's, unless it is told of that one.
      const response = await fetch(request, init?.signal ? { signal: init.signal } : undefined)
      const { status } = response
      const body = await bodyOf(response)
      await told({ answer: { status, headers: Object.fromEntries(response.headers), body } })
      return response
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      await told({ error: cause instanceof Error ? cause.message : String(cause) })
      throw error
    }
  }
}

/** Texts only: what else there is may be a stream that the plugin hands on and nobody waits for. */
async function bodyOf(response: Response): Promise<Uint8Array | null> {
  const type = response.headers.get('content-type') ?? ''
  const large = Number(response.headers.get('content-length') ?? 0) > BODY_LIMIT_BYTES
  if (large || !/json|text|xml|urlencoded/.test(type)) return null
  return kept(new Uint8Array(await response.clone().arrayBuffer()))
}

function kept(body: Uint8Array): Uint8Array | null {
  return body.byteLength > BODY_LIMIT_BYTES ? null : body
}
