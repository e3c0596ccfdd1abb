import type { PlainData } from '@hubward/plugin'

const DEPTH_LIMIT = 8

/** Fields of a line of log as plain data, whatever was handed in. */
export function plainFields(fields: Record<string, unknown>): Record<string, PlainData> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, plainField(value, 1)]),
  )
}

function plainField(value: unknown, depth: number): PlainData {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof Error) return value.stack ?? value.message
  if (depth > DEPTH_LIMIT) return '…'
  if (Array.isArray(value)) return value.map((item: unknown) => plainField(item, depth + 1))
  if (value instanceof Date) return String(value)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, plainField(inner, depth + 1)]),
  )
}
