import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Effect,
  LocalizedText,
  PLUGIN_ERROR_CODES,
  PluginError,
  toPluginError,
} from '@hubward/plugin'
import { check, type Problem } from '@hubward/socialhub'
import { RequestError } from 'got'
import type { Logger } from 'pino'
import type { Redact } from './redaction.ts'

/** One call of a plugin's function. */
export interface Call {
  /** The function's name. */
  readonly name: string
  /** What the call may have changed when nobody knows how it ended. */
  readonly effect: Effect
  readonly limitMs: number
  /** Names the integration, the Channel and the function in every line. */
  readonly log: Logger
  readonly redact: Redact
}

/** The call in which whatever runs now was begun: for failures that nobody awaits. */
export const runningCall = new AsyncLocalStorage<Call>()

/**
 * Runs a function of a plugin: never longer than its limit, never beyond the caller's signal. What it
 * answers after that is not listened to any more.
 *
 * @param work is given the signal that ends with the call, however it ends.
 * @throws PluginError and nothing else.
 */
export async function run(
  call: Call,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => unknown,
): Promise<unknown> {
  const over = new AbortController()
  let givenUp: (error: PluginError) => void = () => undefined
  const limit = new Promise<never>((_, reject) => {
    givenUp = reject
  })
  const timer = setTimeout(() => {
    call.log.error({ limitMs: call.limitMs }, 'a plugin’s function took too long and was given up')
    givenUp(unavailable(call, `no end after ${call.limitMs} ms`))
  }, call.limitMs)
  const abort = () => givenUp(unavailable(call, 'the host no longer wants the outcome'))
  signal?.addEventListener('abort', abort, { once: true })
  try {
    if (signal?.aborted) throw unavailable({ effect: 'none' }, 'the host no longer wants it')
    return await Promise.race([runningCall.run(call, async () => work(over.signal)), limit])
  } catch (error) {
    throw readError(call, error)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    over.abort()
  }
}

/** What the plugin answered can't be used: says so in the log, and answers what to throw. */
export function rubbish(call: Call, problems: readonly Problem[]): PluginError {
  const named = problems.slice(0, 10).map(({ field, rule }) => ({ field, rule: call.redact(rule) }))
  call.log.error({ problems: named }, 'a plugin’s function answered what it may not')
  const [first] = named
  return unavailable(
    call,
    `the plugin's ${call.name} answered rubbish: ${first?.field}: ${first?.rule}`,
  )
}

/** What the host would hand in does not fit the plugin (any more): nobody's Channel is to blame. */
export function misfit(call: Call, what: string, problems: readonly Problem[]): PluginError {
  call.log.error(
    { what, problems: problems.slice(0, 10) },
    'what is stored does not fit the plugin',
  )
  const [first] = problems
  return new PluginError('operator', {
    message: `the stored ${what} do not fit the plugin: ${first?.field}: ${first?.rule}`,
    effect: 'none',
  })
}

function unavailable({ effect }: Pick<Call, 'effect'>, message: string): PluginError {
  return new PluginError('unavailable', { message, effect })
}

function readError(call: Call, thrown: unknown): PluginError {
  const error = isPluginError(thrown) ? thrown : toPluginError(thrown, new Date())
  const message = call.redact(String(error.message))
  if (isForeseen(thrown)) call.log.debug({ code: error.code, reason: message }, 'a call failed')
  else {
    const stack = thrown instanceof Error ? thrown.stack : undefined
    call.log.error({ thrown: call.redact(stack ?? message) }, 'a plugin’s function threw')
  }
  const sentence = error.sentence && check(LocalizedText, error.sentence)
  const wait = error.retryAfterMs
  // Made anew, and without the cause: that may hold a request with its credentials.
  return new PluginError(error.code, {
    message,
    effect: error.effect === 'none' ? 'none' : call.effect,
    ...(sentence?.ok && { sentence: sentence.value }),
    ...(wait !== undefined && Number.isFinite(wait) && { retryAfterMs: Math.max(0, wait) }),
  })
}

/** A plugin may bring a copy of `@hubward/plugin` of its own, whose class is another. */
function isPluginError(thrown: unknown): thrown is PluginError {
  if (thrown instanceof PluginError) return true
  return (
    thrown instanceof Error &&
    thrown.name === 'PluginError' &&
    'code' in thrown &&
    PLUGIN_ERROR_CODES.some((code) => code === thrown.code)
  )
}

/** Failures that a Network or the way to it causes; whatever else is thrown is a bug. */
function isForeseen(thrown: unknown): boolean {
  if (isPluginError(thrown) || thrown instanceof RequestError) return true
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string') return true
  }
  return false
}
