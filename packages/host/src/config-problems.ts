import { isRecord, nearestName } from '@hubward/border'
import Value from 'typebox/value'

type Schema = Readonly<Record<string, unknown>>

/**
 * What is wrong with what is written, a sentence for each setting: its name, what it must be, and an
 * example. No value is quoted, since it may be a secret.
 *
 * @param schema with the annotations of `settings.ts`: `description`, `env`, `must`, `example`.
 */
export function problemsIn(schema: unknown, value: unknown, path = ''): string[] {
  if (!isRecord(schema)) return []
  if (isRecord(schema.properties)) return problemsOfObject(schema, schema.properties, value, path)
  if (isRecord(schema.patternProperties)) {
    return problemsOfRecord(schema.patternProperties, value, path)
  }
  const fits: boolean = Value.Check(schema, value)
  if (fits) return []
  const { items, minItems } = schema
  if (Array.isArray(value) && isRecord(items) && value.length >= Number(minItems ?? 0)) {
    const found = value.flatMap((item, at) => problemsIn(items, item, `${path}[${at}]`))
    if (found.length > 0) return found
  }
  return [`${path}: ${value === null ? 'has no value; it ' : ''}${mustBe(schema)}${hint(schema)}`]
}

function problemsOfObject(
  schema: Schema,
  properties: Schema,
  value: unknown,
  path: string,
): string[] {
  if (!isRecord(value)) {
    const [first = ''] = Object.keys(properties)
    return path === ''
      ? ['The file must hold settings, each with its name, such as "publicUrl: https://…".']
      : [`${path}: must hold settings of its own, such as ${path}.${first}.`]
  }
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : []
  const known = Object.keys(properties)
  const unknown = schema.additionalProperties === false
  return [
    ...Object.entries(properties).flatMap(([name, property]) => {
      const at = join(path, name)
      if (value[name] !== undefined) return problemsIn(property, value[name], at)
      return required.includes(name) ? missing(property, at) : []
    }),
    ...Object.keys(value)
      .filter((name) => unknown && !known.includes(name))
      .map((name) => `${join(path, name)}: ${unknownName(name, known, path)}`),
  ]
}

/** What is missing within is told, where it is an object. */
function missing(property: unknown, at: string): string[] {
  if (!isRecord(property)) return []
  if (isRecord(property.properties)) return problemsIn(property, {}, at)
  const { description } = property
  return [
    `${at}: is missing. ${typeof description === 'string' ? description : ''}${hint(property, ' ')}`,
  ]
}

function problemsOfRecord(patterns: Schema, value: unknown, path: string): string[] {
  if (!isRecord(value)) return [`${path}: must hold a name for each, with its settings below.`]
  return Object.entries(value).flatMap(([name, entry]) => {
    const [, found] = Object.entries(patterns).find(([key]) => new RegExp(key).test(name)) ?? []
    if (found !== undefined) return problemsIn(found, entry, join(path, name))
    return [
      `${join(path, name)}: a name has 2 to 32 characters: small letters, digits and hyphens, a letter first. Example: contact-form`,
    ]
  })
}

/** Whose name it may have been meant to be. */
function unknownName(name: string, known: readonly string[], path: string): string {
  const nearest = nearestName(name, known)
  return nearest === undefined
    ? `is no setting. Known here: ${known.join(', ')}.`
    : `is no setting. Did you mean ${join(path, nearest)}?`
}

function mustBe(schema: Schema): string {
  const { must, type, anyOf, minimum, maximum } = schema
  if (typeof must === 'string') return `must ${must}.`
  if (Array.isArray(anyOf)) {
    const choices = anyOf.flatMap((one) => (isRecord(one) && 'const' in one ? [one.const] : []))
    if (choices.length === anyOf.length) return `must be one of ${choices.join(', ')}.`
  }
  if (type === 'integer' || type === 'number') {
    const least = typeof minimum === 'number' ? ` from ${minimum}` : ''
    const most = typeof maximum === 'number' ? ` to ${maximum}` : least && ' upwards'
    return `must be a whole number${least}${most}.`
  }
  if (type === 'boolean') return 'must be true or false.'
  if (type === 'array') return 'must be a list with at least one entry.'
  return 'must be a text that is not empty.'
}

/** Where else it can be set, and what it looks like. */
function hint(schema: Schema, before = ' '): string {
  const example = schema.example ?? schema.default
  const isShown = example !== undefined && typeof example !== 'object' && example !== ''
  const { env } = schema
  return [
    ...(isShown ? [`${before}Example: ${String(example)}`] : []),
    ...(typeof env === 'string' ? [`${isShown ? ' ' : before}(in the environment: ${env})`] : []),
  ].join('')
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
