import type { PluginStore } from './context.ts'
import { PluginError } from './error.ts'
import type { PlainData } from './plain.ts'

/** How often a write is tried before somebody else's constant writing counts as a failure. */
const ATTEMPTS = 20

/**
 * Changes a stored value so that no concurrent change is lost: reads it, asks for the new value, and
 * begins again when somebody else was faster. `change` may run several times; it answers undefined
 * to leave everything as it is.
 *
 * @returns what is stored afterwards.
 */
export async function updateStored(
  store: PluginStore,
  key: string,
  change: (value: PlainData | undefined) => PlainData | undefined,
): Promise<PlainData | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await store.get(key)
    const next = change(stored?.value)
    if (next === undefined) return stored?.value
    if ((await store.set(key, next, stored?.version ?? 0)) !== undefined) return next
  }
  throw new PluginError('unavailable', {
    message: `the stored value "${key}" changed ${ATTEMPTS} times while it was being written`,
    effect: 'none',
  })
}
