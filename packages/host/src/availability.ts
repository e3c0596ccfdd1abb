/** Notes that an active Channel's integration is neither running nor configured here. */
export function noteGone(availability: Availability, integration: string): void {
  const { unread, failing, gone } = availability
  if (unread.has(integration) || failing().includes(integration) || gone?.has(integration)) return
  gone?.set(integration, new Date())
}

/** Whether this host may work, and whether it should be sent anything. Read by every request. */
export interface Availability {
  /** Why it does nothing: the database is not its own. */
  foreignDatabase: string | undefined
  /** It stops soon: what comes in is still answered, but nobody should send more. */
  draining: boolean
  /** Integrations whose code is still to be read, by name. */
  unread: ReadonlySet<string>
  /** Those that can't run, or whose code can't be loaded any more, by name. */
  failing: () => readonly string[]
  /**
   * Integrations of active Channels that the configuration does not name, with the time at which a turn
   * first met one: another host may still have it, while hosts are restarted one after the other.
   */
  gone?: Map<string, Date>
  /** PostgreSQL takes nothing new, for its disk is full: so neither can this host. `presence.ts` finds out. */
  diskFull?: boolean
}
