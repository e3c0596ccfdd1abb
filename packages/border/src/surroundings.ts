import type { Logger } from 'pino'
import type { CallFacts, Services } from './call.ts'
import type { Integration } from './integration.ts'

/** A fault of a plugin, to be remembered for whoever asks how the Channel is. */
export interface NotedFault {
  /** The host's own id of the Channel. */
  readonly channelId: string
  /** The function's name. */
  readonly call: string
  /** Its id and version. */
  readonly plugin: string
  readonly field?: string
  /** Without secrets. */
  readonly reason: string
}

/** Media that a message shows, which its plugin opens. */
export interface ShownMedia {
  /** What stands in its URL. */
  readonly token: string
  readonly networkItemId: string
  /** The plugin's own. */
  readonly reference: string
}

/**
 * All that the border needs of whoever runs plugins: a host over PostgreSQL, or a test in memory. Of
 * what a plugin may do, what is not given here it can't do.
 */
export interface Surroundings {
  readonly log: Logger
  /** True: no call is given up for taking long, since somebody stands at a breakpoint in it. */
  readonly untimed?: boolean
  /** Where this host is reached, without a slash at the end. */
  readonly publicUrl: string
  /** By name. */
  readonly integrations: ReadonlyMap<string, Integration>
  /** What signs the URLs of one integration's files, and nothing else. */
  mediaKey(integration: string): string
  /** For a call that belongs to no Channel. */
  servicesOfIntegration(integration: Integration, call: CallFacts): Services
  /** For a call about one Channel. Also answers how far the push log was read in the call. */
  servicesOfChannel(
    integration: Integration,
    call: CallFacts,
    channelId: string,
  ): { readonly services: Services; readonly pushesRead: () => number }
  /** For a request of a visitor or a Network. */
  servicesOfRequest(integration: Integration, call: CallFacts): Services
  noteFault(fault: NotedFault): Promise<void>
  /** Before the messages are stored that show it. */
  rememberMedia(channelId: string, shown: readonly ShownMedia[]): Promise<void>
}
