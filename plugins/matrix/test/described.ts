import { readFileSync } from 'node:fs'
import type Type from 'typebox'
import Value from 'typebox/value'

interface Operation {
  readonly query?: Type.TSchema
  readonly body?: Type.TSchema
  readonly responses: Readonly<Record<string, Type.TSchema>>
}

/**
 * The part of the Client-Server API's own machine-readable description that the plugin needs, as its
 * makers publish it. The file says from which commit and day.
 */
const SPECIFICATION: {
  readonly operations: Readonly<Record<string, Operation>>
  readonly events: Readonly<Record<string, Type.TSchema>>
} = JSON.parse(readFileSync(new URL('./fixtures/specification.json', import.meta.url), 'utf8'))

/** What is described of `GET /_matrix/client/v3/sync` and its like. */
export function operation(name: string): Operation {
  const found = SPECIFICATION.operations[name]
  if (found === undefined) throw new Error(`the specification has no ${name}`)
  return found
}

/** The content of an event of this type; of a message by its `msgtype`. */
export function eventContent(type: string, msgtype: unknown): Type.TSchema | undefined {
  return SPECIFICATION.events[type] ?? SPECIFICATION.events[`${type}$${String(msgtype)}`]
}

/** Why a value is not as it is described; undefined where it is. */
export function misfit(schema: Type.TSchema | undefined, value: unknown): string | undefined {
  if (schema === undefined || Value.Check(schema, value)) return undefined
  const [first] = Value.Errors(schema, value)
  return `${first?.instancePath} ${first?.message}`
}
