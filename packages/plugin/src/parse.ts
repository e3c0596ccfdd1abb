import type Type from 'typebox'
import Value from 'typebox/value'
import { PluginError } from './error.ts'

/** No sentence about a value is longer. */
const LIMIT = 200

/**
 * What a Network answered, as the schema says it is. What a list holds is better read by `readEach`:
 * there one item can't keep the others away.
 *
 * @param what names it in the message: `the answer to GET /me`.
 * @throws PluginError `unavailable`, whose message names the field, what was expected there and what
 * was found. It repeats no text of the value.
 */
export function parse<Schema extends Type.TSchema>(
  schema: Schema,
  value: unknown,
  what = 'the answer',
): Type.Static<Schema> {
  if (Value.Check(schema, value)) return value
  throw new PluginError('unavailable', {
    message: `${what} can’t be read: ${misfit(schema, value)}`,
  })
}

/** Why a value is not as the schema says: `/time must be string, found null`. */
export function misfit(schema: Type.TSchema, value: unknown): string {
  const problems = Value.Errors(schema, value)
  const [first] = problems
  if (!first) return 'it is not as the schema says'
  const { instancePath: path, keyword, params } = first
  if (keyword === 'required' && 'requiredProperties' in params) {
    const [missing] = params.requiredProperties
    return `${path}/${missing} is required, found nothing`.slice(0, LIMIT)
  }
  // A union says for each of its parts what it is not.
  const expected = problems
    .filter((problem) => problem.instancePath === path && problem.keyword !== 'anyOf')
    .map(({ message }) => message.replace(/^must be /, ''))
  const must = expected.length === 1 ? first.message : `must be ${expected.join(' or ')}`
  return `${path || 'the value'} ${must}, found ${kindOf(at(value, path))}`.slice(0, LIMIT)
}

/** The value at a JSON pointer. */
function at(value: unknown, path: string): unknown {
  let found = value
  for (const part of path.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const isThere = typeof found === 'object' && found !== null && Object.hasOwn(found, name)
    found = isThere ? Reflect.get(Object(found), name) : undefined
  }
  return found
}

/** What kind of thing it is, and how large: never what it says. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string') return `a text of ${value.length} characters`
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
