/** Whether this host may work, and whether it should be sent anything. Read by every request. */
export interface Standing {
  /** Why it does nothing: the database is not its own. */
  stranger: string | undefined
  /** It stops soon: what comes in is still answered, but nobody should send more. */
  draining: boolean
}
