import type Type from 'typebox'
import Value from 'typebox/value'
import { PluginError } from './error.ts'
import type { ActedOn } from './reply.ts'

/**
 * The note of the message that is answered or acted on, as the schema has it.
 *
 * @throws PluginError `not-found` where there is none: nobody knows which message it is.
 */
export function readReference<Schema extends Type.TSchema>(
  schema: Schema,
  { reference }: Pick<ActedOn, 'reference'>,
): Type.Static<Schema> {
  if (Value.Check(schema, reference)) return reference
  throw new PluginError('not-found', { message: 'the reference names no message' })
}
