import { Duplex } from 'node:stream'
import { type PluginContext, PluginError } from '@hubward/plugin'
import got, {
  type Got,
  type GotReturn,
  type HandlerFunction,
  type Options,
  type Progress,
} from 'got'
import type { Guard } from './guard.ts'
import { CONNECT_TIMEOUT_MS, createGuardedAgents, RESPONSE_TIMEOUT_MS } from './guarded-agents.ts'
import { connect, startTls } from './guarded-connect.ts'
import { hostsOption, throughAgents } from './guarded-options.ts'
import { resolve } from './guarded-resolve.ts'
import { keepHeadersBack, keepingHeadersBack } from './redirect-headers.ts'

/** The largest answers, after decompression. */
export interface ResponseLimits {
  /** Of one that is held as a whole. */
  readonly wholeBytes: number
  /** Of one that is read as a stream: no more of it is held than is being passed on. */
  readonly streamBytes: number
}

/** 25 MiB, and 256 MiB: more than a Network takes as an attachment. */
const RESPONSE_LIMITS: ResponseLimits = { wholeBytes: 26_214_400, streamBytes: 268_435_456 }

const REQUEST_TIMEOUT_MS = 25_000

/** The ways out that a plugin's context offers. */
export type WaysOut = Pick<PluginContext, 'http' | 'fetch' | 'connect' | 'startTls' | 'resolve'>

/** HTTP and other protocols for one integration; the pools of connections are its own. */
export interface GuardedHttp {
  /** @param signal ends with the call: what is still open then is closed. */
  forCall(signal: AbortSignal): WaysOut
  close(): Promise<void>
}

export function createGuardedHttp(
  guard: Guard,
  limits: ResponseLimits = RESPONSE_LIMITS,
): GuardedHttp {
  const agents = createGuardedAgents(guard)
  const client = got.extend(throughAgents(agents), {
    headers: { 'user-agent': 'Hubward' },
    // The host tries a whole call again, when and where that is safe; once more in here would hide it.
    retry: { limit: 0 },
    timeout: {
      lookup: CONNECT_TIMEOUT_MS,
      connect: CONNECT_TIMEOUT_MS,
      secureConnect: CONNECT_TIMEOUT_MS,
      response: RESPONSE_TIMEOUT_MS,
      request: REQUEST_TIMEOUT_MS,
    },
    hooks: { beforeRedirect: [keepHeadersBack] },
    handlers: [limitedTo(limits)],
  })

  return {
    forCall(signal) {
      let http: Got | undefined
      return {
        // Made when it is asked for: many calls need none.
        get http(): Got {
          http ??= client.extend({ handlers: [endingWith(signal)] })
          return http
        },
        async fetch(input, init) {
          if (init && 'dispatcher' in init) throw hostsOption('dispatcher')
          const given = init?.signal ?? (input instanceof Request ? input.signal : undefined)
          const options: RequestInit = { ...init, signal: either(signal, given) }
          // Node's copy of undici's types is of another release than the package's. What a Request
          // brings of its own counts less.
          Reflect.set(options, 'dispatcher', keepingHeadersBack(agents.undici))
          const response = await globalThis.fetch(input, options)
          return limitedResponse(response, limits.wholeBytes)
        },
        connect: (options) => connect(guard, options, signal),
        startTls: (socket, options = {}) => startTls(socket, options, signal),
        resolve: (name, type) => resolve(guard, name, type, signal),
      }
    },
    close: () => agents.close(),
  }
}

/** A signal that the plugin gives ends a request as well, and not instead. */
function endingWith(signal: AbortSignal): HandlerFunction {
  return (options, next) => {
    options.signal = either(signal, options.signal)
    return next(options)
  }
}

function either(...signals: readonly (AbortSignal | null | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal instanceof AbortSignal))
}

/** got counts what it has decompressed, and has no limit of its own; a handler can end a request. */
function limitedTo({ wholeBytes, streamBytes }: ResponseLimits): HandlerFunction {
  const exceeds = ({ transferred, total }: Progress, limitBytes: number) =>
    Math.max(transferred, total ?? 0) > limitBytes

  return <Result extends GotReturn>(options: Options, next: (options: Options) => Result) => {
    const tooLarge = new AbortController()
    options.signal = either(options.signal, tooLarge.signal)
    const result = next(options)
    if (result instanceof Duplex) {
      result.on('downloadProgress', (progress) => {
        if (exceeds(progress, streamBytes)) result.destroy(tooLargeError(streamBytes))
      })
      return result
    }
    result.on('downloadProgress', (progress) => {
      if (exceeds(progress, wholeBytes)) tooLarge.abort()
    })
    return new Promise<Result>((resolve, reject) => {
      const settle = () => resolve(result)
      result.then(settle, () =>
        tooLarge.signal.aborted ? reject(tooLargeError(wholeBytes)) : settle(),
      )
    })
  }
}

function limitedResponse(response: Response, limitBytes: number): Response {
  if (!response.body) return response
  let received = 0
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength
        if (received > limitBytes) controller.error(tooLargeError(limitBytes))
        else controller.enqueue(chunk)
      },
    }),
  )
  const limited = new Response(counted, response)
  // A constructed Response forgets where it came from.
  Object.defineProperties(limited, {
    url: { value: response.url },
    redirected: { value: response.redirected },
  })
  return limited
}

function tooLargeError(limitBytes: number): PluginError {
  return new PluginError('unavailable', {
    message: `the Network's answer is larger than ${limitBytes} bytes`,
  })
}
