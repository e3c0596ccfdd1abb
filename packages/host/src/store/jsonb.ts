import type { PlainData } from '@hubward/plugin'
import { type RawBuilder, sql } from 'kysely'

/** Escapes that JSON allows and PostgreSQL's jsonb refuses: NUL, and halves of surrogate pairs. */
const REFUSED = /\\u0000|\\ud[89a-f]/i

/** JSON text that PostgreSQL stores whatever a person typed: what it refuses becomes U+FFFD. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  return REFUSED.test(text) ? JSON.stringify(mended(value)) : text
}

/** The same for what is sealed: it comes back as if PostgreSQL had read it. */
export function storable(value: unknown): PlainData {
  return JSON.parse(jsonText(value))
}

/** A parameter of type jsonb. */
export function jsonb(value: unknown): RawBuilder<unknown> {
  return sql`${jsonText(value ?? null)}::jsonb`
}

function mended(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed()
  if (Array.isArray(value)) return value.map(mended)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [mended(key), mended(inner)]),
  )
}
