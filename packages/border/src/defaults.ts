import type Type from 'typebox'
import Value from 'typebox/value'

/** A copy in which what the schema has learnt since it was stored stands with its default. */
export function withDefaults(schema: Type.TSchema, stored: unknown): unknown {
  return Value.Default(schema, structuredClone(stored))
}
