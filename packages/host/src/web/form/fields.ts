import { LocalizedText, PlainData } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'

/** How a field is shown and read. */
export type FieldKind =
  | 'text'
  | 'email'
  | 'url'
  | 'secret'
  | 'multiline'
  | 'lines'
  | 'integer'
  | 'number'
  | 'checkbox'
  | 'choice'
  | 'choices'

/** One property of an object schema, as a form shows it. */
export interface Field {
  readonly name: string
  readonly kind: FieldKind
  readonly label: LocalizedText
  readonly help: LocalizedText | undefined
  readonly placeholder: string | undefined
  readonly autocomplete: string | undefined
  /** Whether people must fill it in: a schema may require a text that may be empty. */
  readonly required: boolean
  readonly maxLength: number | undefined
  readonly choices: readonly { readonly value: string; readonly label: LocalizedText }[]
  /** The schema's own default. */
  readonly initial: PlainData | undefined
}

/** A schema that no form can show: the plugin's author has to mend it. */
export class FormError extends Error {
  override readonly name = 'FormError'
}

const Literal = Type.Object({ const: Type.String() })
const Choices = Type.Union([
  Type.Object({ anyOf: Type.Array(Literal, { minItems: 1 }) }),
  Type.Object({ enum: Type.Array(Type.String(), { minItems: 1 }) }),
  Literal,
])

/** What of a property's schema matters to a form; see `FieldOptions` of the plugin contract. */
const Property = Type.Object({
  type: Type.Optional(Type.String()),
  format: Type.Optional(Type.String()),
  items: Type.Optional(Type.Unknown()),
  minItems: Type.Optional(Type.Number()),
  maxLength: Type.Optional(Type.Number()),
  default: Type.Optional(PlainData),
  label: Type.Optional(LocalizedText),
  help: Type.Optional(LocalizedText),
  placeholder: Type.Optional(Type.String()),
  autocomplete: Type.Optional(Type.String()),
  choices: Type.Optional(Type.Record(Type.String(), LocalizedText)),
  secret: Type.Optional(Type.Boolean()),
  multiline: Type.Optional(Type.Boolean()),
})
type Property = Type.Static<typeof Property>

const ObjectSchema = Type.Object({
  type: Type.Literal('object'),
  properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  required: Type.Optional(Type.Array(Type.String())),
})

/**
 * The fields of an object schema, in the order of its properties.
 *
 * @throws FormError when a property is nothing that a form can show.
 */
export function fieldsOf(schema: unknown): readonly Field[] {
  if (!Value.Check(ObjectSchema, schema)) {
    throw new FormError('a form needs an object schema: Type.Object({ … })')
  }
  const required = new Set(schema.required)
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    if (!Value.Check(Property, property)) {
      throw new FormError(`the property "${name}" is not annotated as FieldOptions says`)
    }
    return fieldOf(name, property, required.has(name))
  })
}

function fieldOf(name: string, property: Property, required: boolean): Field {
  const kind = kindOf(name, property)
  const values = kind === 'choices' ? valuesOf(property.items) : valuesOf(property)
  return {
    name,
    kind,
    label: property.label ?? everywhere(name),
    help: property.help,
    placeholder: property.placeholder,
    autocomplete: property.autocomplete,
    required: mustBeFilledIn(kind, property, required),
    maxLength: property.maxLength,
    choices: values.map((value) => ({
      value,
      label: property.choices?.[value] ?? everywhere(value),
    })),
    initial: property.default,
  }
}

/** A checkbox may stay empty, a list unless it says otherwise, a text when its default is empty. */
function mustBeFilledIn(kind: FieldKind, property: Property, required: boolean): boolean {
  if (kind === 'checkbox') return false
  if (kind === 'choices' || kind === 'lines') return (property.minItems ?? 0) > 0
  return required && property.default !== ''
}

function kindOf(name: string, property: Property): FieldKind {
  if (valuesOf(property).length > 0) return 'choice'
  switch (property.type) {
    case 'boolean':
      return 'checkbox'
    case 'integer':
    case 'number':
      return property.type
    case 'string':
      if (property.secret) return 'secret'
      if (property.multiline) return 'multiline'
      if (property.format === 'email') return 'email'
      return property.format === 'uri' || property.format === 'url' ? 'url' : 'text'
    case 'array':
      if (valuesOf(property.items).length > 0) return 'choices'
      if (Value.Check(Property, property.items) && property.items.type === 'string') return 'lines'
  }
  throw new FormError(
    `the property "${name}" is of a kind that no form shows; see FieldOptions for those that are`,
  )
}

function valuesOf(schema: unknown): readonly string[] {
  if (!Value.Check(Choices, schema)) return []
  if ('anyOf' in schema) return schema.anyOf.map((literal) => literal.const)
  return 'enum' in schema ? schema.enum : [schema.const]
}

function everywhere(text: string): LocalizedText {
  return { en: text, de: text, fr: text }
}
