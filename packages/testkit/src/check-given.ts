import { check } from '@hubward/socialhub'
import type Type from 'typebox'

/**
 * What a test hands in, as the contract has it.
 *
 * @param what names it in the message, such as `the test’s reply`.
 * @throws TypeError that names each field and its rule: the test is mistaken, not the plugin.
 */
export function checkGiven<Schema extends Type.TSchema>(
  what: string,
  schema: Schema,
  value: unknown,
): Type.Static<Schema> {
  const checked = check(schema, value)
  if (checked.ok) return checked.value
  const problems = checked.problems.map(({ field, rule }) => `${field || 'the value'}: ${rule}`)
  throw new TypeError(`${what} is not what the contract says:\n${problems.join('\n')}`)
}
