import type Type from 'typebox'
import Value from 'typebox/value'
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

/** A stored value as the schema has it; undefined where there is none, or something else. */
export async function readStored<Schema extends Type.TSchema>(
  store: PluginStore,
  key: string,
  schema: Schema,
): Promise<Type.Static<Schema> | undefined> {
  const value: unknown = (await store.get(key))?.value
  return Value.Check(schema, value) ? value : undefined
}

/**
 * Stores a value where there is none yet, such as a key that is drawn once: whoever else does so at the
 * same time, all get the one that came first.
 *
 * @param about whose words or name it holds, as `set` has it.
 */
export async function storeOnce<Schema extends Type.TSchema>(
  store: PluginStore,
  key: string,
  schema: Schema,
  value: Type.Static<Schema> & PlainData,
  about?: string,
): Promise<Type.Static<Schema>> {
  const options = about === undefined ? {} : { about }
  if ((await store.set(key, value, 0, options)) !== undefined) return value
  return (await readStored(store, key, schema)) ?? value
}
