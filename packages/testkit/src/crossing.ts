import { check } from '@hubward/socialhub'
import type Type from 'typebox'

/**
 * Takes what a plugin answered over the line as a host does: as a copy, checked against the contract.
 *
 * @param what names the call in the message, such as `reply`.
 * @throws Error that names each field and its rule; DataCloneError for what is no plain data.
 */
export function crossing<Schema extends Type.TSchema>(
  what: string,
  schema: Schema,
  value: unknown,
): Type.Static<Schema> {
  const checked = check(schema, structuredClone(value))
  if (checked.ok) return checked.value
  const problems = checked.problems.map(({ field, rule }) => `${field || 'the value'}: ${rule}`)
  throw new Error(`${what} is not what the contract says:\n${problems.join('\n')}`)
}
