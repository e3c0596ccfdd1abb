import { arch, cpus, platform, release, totalmem } from 'node:os'
import { isRecord } from '@hubward/border'
import type { Config } from '../config.ts'
import type { CheckResult } from '../manifests/check-result.ts'
import { Settings } from '../settings.ts'
import type { Db } from '../store/database.ts'
import { type Figures, readFigures } from '../store/figures.ts'
import { version } from '../version.ts'

/** Settings that name people or open something, although they are no secrets by their schema. */
const PRIVATE: ReadonlySet<string> = new Set([
  'databaseUrl',
  'notices.webhookUrl',
  'notices.mailTo',
  'notices.mailFrom',
  'operator.supportUrl',
  'accounts',
])

/** What somebody needs who helps an operator; no secret, no name of a person, no text. */
export interface SupportBundle {
  readonly made: string
  readonly hubward: string
  readonly machine: Readonly<Record<string, string | number>>
  readonly results: readonly CheckResult[]
  readonly settings: unknown
  /** Variables that are set, by name alone. */
  readonly environment: readonly string[]
  /** Counts alone; null where PostgreSQL could not be asked. */
  readonly figures: Figures | null
}

export async function supportBundle(
  { config, db }: { readonly config: Config; readonly db: Db },
  results: readonly CheckResult[],
): Promise<SupportBundle> {
  return {
    made: new Date().toISOString(),
    hubward: version,
    machine: {
      node: process.versions.node,
      platform: `${platform()} ${release()} ${arch()}`,
      processors: cpus().length,
      memoryMb: Math.round(totalmem() / 1_048_576),
    },
    results,
    settings: withoutPrivate(config),
    environment: Object.keys(process.env).filter((name) => /^(HUBWARD_|NODE_OPTIONS$)/.test(name)),
    figures: await readFigures(db).catch(() => null),
  }
}

function withoutPrivate({ keys, integrations = {}, file: _, ...config }: Config): unknown {
  return {
    ...kept(Settings, config, ''),
    keys: keys.map(({ id }) => ({ id })),
    // What a plugin's settings mean only the plugin knows.
    integrations: Object.fromEntries(
      Object.entries(integrations).map(([name, { plugin, settings = {} }]) => [
        name,
        { plugin, settings: Object.keys(settings) },
      ]),
    ),
  }
}

function kept(schema: unknown, value: Record<string, unknown>, path: string): object {
  const properties = isRecord(schema) && isRecord(schema.properties) ? schema.properties : {}
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const at = path === '' ? name : `${path}.${name}`
      const known = properties[name]
      if (PRIVATE.has(at) || !isRecord(known) || known.secret === true) return [name, '(left out)']
      return [name, isRecord(inner) ? kept(known, inner, at) : inner]
    }),
  )
}
