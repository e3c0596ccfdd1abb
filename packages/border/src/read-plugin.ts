import type { PluginProblem } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import Value from 'typebox/value'
import type { PluginRunner } from './call.ts'
import { readPlugin } from './contract.ts'
import { type DescribedPlugin, uncarriable } from './described-plugin.ts'
import { importInTime, sayFailure } from './import-plugin.ts'
import { inProcess } from './in-process.ts'
import { isRecord } from './is-record.ts'
import { nearestName } from './nearest-name.ts'
import type { WorkerRunner } from './worker/runner.ts'
import { Unusable } from './worker/thread.ts'

/** Why an integration can't run. */
export class LoadError extends Error {
  readonly problems: readonly PluginProblem[]

  constructor(problems: readonly PluginProblem[]) {
    super('An integration can’t be loaded.')
    this.problems = problems
  }
}

export function problem(where: string, rule: string): LoadError {
  return new LoadError([{ where, rule }])
}

export function problemsOf(error: unknown): readonly PluginProblem[] {
  return error instanceof LoadError
    ? error.problems
    : [{ where: 'plugin', rule: `can’t be read: ${sayFailure(error)}` }]
}

/**
 * Imports a plugin in a worker, and looks at what it declares.
 *
 * @throws LoadError
 */
export async function readInWorker(runner: WorkerRunner): Promise<DescribedPlugin> {
  try {
    return compiled(await runner.load())
  } catch (error) {
    throw error instanceof Unusable ? new LoadError(error.problems) : error
  }
}

/**
 * Imports a plugin into this thread, and looks at what it declares.
 *
 * @throws LoadError
 */
export async function readInProcess(
  entryUrl: string,
  openHosts: readonly string[],
): Promise<{ readonly plugin: DescribedPlugin; readonly runner: PluginRunner }> {
  const module = await importInTime(entryUrl).catch((error) => {
    throw problem('import', `fails with ${sayFailure(error)}`)
  })
  const exported: unknown = module.default
  const read = readPlugin(exported)
  if ('problems' in read) throw new LoadError(read.problems)
  const { plugin } = read
  const held = uncarriable(plugin)
  if (held.length > 0) throw new LoadError(held)
  return { plugin: compiled(plugin), runner: inProcess(plugin, { openHosts }) }
}

/** @throws LoadError for a schema that nothing can be checked with. */
function compiled<Plugin extends DescribedPlugin>(plugin: Plugin): Plugin {
  for (const name of ['settings', 'channelSettings', 'credentials', 'position'] as const) {
    try {
      // The outcome doesn't matter: a schema that can't be compiled fails whatever it is asked.
      check(plugin[name], null)
    } catch (error) {
      throw problem(name, `is a schema that can’t be compiled: ${sayFailure(error)}`)
    }
  }
  return plugin
}

/**
 * What the operator set, with defaults.
 *
 * @throws LoadError where it doesn't fit the plugin's schema.
 */
export function checkedSettings(plugin: DescribedPlugin, settings: unknown): unknown {
  const checked = check(
    plugin.settings,
    Value.Default(plugin.settings, structuredClone(settings ?? {})),
  )
  if (checked.ok) return checked.value
  throw new LoadError(
    checked.problems.map(({ field, rule }) => ({
      where: field === '' ? 'settings' : `settings.${field}`,
      rule: `${rule}${helpOn(plugin.settings, field)}`,
    })),
  )
}

/** What the plugin says of a setting, or which name was meant. */
function helpOn(schema: unknown, field: string): string {
  const properties = isRecord(schema) && isRecord(schema.properties) ? schema.properties : {}
  const described = properties[field]
  if (isRecord(described)) {
    const { description, examples, default: usual } = described
    const example = Array.isArray(examples) ? examples[0] : usual
    return [
      ...(typeof description === 'string' ? [` ${description}`] : []),
      ...(example === undefined ? [] : [` Example: ${String(example)}`]),
    ].join('')
  }
  const meant = nearestName(field, Object.keys(properties))
  return meant === undefined ? '' : ` Did you mean ${meant}?`
}

/** Settings that the plugin doesn't know and ignores; each a sentence. From the next release refused. */
export function ignoredSettings(plugin: DescribedPlugin, settings: unknown): readonly string[] {
  const { properties, patternProperties, additionalProperties }: Record<string, unknown> = isRecord(
    plugin.settings,
  )
    ? plugin.settings
    : {}
  const isOpen = isRecord(additionalProperties) || patternProperties !== undefined
  if (!isRecord(properties) || !isRecord(settings) || isOpen) return []
  const known = Object.keys(properties)
  return Object.keys(settings)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearestName(name, known)
      const end =
        meant === undefined ? `It knows ${known.join(', ') || 'none'}.` : `Did you mean ${meant}?`
      return `settings.${name}: the plugin has no setting of this name and ignores it. ${end}`
    })
}
