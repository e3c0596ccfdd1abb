import { AsyncLocalStorage } from 'node:async_hooks'
import { type Effect, PluginError } from '@hubward/plugin'
import { check, type Problem } from '@hubward/socialhub'
import type { Logger } from 'pino'
import type Type from 'typebox'
import type { Redact } from './redaction.ts'
import { asPluginError, OVER, PluginThrew, type Thrown } from './thrown.ts'

/** What a plugin did wrong: for its author, and for `hubward channel show`. */
export interface Fault {
  readonly reason: string
  /** Which field of its answer. */
  readonly field?: string
}

/**
 * Who waits for a call: strangers and Customers with a browser; the people of SocialHub; somebody who
 * looks at media; nobody. None of them waits for a worker that another has brought to a halt.
 */
export type LaneName = 'visitors' | 'people' | 'media' | 'unhurried'

/** One call of a plugin's function. */
export interface Call {
  /** The function's name. */
  readonly name: string
  /** Whose call it is: those of one wait for each other before those of another do. */
  readonly subject: string
  /** Under which name it is suspected of a worker's death; that of no other's calls. */
  readonly suspicion: string
  readonly lane: LaneName
  /** Whether it is made once more when its worker died, perhaps of another's call. */
  readonly again: boolean
  /** What the call may have changed when nobody knows how it ended. */
  readonly effect: Effect
  readonly limitMs: number
  /** Whether a Channel's turn waits for it. */
  readonly inTurn: boolean
  /** Names the integration, the Channel and the function in every line. */
  readonly log: Logger
  readonly redact: Redact
  /** Remembers a fault for whoever asks how the Channel is. */
  readonly note: (fault: Fault) => void
}

/** The call in which whatever runs now was begun: for failures that nobody awaits. */
export const runningCall = new AsyncLocalStorage<Call>()

/**
 * Runs a function of a plugin: never longer than its limit, never beyond the caller's signal. What it
 * answers after that is not listened to any more.
 *
 * @param work is given the signal that ends with the call, however it ends; and is to say when the
 *   plugin is really asked, since a call that only waited for its turn has changed nothing.
 * @throws PluginError and nothing else.
 */
export async function run<Answer>(
  call: Call,
  signal: AbortSignal | undefined,
  work: (over: AbortSignal, begun: () => void) => Promise<Answer>,
): Promise<Answer> {
  const over = new AbortController()
  let effect: Effect = 'none'
  const begun = () => {
    effect = call.effect
  }
  let givenUp: (error: PluginError) => void = () => undefined
  const limit = new Promise<never>((_, reject) => {
    givenUp = reject
  })
  const timer = setTimeout(() => {
    const reason = `no end after ${call.limitMs} ms`
    blame(
      call,
      'a plugin’s function took too long and was given up',
      { reason },
      {
        limitMs: call.limitMs,
      },
    )
    givenUp(unavailable({ effect }, reason))
  }, call.limitMs)
  const abort = () => givenUp(unavailable({ effect }, 'the host no longer wants the outcome'))
  signal?.addEventListener('abort', abort, { once: true })
  try {
    if (signal?.aborted) throw unavailable({ effect }, 'the host no longer wants it')
    return await Promise.race([work(over.signal, begun), limit])
  } catch (error) {
    if (error instanceof PluginThrew) throw readFailure(call, error.thrown)
    if (error instanceof PluginError) throw error
    throw unavailable({ effect }, call.redact(String(error)))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    over.abort(OVER)
  }
}

/** Says in the log what a plugin did wrong, and remembers it. */
export function blame(call: Call, sentence: string, fault: Fault, details: object): void {
  call.log.error(details, sentence)
  call.note({ ...fault, reason: call.redact(fault.reason) })
}

/** What the plugin answered can't be used: says so in the log, and answers what to throw. */
export function rubbish(call: Call, problems: readonly Problem[]): PluginError {
  const named = problems.slice(0, 10).map(({ field, rule }) => ({ field, rule: call.redact(rule) }))
  const [first = { field: '', rule: 'nothing' }] = named
  blame(
    call,
    'a plugin’s function answered what it may not',
    { field: first.field, reason: first.rule },
    { problems: named },
  )
  return unavailable(
    call,
    `the plugin's ${call.name} answered rubbish: ${first.field}: ${first.rule}`,
  )
}

/**
 * Checks what the host would hand in. Where it does not fit the plugin (any more), nobody's Channel is to
 * blame.
 *
 * @throws PluginError `operator`
 */
export function checkStored(call: Call, what: string, schema: Type.TSchema, value: unknown): void {
  const checked = check(schema, value)
  if (checked.ok) return
  const { problems } = checked
  call.log.error(
    { what, problems: problems.slice(0, 10) },
    'what is stored does not fit the plugin',
  )
  const [first] = problems
  throw new PluginError('operator', {
    message: `the stored ${what} do not fit the plugin: ${first?.field}: ${first?.rule}`,
    effect: 'none',
  })
}

function unavailable({ effect }: Pick<Call, 'effect'>, message: string): PluginError {
  return new PluginError('unavailable', { message, effect })
}

/** Of a call that was not made: whoever asked may ask again. */
export function unmade(message: string): PluginError {
  return unavailable({ effect: 'none' }, message)
}

function readFailure(call: Call, thrown: Thrown): PluginError {
  const message = call.redact(thrown.message)
  if (thrown.bug === undefined) {
    call.log.debug({ code: thrown.code, reason: message }, 'a call failed')
  } else {
    blame(
      call,
      'a plugin’s function threw',
      { reason: message },
      { thrown: call.redact(thrown.bug) },
    )
  }
  const { retryAfterMs: wait, sentence } = thrown
  // Made anew, and without the cause: that may hold a request with its credentials.
  return asPluginError({
    code: thrown.code,
    message,
    effect: thrown.effect === 'none' ? 'none' : call.effect,
    ...(sentence !== undefined && { sentence }),
    ...(wait !== undefined && Number.isFinite(wait) && { retryAfterMs: Math.max(0, wait) }),
  })
}
