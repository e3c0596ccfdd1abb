/** What of the configuration says how plugins are loaded and run. */
export interface PluginConfig {
  /** The file that names the integrations: what is beside it is found. */
  readonly file?: { readonly path: string }
  readonly integrations?: Readonly<
    Record<string, { readonly plugin: string; readonly settings?: unknown }>
  >
  /** Where plugins are looked for when no integrations are named. */
  readonly pluginFolder?: string
  /** Hosts that plugins may reach beyond what they declare, and although they are private. */
  readonly openHosts: readonly string[]
  readonly plugins: {
    readonly isolation: 'worker' | 'in-process'
    /** How much a worker's heap and buffers may take up together. */
    readonly memoryMb: number
    readonly callsAtOnce: number
    /** After so long without a call a worker ends, in milliseconds; absent: a minute. */
    readonly idleMs?: number
    /** Where what plugins declare is kept between starts; absent: nowhere. */
    readonly cacheFolder?: string
  }
}
