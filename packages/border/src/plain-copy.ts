import type { PlainData } from '@hubward/plugin'
import type { Problem } from '@hubward/socialhub'

const DEPTH_LIMIT = 64

/** What a plugin handed over is no plain data; says where. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain'
  readonly problem: Problem

  constructor(field: string, rule: string) {
    super(`${field}: ${rule}`)
    this.problem = { field, rule }
  }
}

/**
 * A copy of plain data. `structuredClone` would let through what JSON can't write (a Date, a Map) and
 * stop without saying where. Properties that are undefined are left out, as JSON does.
 *
 * @throws NotPlain
 */
export function plainCopy(value: unknown, field = '', depth = 0): PlainData {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw new NotPlain(field, `This must be plain data, which ${value} is not.`)
  }
  if (depth > DEPTH_LIMIT) {
    throw new NotPlain(field, `This must not be nested deeper than ${DEPTH_LIMIT} levels.`)
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      plainCopy(item, within(field, String(index)), depth + 1),
    )
  }
  if (typeof value !== 'object' || !isPlainObject(value)) {
    throw new NotPlain(field, `This must be plain data, which ${kindOf(value)} is not.`)
  }
  const copy: Record<string, PlainData> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    // Would change the copy's prototype in place of becoming a property.
    if (key === '__proto__') throw new NotPlain(within(field, key), 'This name is not allowed.')
    copy[key] = plainCopy(inner, within(field, key), depth + 1)
  }
  return copy
}

function within(field: string, key: string): string {
  return field === '' ? key : `${field}.${key}`
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function kindOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'object'}`
  return value === undefined ? 'undefined' : `a ${typeof value}`
}
