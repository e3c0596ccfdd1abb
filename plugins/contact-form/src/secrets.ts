import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type PluginStore, readStored, storeOnce } from '@hubward/plugin'
import Type from 'typebox'

/** Where the integration keeps the key that all of this is derived from. */
const KEY = 'key'

/** The key of the integration; drawn once, by whichever host needs it first. */
export async function integrationKey(store: PluginStore): Promise<string> {
  const known = await readStored(store, KEY, Type.String())
  return known ?? storeOnce(store, KEY, Type.String(), randomBytes(32).toString('base64url'))
}

/** HMAC-SHA-256 of the parts for one purpose, as 43 characters of base64url. */
export function derive(key: string, purpose: string, ...parts: readonly string[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([purpose, ...parts]))
    .digest('base64url')
}

/** A short id of any text: 22 characters, 128 bits. */
export function shortHash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}

/** Puts a signature before a text, so that a browser can keep it for us without changing it. */
export function sign(key: string, purpose: string, text: string): string {
  const encoded = Buffer.from(text).toString('base64url')
  return `${derive(key, purpose, encoded)}.${encoded}`
}

/** Longer than anything that we sign. */
const SIGNED_LIMIT = 4_096

/** The text that {@link sign} was given, or undefined when anybody changed it. */
export function verify(key: string, purpose: string, signed: string): string | undefined {
  if (signed.length > SIGNED_LIMIT) return undefined
  const [signature = '', encoded = ''] = signed.split('.', 2)
  const expected = Buffer.from(derive(key, purpose, encoded))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return Buffer.from(encoded, 'base64url').toString()
}
