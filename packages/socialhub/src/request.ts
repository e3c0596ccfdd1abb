import got, { RequestError, TimeoutError } from 'got'
import type { SocialHubConnections } from './connections.ts'
import { SocialHubError } from './error.ts'
import { type RateLimit, readRateLimit } from './rate-limit.ts'
import { refusalOf } from './refusal.ts'

/** One call, with everything that it needs to know. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** As it may be shown: `/inbox/tickets/:ticketId`. */
  readonly route: string
  /** The same with its ids, and without a slash at the front. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly apiUrl: URL
  readonly accessToken: string
  readonly connections: SocialHubConnections
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** A 2xx answer, not yet read. */
export interface ApiAnswer {
  readonly status: number
  readonly text: string
  readonly rateLimit: RateLimit | undefined
}

// No retries: the host decides them. No redirects: they would carry the token elsewhere.
const http = got.extend({
  retry: { limit: 0 },
  followRedirect: false,
  throwHttpErrors: false,
  responseType: 'text',
  headers: { accept: 'application/json', 'user-agent': 'hubward' },
})

const CONNECT_LIMIT_MS = 10_000

/** Makes the call. Throws `SocialHubError` for whatever isn't a 2xx answer. */
export async function send(request: ApiRequest): Promise<ApiAnswer> {
  const call = `${request.method} ${request.route}`
  try {
    const { statusCode, body, headers } = await http(urlOf(request), {
      method: request.method,
      ...(request.body === undefined ? {} : { json: request.body }),
      agent: { http: request.connections.http, https: request.connections.https },
      timeout: timeoutsOf(request.timeoutMs),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    })
    const rateLimit = readRateLimit(headers)
    if (statusCode >= 200 && statusCode < 300) return { status: statusCode, text: body, rateLimit }
    throw refusalOf({ call, status: statusCode, headers, text: body, ...request, rateLimit })
  } catch (error) {
    throw error instanceof SocialHubError ? error : failureOf(call, request, error)
  }
}

function urlOf({ apiUrl, path, query = {}, accessToken }: ApiRequest): URL {
  const url = new URL(path, apiUrl)
  url.search = new URLSearchParams({ ...query, accesstoken: accessToken }).toString()
  return url
}

/** With limits of its own for connecting, a host that doesn't answer at all is told from a slow one. */
function timeoutsOf(timeoutMs: number) {
  const connectMs = Math.min(timeoutMs, CONNECT_LIMIT_MS)
  return { lookup: connectMs, connect: connectMs, secureConnect: connectMs, request: timeoutMs }
}

/** What got threw, as an error of ours; nothing of the thrown object is kept. */
function failureOf(call: string, { apiUrl, signal }: ApiRequest, error: unknown): SocialHubError {
  if (signal?.aborted) return new SocialHubError({ call, code: 'Aborted' })
  if (!(error instanceof RequestError)) {
    return new SocialHubError({ call, code: 'ConnectionLost', networkCode: nameOf(error) })
  }
  const networkCode = error.code
  const known = { call, networkCode, detail: networkCode }
  const status = error.response?.statusCode
  if (status !== undefined && status >= 200 && status < 300) {
    return new SocialHubError({ ...known, code: 'InvalidAnswer', status })
  }
  // got notes when the connection stood; before that, not a byte of the request has left.
  const { connect, secureConnect } = error.timings ?? {}
  const connectedAt = apiUrl.protocol === 'https:' ? secureConnect : connect
  if (connectedAt === undefined) return new SocialHubError({ ...known, code: 'NotSent' })
  const code = error instanceof TimeoutError ? 'TimedOut' : 'ConnectionLost'
  return new SocialHubError({ ...known, code, status })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
