import { readFileSync } from 'node:fs'
import { Compile, type Validator } from 'typebox/schema'

/** Google's own description of the few calls that concern reviews; where it is from stands inside. */
interface Discovery {
  readonly documents: readonly Document[]
}
interface Document {
  readonly methods: Readonly<Record<string, Method>>
  readonly schemas: Readonly<Record<string, object>>
}
interface Method {
  readonly httpMethod: string
  readonly flatPath: string
  readonly parameters: Readonly<Record<string, { location: string; required?: boolean }>>
  readonly request?: { readonly $ref: string }
  readonly response: { readonly $ref: string }
}

const { documents } = JSON.parse(
  readFileSync(new URL('discovery.json', import.meta.url), 'utf8'),
) as Discovery

/** One call as Google describes it. Each check answers what is wrong, or undefined. */
export interface Described {
  readonly httpMethod: string
  readonly flatPath: string
  request(query: object, body: unknown): string | undefined
  answer(body: unknown): string | undefined
}

/** @param id as the discovery document calls it: `androidpublisher.reviews.list`. */
export function described(id: string): Described {
  const document = documents.find(({ methods }) => Object.hasOwn(methods, id))
  const method = document?.methods[id]
  if (!document || !method) throw new Error(`no discovery document describes ${id}`)
  const { httpMethod, flatPath, parameters, request, response } = method
  const requested = request && validator(document, request.$ref)
  const answered = validator(document, response.$ref)
  return {
    httpMethod,
    flatPath,
    request(query, body) {
      const unknown = Object.keys(query).find((name) => parameters[name]?.location !== 'query')
      if (unknown !== undefined) return `${id} has no parameter ${unknown}`
      if (requested === undefined) {
        return body === undefined || body === null ? undefined : `${id} takes no body`
      }
      return problem(`the request of ${id}`, requested, body)
    },
    answer: (body) => problem(`the answer of ${id}`, answered, body),
  }
}

function validator({ schemas }: Document, name: string): Validator {
  return Compile({ $defs: closed(schemas), $ref: `#/$defs/${name}` } as never) as never
}

/** As JSON Schema says it; and nothing may be there that isn't described. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const { id: _, $ref, format, ...rest } = schema as Record<string, unknown>
  if (typeof $ref === 'string') return { $ref: `#/$defs/${$ref}` }
  const numbers = format === 'int64' ? { pattern: '^-?\\d{1,19}$' } : {}
  const inner = Object.fromEntries(Object.entries(rest).map(([key, it]) => [key, closed(it)]))
  return { ...inner, ...numbers, ...('properties' in inner && { additionalProperties: false }) }
}

function problem(what: string, against: Validator, value: unknown): string | undefined {
  if (against.Check(value)) return undefined
  const [, errors] = against.Errors(value)
  return `${what} is not as described: ${JSON.stringify(errors).slice(0, 300)}`
}
