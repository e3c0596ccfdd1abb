import { sql } from 'kysely'

// What was received and is no Ticket yet. Where a Network only pushes, that begins in the push log:
// while a Channel stands still, nothing of it is fetched into `interactions`.

/**
 * Whether the plugin of a Channel reads its push log, as SQL about a row `c` of `channels`: for others a
 * push is only a hint, and nobody waits for it. The log says so itself, since some Channel was read.
 */
export const READS_PUSHES = sql<boolean>`(c.push_read > 0
  or c.integration in (select integration from channels where push_read > 0))`

/** How many pushes of a Channel are not fetched yet, as SQL about a row `c`. */
export const UNREAD_PUSHES = sql<number>`(case when ${READS_PUSHES}
  then greatest(0, c.push_count - c.push_read) else 0 end)`
