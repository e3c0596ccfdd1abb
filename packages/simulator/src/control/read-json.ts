import { check } from '@hubward/socialhub'
import type Type from 'typebox'
import { Refusal } from '../state/refusal.ts'

/** What a test sent, or 400 with every reason why it can't be understood. */
export function readJson<Schema extends Type.TSchema>(
  schema: Schema,
  value: unknown,
): Type.Static<Schema> {
  const checked = check(schema, value ?? {})
  if (checked.ok) return checked.value
  const reasons = checked.problems.map(({ field, rule }) => `${field || 'body'}: ${rule}`)
  throw new Refusal('BadRequestError', reasons.join(' '))
}
