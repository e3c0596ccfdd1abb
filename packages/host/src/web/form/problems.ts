import type Type from 'typebox'
import Value from 'typebox/value'
import type { Words } from '../words/index.ts'
import type { Field } from './fields.ts'
import type { Values } from './submitted.ts'

/** What is wrong with single fields, by their names, as sentences in the page's language. */
export type Problems = ReadonlyMap<string, string>

type SchemaError = ReturnType<typeof Value.Errors>[number]

/** Checks what was submitted against the schema. The first problem of each field is enough to act on. */
export function problemsOf(
  schema: Type.TSchema,
  fields: readonly Field[],
  values: Values,
  words: Words,
): Problems {
  const problems = new Map<string, string>()
  for (const { name, required } of fields) {
    const value = values[name]
    const missing = value === undefined || (Array.isArray(value) && value.length === 0)
    if (required && missing) problems.set(name, words('problem.required'))
  }
  for (const error of Value.Errors(schema, values)) {
    const [, name = '', place] = error.instancePath.split('/')
    const field = fields.find((candidate) => candidate.name === name)
    if (!field || problems.has(name)) continue
    const problem = sentenceOf(error, field, words)
    problems.set(
      name,
      field.kind === 'lines' && place !== undefined
        ? words('problem.line', { line: Number(place) + 1, problem })
        : problem,
    )
  }
  return problems
}

function sentenceOf({ keyword, params }: SchemaError, field: Field, words: Words): string {
  const limit = 'limit' in params ? Number(params.limit) : 0
  switch (keyword) {
    case 'minLength':
      return words('problem.min-length', { limit })
    case 'maxLength':
      return words('problem.max-length', { limit })
    case 'minimum':
    case 'exclusiveMinimum':
      return words('problem.minimum', { limit })
    case 'maximum':
    case 'exclusiveMaximum':
      return words('problem.maximum', { limit })
    case 'minItems':
      return words('problem.min-items', { limit })
    case 'maxItems':
      return words('problem.max-items', { limit })
    case 'required':
      return words('problem.required')
    case 'format':
      if (field.kind === 'email') return words('problem.email')
      return words(field.kind === 'url' ? 'problem.uri' : 'problem.form')
    case 'type':
      if (field.kind === 'integer' || field.kind === 'number') {
        return words(`problem.${field.kind}`)
      }
      return words('problem.form')
    case 'anyOf':
    case 'const':
    case 'enum':
      return words('problem.choose')
    default:
      return words('problem.form')
  }
}
