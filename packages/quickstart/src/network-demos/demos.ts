import type { Demo } from './demo.ts'

/** The Networks that can be shown without an account anywhere; each is loaded when it is asked for. */
const DEMOS: Readonly<Record<string, () => Promise<{ startDemo(): Promise<Demo> }>>> = {
  'app-store': () => import('./app-store.ts'),
  bluesky: () => import('./bluesky.ts'),
  email: () => import('./email.ts'),
  'google-play': () => import('./google-play.ts'),
  mastodon: () => import('./mastodon.ts'),
  matrix: () => import('./matrix.ts'),
  telegram: () => import('./telegram.ts'),
}

/** By the plugin's id, in the order of the alphabet. */
export const DEMO_NETWORKS: readonly string[] = Object.keys(DEMOS)

/** A sentence on where to find them. */
export const DEMOS_NOTE = `Networks to try without an account anywhere: npm start -- --demo ${DEMO_NETWORKS.join('|')}`

/** A Network that has no demo; the message is a sentence for a person. */
export class NoSuchDemo extends Error {
  override readonly name = 'NoSuchDemo'
  constructor(network: string) {
    super(`There is no demo of "${network}". There is one of: ${DEMO_NETWORKS.join(', ')}.`)
  }
}

/**
 * Starts a Network in memory.
 *
 * @param network the plugin's id.
 * @throws NoSuchDemo
 */
export async function startDemo(network: string): Promise<Demo> {
  if (!Object.hasOwn(DEMOS, network)) throw new NoSuchDemo(network)
  const loaded = await DEMOS[network]?.()
  if (!loaded) throw new NoSuchDemo(network)
  return loaded.startDemo()
}
