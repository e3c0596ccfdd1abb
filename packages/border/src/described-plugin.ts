import type { NetworkPlugin, PluginProblem } from '@hubward/plugin'

/** The functions of a plugin, by the names that the contract gives them. */
type FunctionName = {
  [Name in keyof NetworkPlugin]-?: NonNullable<NetworkPlugin[Name]> extends (
    ...given: never[]
  ) => unknown
    ? Name
    : never
}[keyof NetworkPlugin]

/**
 * A plugin as the host's thread knows it: all that it declares, and of its functions only that they
 * are there. To call one is the matter of a {@link PluginRunner} alone.
 */
export type DescribedPlugin = Omit<NetworkPlugin, FunctionName | 'actions'> &
  Readonly<Partial<Record<FunctionName, object | typeof FUNCTION>>> & {
    readonly actions?: Readonly<Record<string, object | typeof FUNCTION>>
  }

/** A plugin without its functions, as structured clone copies it. */
export interface PlainPlugin {
  readonly plain: unknown
}

/** Stands in place of a function. */
const FUNCTION = '~function'

/** What in a plugin can't leave the thread that imported it; an empty list: all can. */
export function uncarriable(plugin: object): readonly PluginProblem[] {
  return SCHEMAS.flatMap((name) => functionsIn(Reflect.get(plugin, name), name)).map((where) => ({
    where,
    rule: 'holds a function; schemas are plain data, so that a host can check against them elsewhere',
  }))
}

const SCHEMAS = ['settings', 'channelSettings', 'credentials', 'position', 'declaration'] as const

function functionsIn(value: unknown, where: string): string[] {
  if (typeof value === 'function') return [where]
  if (typeof value !== 'object' || value === null) return []
  return Object.getOwnPropertyNames(value).flatMap((name) =>
    name === 'length' && Array.isArray(value)
      ? []
      : functionsIn(Reflect.get(value, name), `${where}.${name}`),
  )
}

/** Takes a plugin apart for its way to another thread. */
export function takeApart(plugin: DescribedPlugin): PlainPlugin {
  return { plain: copied(plugin, true) }
}

/** Puts a plugin together again that came from another thread. */
export function putTogether({ plain }: PlainPlugin): DescribedPlugin {
  const plugin = copied(plain, false)
  if (isDescribed(plugin)) return plugin
  throw new TypeError('This is no plugin.')
}

function isDescribed(plugin: unknown): plugin is DescribedPlugin {
  return typeof plugin === 'object' && plugin !== null && 'apiVersion' in plugin
}

/**
 * TypeBox marks its schemas with properties such as `~kind`, which are not enumerable and get lost in
 * a structured clone; without them no default is filled in. They are shown on the way, and hidden
 * again behind it.
 */
function copied(value: unknown, shown: boolean): unknown {
  if (typeof value === 'function') return FUNCTION
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: unknown) => copied(item, shown))
  const copy = {}
  for (const name of Object.getOwnPropertyNames(value)) {
    Object.defineProperty(copy, name, {
      value: copied(Reflect.get(value, name), shown),
      enumerable: shown || !name.startsWith('~'),
      writable: true,
      configurable: true,
    })
  }
  return copy
}
