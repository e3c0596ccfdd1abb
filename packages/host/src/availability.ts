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
  /** PostgreSQL takes nothing new, for its disk is full: so neither can this host. `presence.ts` finds out. */
  diskFull?: boolean
}
