import { PluginError } from './error.ts'
import { toPluginError } from './read-error.ts'

/**
 * The failure of a request that by itself changes nothing on the Network, whatever became of it: a
 * question, or an upload that no message names yet. Thrown by `reply`, it lets the host send again.
 */
export function withoutEffect(thrown: unknown, now: Date): PluginError {
  const { code, message, sentence, retryAfterMs } = toPluginError(thrown, now)
  return new PluginError(code, { message, sentence, retryAfterMs, effect: 'none', cause: thrown })
}
