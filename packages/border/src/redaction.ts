import type { PlainData, PluginLog } from '@hubward/plugin'
import type { Logger } from 'pino'
import { isRecord } from './is-record.ts'
import { plainFields } from './log-fields.ts'

/** Shorter texts are no secrets, and redacting them would tear holes into every sentence. */
const SHORTEST_SECRET = 4
const REDACTED = '[redacted]'

/** Takes secrets out of what is about to be logged. */
export type Redact = (text: string) => string

/** Every text and number in a value, at any depth. */
export function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(leavesOf)
}

/** What stands in a value where its schema says `secret: true`. */
export function secretsIn(schema: unknown, value: unknown): string[] {
  if (!isRecord(schema) || value === undefined) return []
  if (schema.secret === true) return leavesOf(value)
  const { properties, items } = schema
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(items, item))
  if (!isRecord(properties) || !isRecord(value)) return []
  return Object.entries(properties).flatMap(([name, inner]) => secretsIn(inner, value[name]))
}

export function createRedact(secrets: readonly string[]): Redact {
  const written = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    // As it is, in a URL, and inside of JSON.
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret.toWellFormed()),
      JSON.stringify(secret).slice(1, -1),
    ])
  // The longest first, so that no rest of it stays behind a shorter one.
  const longestFirst = [...new Set(written)].toSorted((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text)
}

/** The log of one call: what the plugin says stands under `plugin`, apart from what the host says. */
export function createPluginLog(log: Logger, redact: Redact): PluginLog {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields?: Record<string, PlainData>) => {
      if (!log.isLevelEnabled(level)) return
      const said = fields === undefined ? {} : { plugin: redacted(plainFields(fields), redact) }
      log[level](said, redact(String(message)))
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function redacted(value: PlainData, redact: Redact): PlainData {
  if (typeof value === 'string') return redact(value)
  if (typeof value === 'number') return redact(String(value)) === REDACTED ? REDACTED : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact))
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [redact(key), redacted(inner, redact)]),
  )
}
