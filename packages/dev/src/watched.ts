import { BroadcastChannel } from 'node:worker_threads'
import {
  type ChannelContext,
  type PlainData,
  PluginError,
  type PluginLog,
  toPluginError,
} from '@hubward/plugin'
import type { Called, CallFailure, Exchange } from './called.ts'
import { observedHttp } from './exchanges.ts'

type Context = Omit<ChannelContext, 'channel'> & Partial<Pick<ChannelContext, 'channel'>>
type PluginFunction = (context: Context, ...given: unknown[]) => unknown

/**
 * The same plugin, with each call told on the topic when it ends: what went in and came out, what it
 * asked the Network, what it logged. It works on the plugin's side of the line, wherever that is, so
 * that the host needs to know nothing of it.
 */
export function watched(plugin: unknown, topic: string): unknown {
  if (!isRecord(plugin)) return plugin
  const told = new BroadcastChannel(topic)
  told.unref()
  const watch = (name: string, work: PluginFunction, owner: object): PluginFunction => {
    return (context, ...given) =>
      runWatched(name, context, given, (watchedContext) =>
        Reflect.apply(work, owner, [watchedContext, ...given]),
      ).then(({ called, result }) => {
        told.postMessage(called)
        return result
      })
  }
  const watchAll = (functions: Record<string, unknown>, prefix = ''): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(functions).map(([name, value]) => [
        name,
        isFunction(value) ? watch(prefix + name, value, functions) : value,
      ]),
    )
  const { actions } = plugin
  return {
    ...watchAll(plugin),
    ...(isRecord(actions) && { actions: watchAll(actions, 'actions.') }),
  }
}

/** The result is a promise of its own, so that a failed call is told like any other. */
async function runWatched(
  name: string,
  context: Context,
  [input]: readonly unknown[],
  work: (context: Context) => unknown,
): Promise<{ called: Called; result: Promise<unknown> }> {
  const exchanges: Exchange[] = []
  const log: Called['log'][number][] = []
  const given = portable(input)
  const startedAt = Date.now()
  const since = performance.now()
  const running = (async () =>
    work({
      ...context,
      ...observedHttp(context, (exchange) => exchanges.push(exchange)),
      log: collectingLog(log),
    }))()
  const result = Promise.race([running, givenUp(context.signal, running)])
  const outcome = await result.then(
    (output) => ({ output: portable(output) }),
    (thrown: unknown) => ({ failure: failureOf(thrown) }),
  )
  const { channel, settings } = context
  const called = {
    name,
    channel: channel?.name ?? null,
    known: {
      settings,
      channelSettings: channel ? context.channelSettings : null,
      credentials: channel ? context.credentials : null,
      open: channel
        ? [channel.networkId, channel.name, channel.uniqueName, channel.server ?? '']
        : [],
    },
    input: given,
    outcome,
    exchanges,
    log,
    startedAt,
    tookMs: Math.round(performance.now() - since),
  }
  return { called, result }
}

/** A call that never ends is told when the host gives it up. */
function givenUp(signal: AbortSignal, running: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () =>
      reject(
        new PluginError('unavailable', {
          message:
            'the host gave this call up: it took too long, or something else was more urgent',
          effect: 'unknown',
        }),
      )
    signal.addEventListener('abort', giveUp, { once: true })
    const over = () => signal.removeEventListener('abort', giveUp)
    running.then(over, over)
  })
}

function collectingLog(lines: Called['log'][number][]): PluginLog {
  const at = (level: string) => (message: string, fields?: Record<string, PlainData>) => {
    lines.push({ level, message: String(message), fields: portable(fields) })
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function failureOf(thrown: unknown): CallFailure {
  const { code, message, effect, retryAfterMs } = toPluginError(thrown, new Date())
  // What a Network or the way to it causes has a code; whatever else is thrown is a mistake.
  const foreseen = thrown instanceof Error && ('code' in thrown || 'code' in Object(thrown.cause))
  const stack = thrown instanceof Error ? thrown.stack : undefined
  return {
    code,
    message,
    effect,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(!foreseen && stack !== undefined && { stack }),
  }
}

/** A copy that reaches another thread; streams and the like by what they are called. */
function portable(value: unknown): unknown {
  try {
    return structuredClone(value)
  } catch {
    if (!isRecord(value)) return `(${typeof value})`
    const parts = Object.entries(value).map(([name, inner]) => [name, portable(inner)])
    const { name } = value.constructor
    return name === 'Object' ? Object.fromEntries(parts) : `(${name})`
  }
}

function isFunction(value: unknown): value is PluginFunction {
  return typeof value === 'function'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
