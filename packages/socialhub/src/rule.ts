import Type from 'typebox'

/** One reason why a value is refused: where, and what holds there, as an English sentence. */
export interface Problem {
  /** A path such as `interaction.pictures[0].small`; empty for the value itself. */
  readonly field: string
  readonly rule: string
}

/**
 * Attaches to a schema what JSON Schema can't say well: a rule between fields. It travels with the
 * schema into every other schema that uses it, and typebox calls it only for a value whose shape is
 * already right.
 *
 * @param broken Returns the problem, its field counted from this schema's value, or undefined.
 */
export function withRule<Schema extends Type.TSchema>(
  schema: Schema,
  broken: (value: Type.Static<Schema>) => Problem | undefined,
) {
  return Type.Refine(
    schema,
    (value) => broken(value) === undefined,
    (value) => ruleMessage(broken(value)),
  )
}

// typebox lets a refinement say one string, so the field stands before the sentence.
const SEPARATOR = ': '
const FIELD = /^[\w.[\]]+$/

function ruleMessage(problem: Problem | undefined): string {
  if (problem === undefined) return ''
  return problem.field === '' ? problem.rule : `${problem.field}${SEPARATOR}${problem.rule}`
}

/** Takes a refinement's message apart again. One not made by `withRule` is a sentence without field. */
export function readRuleMessage(message: string): Problem {
  const end = message.indexOf(SEPARATOR)
  const field = message.slice(0, Math.max(end, 0))
  if (!FIELD.test(field)) return { field: '', rule: message }
  return { field, rule: message.slice(end + SEPARATOR.length) }
}

/** The index of the first item whose id an earlier item already has, or undefined. */
export function repeatedId(items: readonly { readonly id: string }[]): number | undefined {
  const seen = new Set<string>()
  for (const [index, { id }] of items.entries()) {
    if (seen.has(id)) return index
    seen.add(id)
  }
  return undefined
}
