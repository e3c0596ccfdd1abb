import Type from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { sentencesFor } from './check-sentences.ts'
import type { Problem } from './rule.ts'

export type { Problem } from './rule.ts'

/** What `check` answers: the value with its type, or every reason why it has not that type. */
export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly Problem[] }

// Compiling takes about a millisecond, checking about a microsecond: each schema is compiled once.
const validators = new WeakMap<Type.TSchema, Validator>()

function validatorOf(schema: Type.TSchema): Validator {
  const known = validators.get(schema)
  if (known !== undefined) return known
  const made = Compile(schema)
  validators.set(schema, made)
  return made
}

/**
 * Checks a value against a schema and the rules between fields that the schema carries. Each problem
 * names the field and, in an English sentence, the rule; a sentence never repeats the value, which
 * may be a secret. The value is returned as it is: nothing is converted, filled in or removed.
 */
export function check<Schema extends Type.TSchema>(
  schema: Schema,
  value: unknown,
): Checked<Type.Static<Schema>> {
  const validator = validatorOf(schema)
  if (isValid<Type.Static<Schema>>(validator, value)) return { ok: true, value }
  const chosen = chooseMember(schema, value)
  if ('problem' in chosen) return { ok: false, problems: [chosen.problem] }
  return { ok: false, problems: sentencesFor(validatorOf(chosen.schema).Errors(value)) }
}

function isValid<Value>(validator: Validator, value: unknown): value is Value {
  return validator.Check(value)
}

/**
 * Of a union whose members differ by one field (`type`, `kind`), the member that the value claims to
 * be, so that a bad reply is not also told why it is no button.
 */
function chooseMember(
  schema: Type.TSchema,
  value: unknown,
): { schema: Type.TSchema } | { problem: Problem } {
  if (!Type.IsUnion(schema)) return { schema }
  const members = schema.anyOf.filter(Type.IsObject)
  const [first] = members
  if (first === undefined || members.length < schema.anyOf.length) return { schema }
  const field = Object.keys(first.properties).find((key) =>
    members.every((member) => Type.IsLiteral(member.properties[key])),
  )
  if (field === undefined || typeof value !== 'object' || value === null) return { schema }
  const claimed: unknown = Reflect.get(value, field)
  const member = members.find(({ properties }) => constantOf(properties[field]) === claimed)
  if (member !== undefined) return { schema: member }
  const known = members.map(({ properties }) => String(constantOf(properties[field])))
  return { problem: { field, rule: `This must be one of: ${known.join(', ')}.` } }
}

function constantOf(schema: Type.TSchema | undefined): unknown {
  return Type.IsLiteral(schema) ? schema.const : undefined
}
