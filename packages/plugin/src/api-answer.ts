import type Type from 'typebox'
import Value from 'typebox/value'
import { PluginError, type PluginErrorCode } from './error.ts'
import type { LocalizedText } from './plain.ts'

/** How an API says in its answer that it refused, whatever the status of HTTP. */
export interface RefusalForm {
  /** Of the field that is false, or not there, when it refused: `ok`, `success`. */
  readonly ok: string
  /** Of the field with the reason: `description`, `error`. */
  readonly reason: string
  /** Of the field with how long to wait, in seconds, with dots between objects: `parameters.retry_after`. */
  readonly retryAfterSeconds?: string
  /**
   * What a reason means, and what to tell a person where that says more than the code's own sentence;
   * the first that fits counts. Absent: `rejected`.
   */
  readonly codes?: readonly (readonly [
    reason: RegExp | string,
    code: PluginErrorCode,
    sentence?: LocalizedText,
  ])[]
}

const REASON_LIMIT = 300

/**
 * Reads an answer such as `{ ok: false, description }` in one line: what was asked for as the schema
 * has it, or the error that the refusal means. An answer that is neither is `unavailable`: it is not the
 * API's own. Use it with `throwHttpErrors: false` where the API says refusals with a 4xx as well.
 *
 * @throws PluginError with the reason in its message. A refusal has changed nothing: `effect: 'none'`.
 */
export function readAnswer<Schema extends Type.TSchema>(
  schema: Schema,
  answer: unknown,
  { ok, reason, retryAfterSeconds, codes = [] }: RefusalForm,
): Type.Static<Schema> {
  const isOk = at(answer, ok)
  if (isOk === true && Value.Check(schema, answer)) return answer
  const said = at(answer, reason)
  // What was done is no refusal, even where the answer has another form and says something beside.
  if (isOk === true || (isOk !== false && typeof said !== 'string')) {
    throw new PluginError('unavailable', { message: 'the answer is not as the API writes them' })
  }
  const why = String(said ?? '').slice(0, REASON_LIMIT)
  const wait = retryAfterSeconds === undefined ? undefined : at(answer, retryAfterSeconds)
  const limited = typeof wait === 'number' && wait >= 0
  const [, code, sentence] = codes.find(([fits]) =>
    typeof fits === 'string' ? fits === why : fits.test(why),
  ) ?? ['', limited ? 'rate-limited' : 'rejected']
  throw new PluginError(code, {
    message: `the Network refused: ${why || 'it gives no reason'}`,
    effect: 'none',
    sentence,
    retryAfterMs: limited && code === 'rate-limited' ? Math.round(wait * 1_000) : undefined,
  })
}

function at(answer: unknown, path: string): unknown {
  let found = answer
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = Reflect.get(found, name)
  }
  return found
}
