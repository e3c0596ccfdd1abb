import { once } from 'node:events'
import { Readable } from 'node:stream'
import { BroadcastChannel } from 'node:worker_threads'
import {
  type ChannelContext,
  type PlainData,
  PluginError,
  type PluginLog,
  toPluginError,
} from '@hubward/plugin'
import type { Called, CallFailure, Exchange } from './called.ts'
import { observed } from './exchanges.ts'

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
      ).then(({ called, late, result }) => {
        if (late.length === 0) told.postMessage(called)
        // Whoever reads a stream doesn't wait until it was told.
        else void tellLater(called, late, context.signal).then((whole) => told.postMessage(whole))
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
): Promise<{ called: Called; late: readonly Promise<Exchange>[]; result: Promise<unknown> }> {
  const exchanges: Exchange[] = []
  const late: Promise<Exchange>[] = []
  const log: Called['log'][number][] = []
  const given = portable(input)
  const startedAt = Date.now()
  const since = performance.now()
  const running = (async () =>
    work({
      ...context,
      ...observed(context, (exchange) => {
        if (exchange instanceof Promise) late.push(exchange)
        else exchanges.push(exchange)
      }),
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
  return { called, late, result }
}

/** With the answers that begin after the call has ended, or until what it opened is over. */
async function tellLater(
  called: Called,
  late: readonly Promise<Exchange>[],
  signal: AbortSignal,
): Promise<Called> {
  const over = signal.aborted
    ? Promise.resolve(undefined)
    : once(signal, 'abort').then(() => undefined)
  const answers = await Promise.all(late.map((answer) => Promise.race([answer, over])))
  const told = answers.filter((answer) => answer !== undefined)
  return { ...called, exchanges: [...called.exchanges, ...told] }
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

/**
 * A copy that reaches another thread; streams and the like by what they are called, for what is in
 * them leads back to themselves.
 */
function portable(value: unknown): unknown {
  try {
    return structuredClone(value)
  } catch {
    if (!isRecord(value)) return `(${typeof value})`
    if (value instanceof Readable) return '(a stream)'
    if (Array.isArray(value)) return value.map(portable)
    const { name = 'Object' } = value.constructor ?? {}
    if (name !== 'Object') return `(${name})`
    const parts = Object.entries(value).map(([key, inner]) => [key, portable(inner)])
    return Object.fromEntries(parts)
  }
}

function isFunction(value: unknown): value is PluginFunction {
  return typeof value === 'function'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
