import { type Effect, PluginError } from '@hubward/plugin'
import { blame, type Call, type CallFacts } from './call.ts'
import type { CallName } from './calls.ts'
import { asPluginError, OVER, PluginThrew, type Thrown } from './thrown.ts'

/** A call that is about to be made: its limit and its end are what {@link run} adds. */
export interface PreparedCall<Name extends CallName> extends Omit<Call<Name>, 'over' | 'begun'> {
  /** Ends what the call opened; absent: with the call. */
  readonly until?: AbortSignal
}

/**
 * Runs a function of a plugin: never longer than its limit, never beyond the caller's signal. What it
 * answers after that is not listened to any more.
 *
 * @param signal ends the wait for its answer.
 * @param work is to say when the plugin is really asked, since a call that only waited for its turn has
 *   changed nothing.
 * @throws PluginError and nothing else.
 */
export async function run<Name extends CallName, Result>(
  { until, ...prepared }: PreparedCall<Name>,
  signal: AbortSignal | undefined,
  work: (call: Call<Name>) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController()
  let effect: Effect = 'none'
  const call = {
    ...prepared,
    over: until ?? over.signal,
    begun() {
      effect = prepared.effect
    },
  }
  let givenUp: (error: PluginError) => void = () => undefined
  const limit = new Promise<never>((_, reject) => {
    givenUp = reject
  })
  const takesTooLong = () => {
    const reason = `no end after ${prepared.limitMs} ms`
    const { limitMs } = prepared
    blame(prepared, 'a plugin’s function took too long and was given up', { reason }, { limitMs })
    givenUp(unavailable({ effect }, reason))
  }
  const isLimited = Number.isFinite(prepared.limitMs)
  const timer = isLimited ? setTimeout(takesTooLong, prepared.limitMs) : undefined
  const abort = () => givenUp(unavailable({ effect }, 'the host no longer wants the outcome'))
  signal?.addEventListener('abort', abort, { once: true })
  try {
    if (signal?.aborted) throw unavailable({ effect }, 'the host no longer wants it')
    return await Promise.race([work(call), limit])
  } catch (error) {
    if (error instanceof PluginThrew) throw readFailure(prepared, error.thrown)
    if (error instanceof PluginError) throw error
    throw unavailable({ effect }, prepared.redact(String(error)))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    over.abort(OVER)
  }
}

function unavailable({ effect }: Pick<CallFacts, 'effect'>, message: string): PluginError {
  return new PluginError('unavailable', { message, effect })
}

/** Of a call that was not made: whoever asked may ask again. */
export function unmade(message: string): PluginError {
  return unavailable({ effect: 'none' }, message)
}

function readFailure(call: CallFacts, thrown: Thrown): PluginError {
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
    ...(wait !== undefined && { retryAfterMs: wait }),
  })
}
