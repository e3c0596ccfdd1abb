import { readFileSync } from 'node:fs'
import { Compile, type Validator } from 'typebox/schema'

/** Apple's own description of the few calls that concern reviews; where it is from stands inside. */
interface Description {
  readonly operations: Readonly<Record<string, Operation>>
  readonly schemas: Readonly<Record<string, object>>
}
interface Operation {
  readonly query: Readonly<
    Record<string, { type: string; enum?: readonly string[]; maximum?: number }>
  >
  readonly request?: string
  readonly answer?: string
}

const { operations, schemas } = JSON.parse(
  readFileSync(new URL('openapi.json', import.meta.url), 'utf8'),
) as Description

/** One call as Apple describes it. Each check answers what is wrong, or undefined. */
export interface Described {
  request(query: Readonly<Record<string, string>>, body: unknown): string | undefined
  answer(body: unknown): string | undefined
}

/** @param id method and path: `GET /v1/apps`. */
export function described(id: string): Described {
  const operation = operations[id]
  if (!operation) throw new Error(`Apple describes no ${id}`)
  const { query: parameters, request, answer } = operation
  return {
    request(query, body) {
      for (const [name, value] of Object.entries(query)) {
        // "Follow the next link": what it holds beside is Apple's own.
        if (name === 'cursor') continue
        const known = parameters[name]
        if (!known) return `${id} has no parameter ${name}`
        const values = known.type === 'array' ? value.split(',') : [value]
        if (known.enum && !values.every((one) => known.enum?.includes(one))) {
          return `${id}: ${value} is no ${name}`
        }
        if (known.maximum !== undefined && Number(value) > known.maximum) return `${id}: ${name}`
      }
      if (request === undefined) {
        return body === undefined || body === null ? undefined : `${id} takes no body`
      }
      return problem(`the request of ${id}`, request, body)
    },
    answer: (body) =>
      answer === undefined
        ? body === undefined
          ? undefined
          : `${id} answers nothing`
        : problem(`the answer of ${id}`, answer, body),
  }
}

/** Of every refusal. */
export const refusalProblem = (body: unknown) => problem('a refusal', 'ErrorResponse', body)

const validators = new Map<string, Validator>()

function problem(what: string, name: string, value: unknown): string | undefined {
  const against =
    validators.get(name) ??
    (Compile({ $defs: closed(schemas), $ref: `#/$defs/${name}` } as never) as never as Validator)
  validators.set(name, against)
  if (against.Check(value)) return undefined
  const [, errors] = against.Errors(value)
  return `${what} is not as described: ${JSON.stringify(errors).slice(0, 300)}`
}

/** As JSON Schema says it; and nothing may be there that isn't described. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  if ('$ref' in schema)
    return { $ref: String(schema.$ref).replace('#/components/schemas', '#/$defs') }
  const inner = Object.fromEntries(Object.entries(schema).map(([key, it]) => [key, closed(it)]))
  const isObject = 'properties' in schema && 'type' in schema && schema.type === 'object'
  return { ...inner, ...(isObject && { additionalProperties: false }) }
}
