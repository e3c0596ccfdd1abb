import {
  type Effect,
  LocalizedText,
  PLUGIN_ERROR_CODES,
  type PlainData,
  PluginError,
  type PluginErrorCode,
  toPluginError,
} from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import { RequestError } from 'got'
import { copyAnswer } from './copied-answer.ts'

/** No Network is waited for longer: a number or a date far ahead would stop a Channel for years. */
const LONGEST_WAIT_MS = 86_400_000

/** Why the signal of a call that has ended aborts. Made once: an error for each call costs a stack. */
export const OVER = new DOMException('The call is over.', 'AbortError')

/** What was thrown, as plain data: errors themselves lose their class on the way between threads. */
export interface Thrown {
  readonly code: PluginErrorCode
  readonly message: string
  readonly effect: Effect
  /** As the plugin gave it: yet to be checked. */
  readonly sentence?: PlainData
  readonly retryAfterMs?: number
  /** Where it was thrown, of what nobody foresaw: a bug. */
  readonly bug?: string
}

/** Something that a plugin's function threw. */
export class PluginThrew extends Error {
  override readonly name = 'PluginThrew'
  readonly thrown: Thrown

  /** @param options.cause what was thrown, as long as it has not left its thread. */
  constructor(thrown: Thrown, options?: ErrorOptions) {
    super(thrown.message, options)
    this.thrown = thrown
  }
}

/** Reads what was thrown where its class is still known. */
export function readThrown(thrown: unknown, now: Date): Thrown {
  const error = isPluginError(thrown) ? thrown : toPluginError(thrown, now)
  // What a plugin in JavaScript puts there need not be what the types say.
  const sentence = copyAnswer(error.sentence ?? null)
  const wait: unknown = error.retryAfterMs
  return {
    code: error.code,
    message: String(error.message),
    effect: error.effect,
    ...('plain' in sentence && sentence.plain !== null && { sentence: sentence.plain }),
    ...(typeof wait === 'number' && { retryAfterMs: wait }),
    ...(!isForeseen(thrown) && { bug: traceOf(thrown) }),
  }
}

/** Makes an error of the contract again. */
export function asPluginError({ sentence, ...thrown }: Thrown): PluginError {
  const checked = sentence === undefined ? undefined : check(LocalizedText, sentence)
  return new PluginError(thrown.code, {
    message: thrown.message,
    effect: thrown.effect,
    ...(checked?.ok && { sentence: checked.value }),
    ...boundedWait(thrown.retryAfterMs),
  })
}

/** Infinity is bounded, too; what is no number is no wait. */
function boundedWait(waitMs: number | undefined): { readonly retryAfterMs?: number } {
  if (waitMs === undefined || Number.isNaN(waitMs)) return {}
  return { retryAfterMs: Math.min(Math.max(0, waitMs), LONGEST_WAIT_MS) }
}

/** Where something was thrown, as far as it says. */
export function traceOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
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
