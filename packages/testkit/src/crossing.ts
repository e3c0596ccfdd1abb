import { check } from '@hubward/socialhub'
import type Type from 'typebox'

/** An answer of a plugin that breaks the contract; a host would blame the plugin with these words. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
}

/**
 * Takes what a plugin answered over the line as a host does: as a copy, checked against the contract.
 *
 * @param what names the call in the message, such as `reply`.
 * @throws ContractError that names each field and its rule.
 */
export function crossing<Schema extends Type.TSchema>(
  what: string,
  schema: Schema,
  value: unknown,
): Type.Static<Schema> {
  const strange = notPlain(value)
  if (strange !== undefined) throw new ContractError(`${what} is not plain data: ${strange}`)
  const checked = check(schema, structuredClone(value))
  if (checked.ok) return checked.value
  const problems = checked.problems.map(({ field, rule }) => `${field || 'the value'}: ${rule}`)
  throw new ContractError(`${what} is not what the contract says:\n${problems.join('\n')}`)
}

/** The first part of a value that JSON would not bring back, such as a Date. */
function notPlain(value: unknown, place = ''): string | undefined {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return undefined
  const inner = (key: string) => (place === '' ? key : `${place}.${key}`)
  if (Array.isArray(value)) {
    return first(value.map((item: unknown, index) => [inner(String(index)), item]))
  }
  if (typeof value !== 'object' || !isPlainObject(value)) {
    const kind = typeof value === 'object' ? `a ${value.constructor.name}` : String(value)
    return `${place || 'the value'} is ${kind}`
  }
  // A property that is undefined is one that isn't there.
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return first(entries.map(([key, item]) => [inner(key), item]))
}

function first(items: readonly (readonly [string, unknown])[]): string | undefined {
  for (const [place, item] of items) {
    const found = notPlain(item, place)
    if (found !== undefined) return found
  }
  return undefined
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
