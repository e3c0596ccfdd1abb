import type { PluginCalls } from '@hubward/border'
import { PluginError } from '@hubward/plugin'
import type { Counters } from '../counters.ts'

/** The same plugins, with each failed call counted. A call that the host gave up itself is no failure. */
export function countFailures(plugins: PluginCalls, counters: Counters): PluginCalls {
  return new Proxy(plugins, {
    get(target, name, receiver) {
      const call: unknown = Reflect.get(target, name, receiver)
      if (typeof call !== 'function') return call
      return async (...given: unknown[]) => {
        try {
          return await Reflect.apply(call, target, given)
        } catch (error) {
          const givenUp = given.some((value) => value instanceof AbortSignal && value.aborted)
          if (error instanceof PluginError && !givenUp) {
            counters.networkError(integrationOf(given[0]), String(name), error.code)
          }
          throw error
        }
      }
    },
  })
}

/** Every function of the plugins is first told which integration, or which Channel of it. */
function integrationOf(first: unknown): string {
  if (typeof first === 'string') return first
  const named = typeof first === 'object' && first !== null && 'integration' in first
  return named ? String(first.integration) : 'unknown'
}
