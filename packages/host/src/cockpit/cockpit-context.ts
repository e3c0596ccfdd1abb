import type { HostContext } from '../host-context.ts'
import type { LivePages } from '../web/live-pages.ts'

/** What the cockpit's pages are given. */
export interface CockpitContext extends HostContext {
  readonly live: LivePages
  /** Where browsers reach it, without a slash at the end; known once it listens. */
  readonly address: { url: string }
}
